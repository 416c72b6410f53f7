import { CertManagerIssuer, KubeRbacProxyAuth, RayTls, RayTlsCluster, type RayTlsClusterProps, RayTlsJob } from '../../../lib';
import { only, testChart, testCluster } from '../../support/synth';

const WORKERS = { workerGroups: [{ groupName: 'cpu' }] };
const UDP_DNS = { ports: [{ protocol: 'UDP', port: 53 }] };
const API = { ports: [{ port: 6443 }] };
const REDIS = { to: [{ podSelector: { matchLabels: { app: 'redis' } } }], ports: [{ port: 6379 }] };

/** Synthesizes a cluster of KubeRay 1.7 behind its own policy. */
function behind(networkPolicy: object, props: Partial<RayTlsClusterProps> = {}): () => any {
  return () =>
    only('RayCluster', testCluster({ kubeRayVersion: '1.7', ...WORKERS, ...props, baseSpec: { networkPolicy, ...props.baseSpec } }));
}

const dnsForWorkers = { worker: { egressRules: [UDP_DNS] } };

describe('workers', () => {
  const because = /networkPolicy\.worker\.egressRules: KubeRay's network policy shuts the workers of 'cpu' off from the name server/;

  test.each<[string, object]>([
    ['nothing is said', {}],
    ['the rules are those of the head', { head: { egressRules: [UDP_DNS] } }],
    ['another port is open', { worker: { egressRules: [{ ports: [{ protocol: 'UDP', port: 54 }] }] } }],
    ['another protocol is open', { worker: { egressRules: [{ ports: [{ protocol: 'SCTP', port: 53 }] }] } }],
    ['egress alone is denied', { mode: 'DenyAllEgress' }],
  ])('cannot find the head where %s', (_, policy) => {
    expect(behind({ mode: 'DenyAll', ...policy })).toThrow(because);
  });

  test('cannot find it where the rules of their own group lack it, which take the place of the common ones', () => {
    const policy = { ...dnsForWorkers, workerGroups: [{ groupName: 'cpu', egressRules: [API] }] };
    expect(behind(policy)).toThrow(/networkPolicy\.workerGroups\[0\]\.egressRules: .* off from the name server/);
  });

  test.each<[string, object]>([
    ['by UDP', dnsForWorkers],
    ['by a range', { worker: { egressRules: [{ ports: [{ protocol: 'UDP', port: 1, endPort: 100 }] }] } }],
    ['by every port', { worker: { egressRules: [{}] } }],
    ['by the rules of their group', { workerGroups: [{ groupName: 'cpu', egressRules: [UDP_DNS] }] }],
    ['as egress is not denied', { mode: 'DenyAllIngress' }],
  ])('find it %s', (_, policy) => {
    expect(behind(policy)).not.toThrow();
  });
});

describe('the API server', () => {
  const because = /networkPolicy\.head\.egressRules: KubeRay's network policy shuts the head off from the API server/;
  const reached = { head: { egressRules: [API] }, ...dnsForWorkers };

  test('is needed by the autoscaler', () => {
    expect(behind(dnsForWorkers, { autoscaling: {} })).toThrow(because);
    expect(behind(reached, { autoscaling: {} })).not.toThrow();
  });

  test('is needed where pods request their certificates, by workers too', () => {
    const issued = (networkPolicy: object) => {
      const chart = testChart();
      const tls = RayTls.issuedBy(CertManagerIssuer.fromIssuerName(chart, 'issuer', 'corp-ca'));
      return () => only('RayCluster', testCluster({ kubeRayVersion: '1.7', ...WORKERS, tls, baseSpec: { networkPolicy } }, chart));
    };
    expect(issued(dnsForWorkers)).toThrow(because);
    expect(issued(reached)).toThrow(/shuts the workers of 'cpu' off from the API server/);
    expect(issued({ ...reached, worker: { egressRules: [UDP_DNS, API] } })).not.toThrow();
  });

  test('is needed by a proxy that has it judge tokens, however late that is attached', () => {
    const chart = testChart();
    const cluster = testCluster({ kubeRayVersion: '1.7', ...WORKERS, baseSpec: { networkPolicy: dnsForWorkers } }, chart);
    new KubeRbacProxyAuth(chart, 'auth', { cluster });
    expect(() => only('RayCluster', chart)).toThrow(because);
  });

  test('is not behind the name server alone', () => {
    const dnsAlone = { head: { egressRules: [UDP_DNS] }, ...dnsForWorkers };
    expect(behind(dnsAlone, { autoscaling: {} })).toThrow(because);
    const elsewhere = {
      head: { egressRules: [{ to: [{ ipBlock: { cidr: '10.0.0.1/32' } }], ports: [{ port: 16443 }] }] },
      ...dnsForWorkers,
    };
    expect(behind(elsewhere, { autoscaling: {} })).not.toThrow();
  });
});

test('a Redis elsewhere is needed by the head', () => {
  const baseSpec = { gcsFaultToleranceOptions: { redisAddress: 'redis.ray.svc:6379' } };
  expect(behind(dnsForWorkers, { baseSpec })).toThrow(/shuts the head off from Redis.*port: 6379/);
  expect(behind({ ...dnsForWorkers, head: { egressRules: [REDIS] } }, { baseSpec })).not.toThrow();
});

test('the operator runs a job through the dashboard', () => {
  const job = (networkPolicy: object) => () => {
    const chart = testChart();
    new RayTlsJob(chart, 'job', { tls: RayTls.fromSecret('leaf'), entrypoint: 'true', kubeRayVersion: '1.7', baseSpec: { networkPolicy } });
    return only('RayJob', chart);
  };
  expect(job({})).toThrow(/networkPolicy\.head\.ingressRules: KubeRay's network policy shuts its own operator off from the dashboard/);
  expect(job({ head: { ingressRules: [{ ports: [{ port: 8265 }] }] } })).not.toThrow();
  expect(job({ mode: 'DenyAllEgress' })).not.toThrow();
});

test('a cluster without a policy of KubeRay needs nothing', () => {
  expect(() => new RayTlsCluster(testChart(), 'cluster', { tls: RayTls.fromSecret('leaf') })).not.toThrow();
});
