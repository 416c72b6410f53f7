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

describe('an OAuth proxy', () => {
  const oauth = (...args: string[]) => ({
    name: 'oauth-proxy',
    image: 'registry.redhat.io/openshift4/ose-oauth-proxy:v4.16',
    args: ['--upstream=http://localhost:8265', ...args],
  });

  test('compliant: it asks everyone but probes', () => {
    expect(found(oauth())).toEqual([]);
    expect(found(oauth('--skip-auth-regex=^/healthz$', '--skip-auth-route=GET=^/metrics'))).toEqual([]);
    expect(found({ ...oauth('--skip-auth-regex=^/'), image: 'registry.example.com/web:1' })).toEqual([]);
  });

  test.each(['--skip-auth-regex=^/api/', '--skip-auth-route=POST=^/api/jobs', '--skip-auth-regex=.*', '--bypass-auth-for=/api'])(
    'non-compliant: %s',
    (flag) => {
      expect(found(oauth(flag))).toHaveLength(1);
    },
  );

  test('non-compliant: by a variable', () => {
    const env = [{ name: 'OAUTH2_PROXY_SKIP_AUTH_ROUTES', value: '^/api/' }];
    expect(found({ name: 'proxy', image: 'quay.io/oauth2-proxy/oauth2-proxy:v7.6.0', env })).toHaveLength(1);
  });
});
