import type { FakeApiServer } from '../../support/fake-api-server';
import {
  CA,
  CRON_JOBS,
  emptyApiServer,
  ended,
  JOBS,
  labelsOf,
  list,
  OTHER_CA,
  PODS,
  pod,
  REPORT,
  REQUESTS,
  type RunningExporter,
  readAll,
  runExporter,
  type Scrape,
} from './exporter-fixture';

let server: FakeApiServer;
let exporter: RunningExporter | undefined;

beforeEach(async () => {
  server = await emptyApiServer();
});

afterEach(async () => {
  await exporter?.stop();
  exporter = undefined;
  await server.stop();
});

async function scraped(): Promise<Scrape> {
  exporter = await runExporter(server);
  return exporter.scrape(readAll);
}

async function scrapedPods(...pods: unknown[]): Promise<Scrape> {
  server.on('GET', PODS, list('Pod', pods));
  return scraped();
}

const seconds = (time: string) => Date.parse(time) / 1000;

describe('pods', () => {
  test('a leaf is told with its dates and its CA', async () => {
    const head = pod('head', ended(), { metadata: { labels: { 'ray.io/node-type': 'head' } } });
    const found = await scrapedPods(head, pod('w1'));
    expect(found).toMatchObject({
      'pods{role="head"}': 1,
      'pods{role="worker"}': 1,
      [`leaf_start_timestamp_seconds${labelsOf('head', 'head')}`]: seconds('2026-01-01T00:00:00Z'),
      [`leaf_expiry_timestamp_seconds${labelsOf('head', 'head')}`]: seconds('2027-01-01T00:00:00Z'),
      [`leaf_report_readable${labelsOf('w1')}`]: 1,
      [`init_restarts_total${labelsOf('w1')}`]: 0,
      reported_leaves: 2,
      [`ca_expiry_timestamp_seconds{ca="${CA}"}`]: seconds('2036-01-01T00:00:00Z'),
      [`ca_signed_leaves{ca="${CA}"}`]: 2,
      [`ca_trusting_leaves{ca="${CA}"}`]: 2,
    });
    expect(Object.keys(found).filter((name) => name.includes('waiting') || name.includes('users-own-leaf'))).toEqual([]);
  });

  test('only the cluster’s pods are asked for', async () => {
    await scraped();
    const [request] = server.requests.filter(({ path }) => path === PODS);
    expect(request.query.get('labelSelector')).toBe('cdk8s-ray-tls/cluster=demo');
    expect(request.headers.authorization).toBe(`Bearer ${server.token}`);
  });

  test('while one CA replaces another, each is told with the leaves that it signed and those that trust it', async () => {
    const both = ended(JSON.stringify({ ...REPORT, trusts: [CA, OTHER_CA] }));
    const next = ended(JSON.stringify({ ...REPORT, signer: OTHER_CA, signerNotAfter: '2040-01-01T00:00:00Z', trusts: [CA, OTHER_CA] }));
    expect(await scrapedPods(pod('old'), pod('both', both), pod('next', next))).toMatchObject({
      reported_leaves: 3,
      [`ca_signed_leaves{ca="${CA}"}`]: 2,
      [`ca_trusting_leaves{ca="${CA}"}`]: 3,
      [`ca_signed_leaves{ca="${OTHER_CA}"}`]: 1,
      [`ca_trusting_leaves{ca="${OTHER_CA}"}`]: 2,
      [`ca_expiry_timestamp_seconds{ca="${OTHER_CA}"}`]: seconds('2040-01-01T00:00:00Z'),
    });
  });

  const above = ended(JSON.stringify({ ...REPORT, signers: [CA, OTHER_CA], trusts: [OTHER_CA] }));

  test('a pod that trusts a CA above the one that signed counts as one that verifies its leaves', async () => {
    expect(await scrapedPods(pod('below', above))).toMatchObject({
      [`ca_signed_leaves{ca="${CA}"}`]: 1,
      [`ca_trusting_leaves{ca="${CA}"}`]: 1,
    });
  });

  test('not if another leaf of that CA came without what leads to the one above', async () => {
    const alone = ended(JSON.stringify({ ...REPORT, signers: [CA], trusts: [OTHER_CA] }));
    expect(await scrapedPods(pod('below', above), pod('alone', alone))).toMatchObject({ [`ca_trusting_leaves{ca="${CA}"}`]: 0 });
  });

  test.each([
    ['waits to run', { state: { waiting: { reason: 'PodInitializing' } }, restartCount: 0 }, 0],
    ['runs', { state: { running: { startedAt: '2026-11-01T00:05:00Z' } }, restartCount: 3 }, 3],
    ['failed', { ...ended('ray-tls: no', 1), restartCount: 4 }, 4],
    ['is not known to the kubelet yet', undefined, 0],
  ])('a TLS init container that %s has been waiting since a node took the pod', async (_, status, restarts) => {
    const found = await scrapedPods(pod('w1', status, status ? {} : { status: { initContainerStatuses: [] } }));
    expect(found).toMatchObject({
      [`init_waiting_since_timestamp_seconds${labelsOf('w1')}`]: seconds('2026-11-01T00:00:00Z'),
      [`init_restarts_total${labelsOf('w1')}`]: restarts,
      reported_leaves: 0,
    });
    expect(found).not.toHaveProperty([`leaf_report_readable${labelsOf('w1')}`]);
  });

  test('a pod that waits for a node does not wait for its certificate', async () => {
    const found = await scrapedPods(
      pod('w1', undefined, { status: { phase: 'Pending', startTime: undefined, initContainerStatuses: undefined } }),
    );
    expect(found['pods{role="worker"}']).toBe(1);
    expect(Object.keys(found).filter((name) => name.includes('waiting'))).toEqual([]);
  });

  test.each([
    ['has ended well', { status: { phase: 'Succeeded' } }],
    ['has failed for good', { status: { phase: 'Failed' } }],
    ['is being deleted', { metadata: { deletionTimestamp: '2026-11-01T00:00:00Z' } }],
  ])('a pod that %s counts no more', async (_, overrides) => {
    const found = await scrapedPods(pod('w1', ended(), overrides));
    expect(Object.keys(found).filter((name) => name.includes('w1') || name.startsWith('pods'))).toEqual([]);
  });

  test.each([
    ['no message', null],
    ['an empty one', ''],
    ['a line for people', 'ray-tls: certificate for localhost'],
    ['half a report', '{"notBefore":"2026-01-01T00:00:00Z","notAf'],
    ['a list', '[1]'],
    ['no JSON string', 5],
    ['no end', JSON.stringify({ ...REPORT, notAfter: '' })],
    ['a date that there is not', JSON.stringify({ ...REPORT, notAfter: '2027-02-30T00:00:00Z' })],
    ['a date that is a number', JSON.stringify({ ...REPORT, notAfter: 1 })],
    ['very deep JSON', '['.repeat(4000)],
  ])('a termination message that is %s is told to be unreadable, and other pods are told as ever', async (_, message) => {
    const found = await scrapedPods(pod('odd', ended(message)), pod('w2'));
    expect(found[`leaf_report_readable${labelsOf('odd')}`]).toBe(0);
    expect(found).not.toHaveProperty([`leaf_expiry_timestamp_seconds${labelsOf('odd')}`]);
    expect(found[`leaf_report_readable${labelsOf('w2')}`]).toBe(1);
    expect(found.reported_leaves).toBe(1);
  });

  test('what is no fingerprint of a CA becomes no label', async () => {
    const report = { ...REPORT, signer: '"} 1\nfake 1', trusts: ['x', 5, null, { a: 1 }, CA] };
    const found = await scrapedPods(pod('w1', ended(JSON.stringify(report))));
    expect(
      Object.keys(found)
        .filter((name) => name.startsWith('ca_'))
        .sort(),
    ).toEqual([`ca_signed_leaves{ca="${CA}"}`, `ca_trusting_leaves{ca="${CA}"}`]);
  });

  test('a name with quotes and line breaks stays inside its label', async () => {
    const found = await scrapedPods(pod('a"b\\c\nd'));
    expect(found[String.raw`leaf_report_readable{ray_pod="a\"b\\c\nd",role="worker",init_container="ray-tls-leaf"}`]).toBe(1);
  });

  test.each([
    ['null', null],
    ['a number', 7],
    ['empty', {}],
    ['all of wrong types', { metadata: [], spec: { initContainers: 'x' }, status: 5 }],
    [
      'of wrong types deeper',
      { ...pod('x'), metadata: { name: 5, labels: [] }, status: { initContainerStatuses: [null, { name: {} }], phase: [] } },
    ],
    ['with commands that are none', { ...pod('x'), spec: { initContainers: [{ command: [5, null] }, { command: 'sh' }, null] } }],
  ])('an item that is %s is passed over', async (_, item) => {
    const found = await scrapedPods(item, pod('w2'));
    expect(found[`leaf_report_readable${labelsOf('w2')}`]).toBe(1);
    expect(exporter!.stderr()).toBe('');
  });
});

