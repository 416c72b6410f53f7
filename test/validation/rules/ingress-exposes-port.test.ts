import { ingressExposesPort as rule } from '../../../lib/validation/rules/ingress-exposes-port';
import { complaints, headPod, networkPolicy, object, proxy, rayCluster } from './support';

const to = (name: string, port: object) => ({ service: { name, port } });
const ingress = (backend: object, annotations: object = {}) => ({
  ...object('Ingress', 'web', { spec: { rules: [{ http: { paths: [{ backend }] } }] } }, 'networking.k8s.io/v1'),
  metadata: { name: 'web', namespace: 'ray', annotations },
});
const head = to('training-head-svc', { number: 8265 });
const leads = 'it leads to 8265 (dashboard and Jobs API) of the head, which asks nobody who it is';
const RULE = `Ingress ray/web: spec.rules[0].http.paths[0]: ${leads}`;

test('non-compliant: to the dashboard, by number or name, also behind a network policy', () => {
  expect(complaints(rule, [rayCluster(), ingress(head)])).toEqual([RULE]);
  expect(complaints(rule, [rayCluster(), ingress(to('training-head-svc', { name: 'dashboard' }))])).toEqual([RULE]);
  expect(complaints(rule, [rayCluster(), ingress(head), networkPolicy({})])).toEqual([RULE]);
});

test('compliant: a token, or an ingress controller that authenticates', () => {
  expect(complaints(rule, [rayCluster((spec) => Object.assign(spec, { authOptions: { mode: 'token' } })), ingress(head)])).toEqual([]);
  expect(complaints(rule, [rayCluster(), ingress(head, { 'nginx.ingress.kubernetes.io/auth-url': 'https://login.example' })])).toEqual([]);
  expect(complaints(rule, [rayCluster(), ingress(head, { 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' })])).toEqual([RULE]);
});

test('compliant: to a kube-rbac-proxy, or to Serve', () => {
  const guarded = rayCluster((spec) => {
    spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1' };
    headPod(spec).containers.push(proxy('--secure-listen-address=:8443'));
  });
  const service = object('Service', 'guarded', {
    spec: { selector: { 'ray.io/node-type': 'head' }, ports: [{ port: 443, targetPort: 8443 }] },
  });
  expect(complaints(rule, [guarded, service, ingress(to('guarded', { number: 443 }))])).toEqual([]);
  expect(complaints(rule, [rayCluster(), ingress(to('training-head-svc', { number: 8000 }))])).toEqual([]);
});

test('non-compliant: by the default backend, an HTTPRoute, a Route, or enableIngress', () => {
  const byDefault = object('Ingress', 'web', { spec: { defaultBackend: head } }, 'networking.k8s.io/v1');
  const route = object(
    'HTTPRoute',
    'web',
    { spec: { rules: [{ backendRefs: [{ name: 'training-head-svc', port: 8265 }] }] } },
    'gateway.networking.k8s.io/v1',
  );
  const openshift = object(
    'Route',
    'web',
    { spec: { to: { name: 'training-head-svc' }, port: { targetPort: 'dashboard' } } },
    'route.openshift.io/v1',
  );
  const own = rayCluster((spec) => {
    spec.headGroupSpec.enableIngress = true;
  });
  expect(complaints(rule, [rayCluster(), byDefault])).toEqual([`Ingress ray/web: spec.defaultBackend: ${leads}`]);
  expect(complaints(rule, [rayCluster(), route])).toEqual([`HTTPRoute ray/web: spec.rules[0].backendRefs[0]: ${leads}`]);
  expect(complaints(rule, [rayCluster(), openshift])).toEqual([`Route ray/web: spec.to: ${leads}`]);
  expect(complaints(rule, [own])).toEqual([`RayCluster ray/training: spec.headGroupSpec.enableIngress: ${leads}`]);
});

test('compliant: to another Service, or another namespace', () => {
  expect(complaints(rule, [rayCluster(), ingress(to('web', { number: 8265 }))])).toEqual([]);
  const elsewhere = ingress(head);
  elsewhere.metadata.namespace = 'other';
  expect(complaints(rule, [rayCluster(), elsewhere])).toEqual([]);
});
