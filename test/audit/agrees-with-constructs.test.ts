import { App, Chart, Testing } from 'cdk8s';
import { KubeRbacProxyAuth } from '../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { RayNetworkPolicy } from '../../lib/access/network/ray-network-policy';
import { RayTokenAuth } from '../../lib/access/token/ray-token-auth';
import { audit } from '../../lib/audit/engine';
import { Manifest } from '../../lib/audit/model/manifest';
import { RayTlsCa } from '../../lib/ca/ray-tls-ca';
import { RayTlsCluster } from '../../lib/cluster/ray-tls-cluster';
import { RayTls } from '../../lib/identity/ray-tls';
import { scratchFolder } from '../support/openssl';
import { NOW } from './rules/support';

/** A port as both see it: the construct, which knows what it made, and the audit, which sees the manifests alone. */
interface Port {
  readonly groupName: string;
  readonly port: string;
  readonly purpose: string;
  readonly guards: readonly string[];
  readonly isLocal: boolean;
}

function bothViews(attach: (chart: Chart, cluster: RayTlsCluster) => void, props: object = {}): { construct: Port[]; manifests: Port[] } {
  const chart = new Chart(new App({ outdir: scratchFolder() }), 'ray', { namespace: 'ray' });
  const tls = RayTls.signedBy(new RayTlsCa(chart, 'ca'));
  const cluster = new RayTlsCluster(chart, 'cluster', { tls, workerGroups: [{ groupName: 'cpu' }], ...props });
  attach(chart, cluster);
  const construct = cluster.exposure().map(({ groupName, port, purpose, guards, reachableFrom }) => {
    return { groupName, port, purpose, guards: [...guards].sort(), isLocal: reachableFrom.includes('the pod itself') };
  });
  const {
    sets: [set],
  } = audit(
    Testing.synth(chart).map((json) => new Manifest(json)),
    { now: NOW },
  );
  const manifests = set.exposure.map(({ pod, port, purpose, guards, reachableFrom }) => {
    const groupName = pod.role === 'head' ? 'headgroup' : pod.title.replace('worker group ', '');
    return { groupName, port, purpose, guards: [...guards].sort(), isLocal: reachableFrom.includes('the pod itself') };
  });
  return { construct: sorted(construct), manifests: sorted(manifests) };
}

function sorted(ports: readonly Port[]): Port[] {
  return [...ports].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
}

test.each<[string, (chart: Chart, cluster: RayTlsCluster) => void, object]>([
  ['TLS alone', () => {}, {}],
  ['moved ports', () => {}, { head: { rayStartParams: { port: '6380', 'dashboard-port': '8266', 'include-dashboard': 'true' } } }],
  ['a network policy', (chart, cluster) => new RayNetworkPolicy(chart, 'network', { cluster }), {}],
  ['a token', (chart, cluster) => new RayTokenAuth(chart, 'token', { cluster }), {}],
  ['a kube-rbac-proxy', (chart, cluster) => new KubeRbacProxyAuth(chart, 'auth', { cluster }), {}],
  [
    'a kube-rbac-proxy behind a network policy',
    (chart, cluster) => {
      new KubeRbacProxyAuth(chart, 'auth', { cluster });
      new RayNetworkPolicy(chart, 'network', { cluster });
    },
    {},
  ],
])('the manifests tell the audit what the construct says of its ports: %s', (_, attach, props) => {
  const { construct, manifests } = bothViews(attach, props);
  expect(manifests).toEqual(construct);
});