describe('CertificateRequests', () => {
  const request = (conditions: unknown, owner = 'w1', creationTimestamp = '2026-11-01T00:01:00Z') => ({
    metadata: { creationTimestamp, ownerReferences: [{ uid: `uid-${owner}` }] },
    status: { conditions },
  });
  const condition = (type: string, status: string, reason: string) => ({ type, status, reason });
  const waiting = pod('w1', { state: { running: {} }, restartCount: 0 });

  test('those of waiting pods are counted by what became of them, and the oldest that is pending is told', async () => {
    server.on(
      'GET',
      REQUESTS,
      list('CertificateRequest', [
        request(undefined, 'w1', '2026-11-01T00:02:00Z'),
        request([condition('Approved', 'True', 'cert-manager.io'), condition('Ready', 'False', 'Pending')]),
        request([condition('Ready', 'True', 'Issued')]),
        request([condition('Denied', 'True', 'policy'), condition('Ready', 'False', 'Denied')]),
        request([condition('Ready', 'False', 'Failed')]),
        request([condition('InvalidRequest', 'True', 'x')]),
      ]),
    );
    expect(await scrapedPods(waiting)).toMatchObject({
      'certificate_requests{state="pending"}': 2,
      'certificate_requests{state="issued"}': 1,
      'certificate_requests{state="denied"}': 1,
      'certificate_requests{state="failed"}': 2,
      certificate_request_pending_since_timestamp_seconds: seconds('2026-11-01T00:01:00Z'),
    });
  });

  test('those of other clusters’ pods, and of pods that have their certificate by now, are not counted', async () => {
    const denied = [condition('Denied', 'True', 'policy')];
    server.on(
      'GET',
      REQUESTS,
      list('CertificateRequest', [request(denied, 'elsewhere'), request(denied, 'done'), request(undefined, 'done')]),
    );
    const found = await scrapedPods(waiting, pod('done'));
    expect(found).toMatchObject({ 'certificate_requests{state="denied"}': 0, 'certificate_requests{state="pending"}': 0 });
    expect(found).not.toHaveProperty('certificate_request_pending_since_timestamp_seconds');
  });

  test.each([
    ['null', null],
    ['without owners', { metadata: {} }],
    ['with odd owners and conditions', { metadata: { ownerReferences: [null, { uid: [] }] }, status: { conditions: [{ type: [] }, 3] } }],
  ])('one that is %s is passed over', async (_, item) => {
    server.on('GET', REQUESTS, list('CertificateRequest', [item, request(undefined)]));
    expect(await scrapedPods(waiting)).toMatchObject({ 'certificate_requests{state="pending"}': 1 });
    expect(exporter!.stderr()).toBe('');
  });

  test('where cert-manager is not installed there are none, and that is no failure', async () => {
    server.on('GET', REQUESTS, { status: 404, body: { kind: 'Status', message: '404 page not found' } });
    expect(await scrapedPods(waiting)).toMatchObject({ 'certificate_requests{state="pending"}': 0 });
    expect(exporter!.stderr()).toBe('');
  });
});

