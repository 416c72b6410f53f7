import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { headContainer, headPod, NOW, proxy, rayCluster, rayDeployment } from '../rules/support';

/** The ports of the first pod: `port purpose: guards: from where`. */
function exposed(object: any): string[] {
  const {
    sets: [set],
  } = audit([new Manifest(object)], { now: NOW });
  const [first] = set.rayNodes;
  return set
    .exposureOf(first)
    .map(({ port, purpose, guards, reachableFrom }) => `${port} ${purpose}: ${guards.join(', ')}: ${reachableFrom.join('; ')}`);
}
const head = (...containers: any[]) => rayCluster((spec) => headPod(spec).containers.push(...containers));

test('what a sidecar declares is exposed too, and what the proxy or Ray declares is not listed twice', () => {
  const guarded = rayCluster((spec) => {
    headContainer(spec).ports = [{ name: 'gcs', containerPort: 6379 }, { containerPort: 8443 }, { containerPort: 9100 }, {}];
    headPod(spec).containers.push(proxy('--secure-listen-address=:8443'), { name: 'exporter', ports: [{ containerPort: 9200 }] });
    headPod(spec).containers[1].ports = [{ containerPort: 8443 }];
  });
  const ports = exposed(guarded);
  for (const port of ['6379', '8443', '9100', '9200']) expect(ports.filter((line) => line.startsWith(`${port} `))).toHaveLength(1);
  expect(ports).toContain('8443 kube-rbac-proxy: TLS, kube-rbac-proxy: every pod');
  expect(ports).toContain('9200 declared by a container: : every pod');
});

test('what a Ray container declares on the port of Ray itself stays what it is', () => {
  const ports = exposed(rayCluster((spec) => Object.assign(headContainer(spec), { ports: [{ name: 'dashboard', containerPort: 8265 }] })));
  expect(ports).toContain('8265 dashboard and Jobs API: : every pod');
});

describe('the flags of a kube-rbac-proxy', () => {
  test.each([
    ['--insecure-listen-address=0.0.0.0:8080', '8080 kube-rbac-proxy: kube-rbac-proxy: every pod'],
    ['--secure-listen-address=[::]:8443', '8443 kube-rbac-proxy: TLS, kube-rbac-proxy: every pod'],
    ['--secure-listen-address=127.0.0.1:8443', '8443 kube-rbac-proxy: TLS, kube-rbac-proxy: the pod itself'],
    ['--proxy-endpoints-port=8643', '8643 health of a sidecar: TLS: every pod'],
  ])('%s', (flag, line) => {
    expect(exposed(head(proxy(flag)))).toContain(line);
  });

  test('an address without a port opens none', () => {
    expect(exposed(head(proxy('--secure-listen-address=nowhere'))).filter((line) => line.includes('kube-rbac-proxy'))).toEqual([]);
  });

  test.each([
    [{ name: 'guard', image: 'kube-rbac-proxy' }],
    [{ name: 'guard', image: 'registry.example/kube-rbac-proxy@sha256:00' }],
    [{ name: 'kube-rbac-proxy', image: 'registry.example/mirrored:1' }],
  ])('%j is one', (container) => {
    const line = '8443 kube-rbac-proxy: TLS, kube-rbac-proxy: every pod';
    expect(exposed(head({ ...container, args: ['--secure-listen-address=:8443'] }))).toContain(line);
  });

  test('a container with a name like it is none', () => {
    const like = { name: 'guard', image: 'registry.example/no-kube-rbac-proxy:1', args: ['--secure-listen-address=:8443'] };
    expect(exposed(head(like)).filter((line) => line.startsWith('8443'))).toEqual([]);
  });
});

test('without KubeRay the dashboard of a head listens on the loopback interface, and a worker has none', () => {
  const ports = (command: string) => exposed(rayDeployment('ray', command));
  expect(ports('ray start --head')).toContain('8265 dashboard and Jobs API: : the pod itself');
  expect(ports('ray start --head --dashboard-host 0.0.0.0')).toContain('8265 dashboard and Jobs API: : every pod');
  expect(ports('ray start --head --port=7000')).toContain('7000 GCS: mutual TLS: every pod');
  expect(ports('ray start --address head:6379').filter((line) => /GCS|dashboard/.test(line))).toEqual([]);
});

test('TLS is on where the variable is true, in quotes or not', () => {
  const withTls = (value: unknown) => exposed(rayCluster((spec) => Object.assign(headContainer(spec).env[0], { value })));
  for (const value of ['1', 1, 'true', 'True', true]) expect(withTls(value)).toContain('6379 GCS: mutual TLS: every pod');
  for (const value of ['0', 0, 'no', false, null]) expect(withTls(value)).toContain('6379 GCS: : every pod');
});

test('a command that replaces the one of KubeRay says where Ray listens, unless it runs that', () => {
  const ports = (command: string, annotated = true) =>
    exposed(
      rayCluster((spec) => {
        spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1', port: '6380' };
        if (annotated) spec.headGroupSpec.template.metadata.annotations = { 'ray.io/overwrite-container-cmd': 'true' };
        Object.assign(spec.headGroupSpec.template.spec.containers[0], { command: ['bash', '-c'], args: [command] });
      }),
    ).filter((line) => /GCS|dashboard/.test(line));
  const asAsked = ['6380 GCS: mutual TLS: every pod', '8265 dashboard and Jobs API: : the pod itself'];
  expect(ports('ray start --head --dashboard-host=0.0.0.0 --port 7000')).toEqual([
    '7000 GCS: mutual TLS: every pod',
    '8265 dashboard and Jobs API: : every pod',
  ]);
  expect(ports('ulimit -n 65536; $KUBERAY_GEN_RAY_START_CMD')).toEqual(asAsked);
  expect(ports('echo hello', false)).toEqual(asAsked);
});
