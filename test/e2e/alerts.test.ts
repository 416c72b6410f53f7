import { Chart, Testing } from 'cdk8s';
import { CertManagerIssuer, RayNetworkPolicy, RayTls, RayTlsAlerts, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { ACTOR, actorPod } from './support/actor-pod';
import { SMALL } from './support/built';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const ca = makeCa();
const NAMES = ['sound', 'stuck', 'pending'];
/** Prints what a URL answers. */
const FETCH = 'import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1], timeout=10).read().decode())';

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.createSecret('sound', { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey });
    await sandbox.createSecret('stuck', { 'ca.crt': ca.certificate });
    const { manifests, image } = clusters();
    await sandbox.apply(manifests);
    await sandbox.apply(actorPod('prometheus', {}, image, [9000]));
    await sandbox.readyPods('cdk8s-ray-tls/cluster=sound', 2);
    await sandbox.readyPods('app.kubernetes.io/name=ray-tls-exporter', NAMES.length);
    await sandbox.kubectl(['wait', '--for=condition=Ready', 'pod/prometheus', '--timeout=120s'], { seconds: 130 });
  }),
  420_000,
);

afterAll(() => sandbox.delete(), 240_000);

rule('each pod’s leaf is told as its init container reported it, though a RayNetworkPolicy closes the cluster', async () => {
  const pods = await sandbox.list('pods', '--selector=cdk8s-ray-tls/cluster=sound');
  const metrics = await scrape(
    'sound',
    (found) => found.includes('ray_tls_reported_leaves{') && / 2$/m.test(line(found, 'ray_tls_reported_leaves')),
  );
  expect(pods.map(({ metadata }) => metadata.labels['ray.io/node-type']).sort()).toEqual(['head', 'worker']);
  for (const { metadata, status } of pods) {
    const { message } = status.initContainerStatuses.find(({ name }: KubeObject) => name === 'ray-tls-leaf').state.terminated;
    const report = JSON.parse(message);
    const told = (name: string) => Number(/ (\d+)$/.exec(line(metrics, name, `ray_pod="${metadata.name}"`))![1]);
    expect(told('ray_tls_leaf_expiry_timestamp_seconds')).toBe(Date.parse(report.notAfter) / 1000);
    expect(told('ray_tls_leaf_start_timestamp_seconds')).toBe(Date.parse(report.notBefore) / 1000);
    expect(line(metrics, 'ray_tls_ca_signed_leaves', `ca="${report.signer}"`)).toMatch(/ 2$/);
  }
  for (const resource of ['pods', 'certificaterequests', 'jobs', 'cronjobs']) {
    expect(line(metrics, 'ray_tls_exporter_last_success_timestamp_seconds', `resource="${resource}"`)).not.toMatch(/ 0$/);
  }
  expect(metrics).not.toMatch(/waiting_since|PRIVATE KEY/);
});

rule('a pod whose CA Secret lacks the key is told to be waiting, by the exporter of its cluster alone', async () => {
  const metrics = await scrape('stuck', (found) => found.includes('ray_tls_init_waiting_since_timestamp_seconds{'));
  const [head] = await sandbox.list('pods', '--selector=cdk8s-ray-tls/cluster=stuck,ray.io/node-type=head');
  const waiting = line(metrics, 'ray_tls_init_waiting_since_timestamp_seconds', `ray_pod="${head.metadata.name}"`);
  expect(waiting).toMatch(new RegExp(` ${Date.parse(head.status.startTime) / 1000}$`));
  expect(metrics).toContain('ray_tls_reported_leaves{namespace=');
  expect(line(metrics, 'ray_tls_reported_leaves')).toMatch(/ 0$/);
  expect(metrics).not.toContain('ray_cluster="sound"');
});

rule('a CertificateRequest that nobody answers is told, since when it is there', async () => {
  const metrics = await scrape('pending', (found) => found.includes('ray_tls_certificate_request_pending_since_timestamp_seconds{'));
  const [oldest] = await sandbox.list('certificaterequests', '--selector=cdk8s-ray-tls/role', '--sort-by=.metadata.creationTimestamp');
  const since = Date.parse(oldest.metadata.creationTimestamp) / 1000;
  expect(line(metrics, 'ray_tls_certificate_request_pending_since_timestamp_seconds')).toMatch(new RegExp(` ${since}$`));
  expect(line(metrics, 'ray_tls_certificate_requests', 'state="pending"')).toMatch(/ [1-9]$/);
  expect(line(metrics, 'ray_tls_certificate_requests', 'state="denied"')).toMatch(/ 0$/);
});

rule('the exporter may list what it tells of, and nothing else', async () => {
  const [exporter] = await sandbox.list('pods', '--selector=app.kubernetes.io/name=ray-tls-exporter');
  const account = `system:serviceaccount:${sandbox.namespace}:${exporter.spec.serviceAccountName}`;
  const allowed = async (verb: string, resource: string) =>
    (await sandbox.kubectl(['auth', 'can-i', verb, resource, `--as=${account}`]).catch(() => 'no')).trim();
  expect(await allowed('list', 'pods')).toBe('yes');
  for (const [verb, resource] of [
    ['get', 'secrets'],
    ['list', 'secrets'],
    ['create', 'pods/exec'],
    ['delete', 'pods'],
    ['create', 'certificaterequests.cert-manager.io'],
  ]) {
    expect([verb, resource, await allowed(verb, resource)]).toEqual([verb, resource, 'no']);
  }
});

/** All but the objects for the Prometheus Operator, which needs not be there. */
function clusters(): { manifests: string; image: string } {
  const chart = new Chart(Testing.app(), 'ray', { namespace: sandbox.namespace });
  const made = NAMES.map((name) => {
    const tls =
      name === 'pending'
        ? RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'no-such-issuer'))
        : RayTls.signedBy(RayTlsCa.fromSecretName(chart, `${name}-ca`, name));
    const cluster = new RayTlsCluster(chart, name, {
      metadata: { name },
      tls,
      head: SMALL.head,
      workerGroups: name === 'sound' ? [SMALL.worker] : [],
    });
    new RayNetworkPolicy(chart, `${name}-network`, { cluster });
    new RayTlsAlerts(chart, `${name}-alerts`, { cluster });
    return cluster;
  });
  const items = Testing.synth(chart).filter(({ apiVersion }) => !apiVersion.startsWith('monitoring.coreos.com/'));
  return { manifests: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }), image: made[0].head.image };
}

/** What the exporter of a cluster tells a pod that plays Prometheus, once it is as wanted. */
async function scrape(cluster: string, wanted: (metrics: string) => boolean): Promise<string> {
  const selector = `--selector=app.kubernetes.io/name=ray-tls-exporter,app.kubernetes.io/instance=${cluster}`;
  return until(`the metrics of ${cluster}`, 120, async () => {
    const [exporter] = await sandbox.list('pods', selector);
    const place = { pod: 'prometheus', container: ACTOR };
    const metrics = await sandbox.exec(place, 'python3', '-c', FETCH, `http://${exporter.status.podIP}:8080/metrics`);
    return wanted(metrics) ? metrics : undefined;
  });
}

/** The one line of a series. */
function line(metrics: string, name: string, label = ''): string {
  const found = metrics.split('\n').filter((each) => each.startsWith(`${name}{`) && each.includes(label));
  expect(found).toHaveLength(1);
  return found[0];
}
