import { ingressExposesPort as rule } from '../../../lib/audit/rules/ingress-exposes-port';
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

test('an Ingress leads to the port that it names, and to all if it names none', () => {
  const service = object('Service', 'own', {
    spec: {
      selector: { 'ray.io/node-type': 'head' },
      ports: [
        { name: 'api', port: 80, targetPort: 8265 },
        { name: 'serve', port: 8000 },
      ],
    },
  });
  const leadsTo = (port: object) => complaints(rule, [rayCluster(), service, ingress(to('own', port))]);
  for (const port of [{ name: 'api' }, { number: 80 }, {}]) expect(leadsTo(port)).toEqual([RULE]);
  for (const port of [{ name: 'serve' }, { number: 8000 }, { number: 8265 }]) expect(leadsTo(port)).toEqual([]);
});

test('a Service counts for the pods that all of its labels fit, and one without labels for none', () => {
  const selecting = (selector?: object) => object('Service', 'own', { spec: { selector, ports: [{ port: 8265 }] } });
  const leads = (selector?: object) => complaints(rule, [rayCluster(), selecting(selector), ingress(to('own', { number: 8265 }))]).length;
  expect(leads({ team: 'ml', 'ray.io/node-type': 'head' })).toBe(1);
  expect(leads({ team: 'ml', 'ray.io/node-type': 'other' })).toBe(0);
  expect(leads({ 'ray.io/node-type': 'other', team: 'ml' })).toBe(0);
  expect(leads({})).toBe(0);
  expect(leads(undefined)).toBe(0);
});

test('a target port may be called by the name that the container gives it', () => {
  const named = rayCluster((spec) => {
    headPod(spec).containers[0].ports = [
      { name: 'serve', containerPort: 8000 },
      { name: 'dashboard', containerPort: 8265 },
    ];
  });
  const service = object('Service', 'own', { spec: { selector: { team: 'ml' }, ports: [{ port: 80, targetPort: 'dashboard' }] } });
  expect(complaints(rule, [named, service, ingress(to('own', { number: 80 }))])).toEqual([RULE]);
});

test('the head may have its Service under another name', () => {
  const renamed = rayCluster((spec) => Object.assign(spec.headGroupSpec, { headService: { metadata: { name: 'front' } } }));
  expect(complaints(rule, [renamed, ingress(to('front', { number: 8265 }))])).toEqual([RULE]);
  expect(complaints(rule, [renamed, ingress(head)])).toEqual([]);
});

test('enableIngress is for the head of its own cluster', () => {
  const named = (name: string, change: (spec: any) => void) => ({ ...rayCluster(change), metadata: { name, namespace: 'ray' } });
  const guarded = named('guarded', (spec) => Object.assign(spec, { authOptions: { mode: 'token' } }));
  const open = named('open', () => {});
  const asks = (cluster: any) => {
    cluster.spec.headGroupSpec.enableIngress = true;
    return cluster;
  };
  expect(complaints(rule, [open, asks(guarded)])).toEqual([]);
  expect(complaints(rule, [named('guarded', (spec) => Object.assign(spec, { authOptions: { mode: 'token' } })), asks(open)])).toEqual([
    `RayCluster ray/open: spec.headGroupSpec.enableIngress: ${leads}`,
  ]);
});

test('compliant: a Route to another port', () => {
  const route = (port: object) => object('Route', 'web', { spec: { to: { name: 'training-head-svc' }, port } }, 'route.openshift.io/v1');
  expect(complaints(rule, [rayCluster(), route({ targetPort: 'serve' })])).toEqual([]);
  expect(complaints(rule, [rayCluster(), route({ targetPort: 8265 })])).toHaveLength(1);
});

test('non-compliant: through a Service that stands for the one of the head', () => {
  const alias = (externalName: string) => ({
    ...object('Service', 'alias', { spec: { type: 'ExternalName', externalName } }),
    metadata: { name: 'alias', namespace: 'web' },
  });
  const through = ingress(to('alias', { number: 8265 }));
  through.metadata.namespace = 'web';
  const leadsThrough = (externalName: string) => complaints(rule, [rayCluster(), alias(externalName), through]).length;
  expect(leadsThrough('training-head-svc.ray.svc.cluster.local')).toBe(1);
  expect(leadsThrough('training-head-svc.other.svc.cluster.local')).toBe(0);
  expect(leadsThrough('example.com')).toBe(0);
  expect(leadsThrough('alias.web.svc')).toBe(0);
});