describe('rotation', () => {
  const job = (type: string, lastTransitionTime: string) => ({ status: { conditions: [{ type, status: 'True', lastTransitionTime }] } });

  test('a cluster without one tells nothing of it', async () => {
    expect(Object.keys(await scraped()).filter((name) => name.startsWith('rotation'))).toEqual([]);
  });

  test('the last success is told, and that a later Job failed', async () => {
    server.on('GET', JOBS, list('Job', [job('Complete', '2026-11-01T00:00:00Z'), job('Failed', '2026-11-02T00:00:00Z'), {}, null]));
    expect(await scraped()).toMatchObject({
      rotation_last_success_timestamp_seconds: seconds('2026-11-01T00:00:00Z'),
      rotation_failed: 1,
    });
    const [request] = server.requests.filter(({ path }) => path === JOBS);
    expect(request.query.get('labelSelector')).toBe('app.kubernetes.io/name=ray-tls-rotation,app.kubernetes.io/instance=demo');
  });

  test('a Job that succeeds after one that failed makes up for it; one that runs says nothing', async () => {
    server.on(
      'GET',
      JOBS,
      list('Job', [job('Failed', '2026-11-01T00:00:00Z'), job('Complete', '2026-11-02T00:00:00Z'), { status: { failed: 1 } }]),
    );
    expect(await scraped()).toMatchObject({ rotation_failed: 0 });
  });

  test('a CronJob remembers successes whose Jobs are gone, and since when it should have run', async () => {
    const cronJob = { metadata: { creationTimestamp: '2026-10-01T00:00:00Z' }, status: { lastSuccessfulTime: '2026-11-05T00:00:00Z' } };
    server.on('GET', CRON_JOBS, list('CronJob', [cronJob]));
    server.on('GET', JOBS, list('Job', [job('Failed', '2026-11-01T00:00:00Z')]));
    expect(await scraped()).toMatchObject({
      rotation_created_timestamp_seconds: seconds('2026-10-01T00:00:00Z'),
      rotation_last_success_timestamp_seconds: seconds('2026-11-05T00:00:00Z'),
      rotation_failed: 0,
    });
  });
});
