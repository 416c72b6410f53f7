import { ingressExposesPort } from '../../../lib/audit/rules/ingress-exposes-port';
import { rbacProxyBypassed as rule } from '../../../lib/audit/rules/rbac-proxy-bypassed';
import { serviceExposesPort } from '../../../lib/audit/rules/service-exposes-port';
import { complaints, headPod, object, proxy, rayCluster } from './support';

const SECURE = ['--secure-listen-address=:8443', '--upstream=http://127.0.0.1:8265/'];
const behind = (container: object) =>
  rayCluster((spec) => {
    spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1' };
    headPod(spec).containers.push(container);
  });
const found = (container: object) => complaints(rule, [behind(container)]);
const nginx = { name: 'kube-rbac-proxy', image: 'nginx:1.27', ports: [{ containerPort: 8443 }] };

test('compliant: a proxy that asks everyone, or lets health through alone', () => {
  expect(found(proxy(...SECURE))).toEqual([]);
  expect(found(proxy(...SECURE, '--ignore-paths=/healthz,/metrics,/api/local_raylet_healthz'))).toEqual([]);
  expect(found(proxy(...SECURE, '--allow-paths=/api/*'))).toEqual([]);
  expect(found({ name: 'guard', image: 'quay.io/openshift/origin-kube-rbac-proxy:4.16', args: SECURE })).toEqual([]);
  expect(found({ name: 'kube-rbac-proxy', image: 'registry.example.com/mirror/a1b2:1', args: SECURE })).toEqual([]);
});

test.each([
  [['--ignore-paths=/api/*'], '/api/*'],
  [['--ignore-paths', '/*'], '/*'],
  [['--ignore-paths=/healthz', '--ignore-paths=/api/jobs/'], '/api/jobs/'],
  [['--ignore-paths=/metrics, /api/jobs/*'.replace(' ', '')], '/api/jobs/*'],
])('non-compliant: %j lets requests through', (args, path) => {
  expect(found(proxy(...SECURE, ...args))).toEqual([
    `RayCluster ray/training: spec.headGroupSpec.template.spec.containers[1].args: --ignore-paths lets ${path} through without asking who it is, and the dashboard of the head is behind it`,
  ]);
});

test.each([
  [nginx, 'nginx'],
  [{ ...nginx, image: 'docker.io/library/envoy@sha256:00', args: SECURE }, 'envoy'],
  [{ ...nginx, image: undefined }, 'no image'],
])('non-compliant: a container that is only called so: %j', (container, what) => {
  expect(found(container)).toEqual([
    `RayCluster ray/training: spec.headGroupSpec.template.spec.containers[1].image: the container is called kube-rbac-proxy and runs ${what}, and the dashboard of the head is behind it`,
  ]);
});

test('what such a proxy guards is not guarded for Services and Ingresses', () => {
  const service = object('Service', 'front', {
    spec: { type: 'LoadBalancer', selector: { 'ray.io/node-type': 'head' }, ports: [{ port: 443, targetPort: 8443 }] },
  });
  const backend = { service: { name: 'front', port: { number: 443 } } };
  const ingress = object('Ingress', 'web', { spec: { rules: [{ http: { paths: [{ backend }] } }] } }, 'networking.k8s.io/v1');
  for (const container of [nginx, proxy(...SECURE, '--ignore-paths=/api/*')]) {
    expect(complaints(serviceExposesPort, [behind(container), service])).toHaveLength(1);
    expect(complaints(ingressExposesPort, [behind(container), service, ingress])).toHaveLength(1);
  }
  expect(complaints(serviceExposesPort, [behind(proxy(...SECURE)), service])).toEqual([]);
  expect(complaints(ingressExposesPort, [behind(proxy(...SECURE)), service, ingress])).toEqual([]);
});
