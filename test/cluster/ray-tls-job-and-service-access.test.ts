import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayNetworkPeer,
  RayNetworkPolicy,
  RayPortGuard,
  RayPortPurpose,
  RaySubmission,
  RayTls,
  RayTlsJob,
  RayTokenAuth,
  RayTokenSource,
} from '../../lib';
import { only, synth, testChart, testCluster } from '../support/synth';
import { testCronJob, testJob } from './job/fixture';
import { testService } from './service/fixture';

const HOSTS = [
  ['RayJob', testJob, (resource: any) => resource.spec.rayClusterSpec],
  ['RayCronJob', testCronJob, (resource: any) => resource.spec.jobTemplate.rayClusterSpec],
  ['RayService', testService, (resource: any) => resource.spec.rayClusterConfig],
] as const;

const policies = (host: Parameters<typeof synth>[0]) => synth(host).filter(({ kind }) => kind === 'NetworkPolicy');
const openedTo = (host: Parameters<typeof synth>[0], label: string) =>
  policies(host)
    .flatMap(({ spec }) => spec.ingress)
    .filter((rule: any) => JSON.stringify(rule.from).includes(label))
    .flatMap((rule: any) => rule.ports.map(({ port }: any) => port));

describe.each(HOSTS)('a %s', (kind, make, clusterSpecOf) => {
  test('is refused by KubeRbacProxyAuth, as the proxy would refuse KubeRay', () => {
    const cluster = make();
    expect(() => new KubeRbacProxyAuth(cluster.node.scope!, 'auth', { cluster })).toThrow(
      `[ray/auth] cluster is '${kind}': the KubeRay operator submits and watches through the dashboard, without a Kubernetes token`,
    );
  });
  test('takes a token, in the spec of its cluster', () => {
    const cluster = make();
    const auth = new RayTokenAuth(cluster.node.scope!, 'auth', { cluster, source: RayTokenSource.fromSecret('ray-token') });
    expect(clusterSpecOf(only(kind, cluster)).authOptions).toEqual({ mode: 'token', secretName: 'ray-token' });
    expect(auth.secretName).toBe('ray-token');
  });
  test("has generated tokens in Secrets that KubeRay names by clusters' names, which nobody knows yet", () => {
    const cluster = make();
    expect(new RayTokenAuth(cluster.node.scope!, 'auth', { cluster }).secretName).toBeUndefined();
  });
  test('takes no Kubernetes tokens, which KubeRay refuses for it', () => {
    const cluster = make();
    expect(() => new RayTokenAuth(cluster.node.scope!, 'auth', { cluster, source: RayTokenSource.kubernetes() })).toThrow(
      `[ray/auth] cluster is '${kind}': KubeRay refuses Kubernetes tokens for jobs and services`,
    );
  });
  test('lets the operator in to the dashboard through its network policy, by itself', () => {
    const cluster = make();
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
    expect(openedTo(cluster, 'kuberay-operator')).toContain(8265);
  });
  test('lets another operator in where one is named, and not the usual one', () => {
    const cluster = make();
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster, kubeRayOperator: RayNetworkPeer.namespace('operators') });
    expect(openedTo(cluster, 'operators')).toContain(8265);
    expect(openedTo(cluster, 'kuberay-operator')).toEqual([]);
  });
  test('selects its pods in policies by the label that they have', () => {
    const cluster = make();
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
    const { labels } = clusterSpecOf(only(kind, cluster)).headGroupSpec.template.metadata;
    for (const { spec } of policies(cluster)) expect(labels).toMatchObject(spec.podSelector.matchLabels);
  });
  test('counts the guards of what is attached', () => {
    const cluster = make();
    new RayTokenAuth(cluster.node.scope!, 'auth', { cluster });
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
    const dashboard = cluster.exposure().find(({ purpose }) => purpose === RayPortPurpose.DASHBOARD);
    expect(dashboard?.guards).toEqual([RayPortGuard.TOKEN, RayPortGuard.NETWORK_POLICY]);
  });
});

test("clients of Serve are let in to the head and to workers, at Serve's port alone", () => {
  const cluster = testService({ workerGroups: [{ groupName: 'cpu' }] });
  new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster, serveClients: [RayNetworkPeer.namespace('ingress')] });
  expect(openedTo(cluster, 'ingress')).toEqual([8000, 8000]);
});

test('the submitter is one of the pods that a network policy closes, and lets reach each other', () => {
  const cluster = testJob();
  new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
  const { labels } = only('RayJob', cluster).spec.submitterPodTemplate.metadata;
  for (const { spec } of policies(cluster)) {
    expect(labels).toMatchObject(spec.podSelector.matchLabels);
    expect(labels).toMatchObject(spec.ingress[0].from[0].podSelector.matchLabels);
  }
});

test('a submitter that asks an issuer for its certificate reaches the API server', () => {
  const toApiServer = (clientCertificate: boolean) => {
    const chart = testChart();
    const tls = RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'));
    const cluster = testJob({ tls, submission: RaySubmission.kubernetesJob({ clientCertificate }) }, chart);
    new RayNetworkPolicy(chart, 'policy', { cluster });
    const notTheHead = policies(cluster).find(({ spec }) => spec.podSelector.matchExpressions[0].operator === 'NotIn');
    return JSON.stringify(notTheHead.spec.egress).includes('6443');
  };
  expect([toApiServer(true), toApiServer(false)]).toEqual([true, false]);
});

describe('a cluster', () => {
  test('lets the operator in where a job runs on it, also one that is put there later', () => {
    const cluster = testCluster();
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
    RayTlsJob.onCluster(cluster.node.scope!, 'job', { cluster, entrypoint: 'python main.py' });
    expect(openedTo(cluster, 'kuberay-operator')).toEqual([8265, 8000]);
  });
  test('does not let it in otherwise', () => {
    const cluster = testCluster();
    new RayNetworkPolicy(cluster.node.scope!, 'policy', { cluster });
    expect(openedTo(cluster, 'kuberay-operator')).toEqual([]);
  });
});
