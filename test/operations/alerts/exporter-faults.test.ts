import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiAnswer, type ApiRequest, apiStatus, type FakeApiServer } from '../../support/fake-api-server';
import { makeCa } from '../../support/openssl';
import {
  emptyApiServer,
  JOBS,
  labelsOf,
  lastSuccess,
  list,
  PODS,
  pod,
  RESOURCES,
  type RunningExporter,
  readAll,
  runExporter,
  type Scrape,
  silentClient,
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

describe('the API server', () => {
  const never = (resource: string) => (found: Scrape) => found[lastSuccess(resource)] === 0;
  const others = (resource: string) => (found: Scrape) => RESOURCES.every((name) => name === resource || found[lastSuccess(name)] > 0);

  const failures: [string, ApiAnswer, RegExp][] = [
    [
      '403',
      apiStatus(403, 'Forbidden', 'jobs is forbidden'),
      /listing jobs in namespace ray failed: .* 403: jobs is forbidden\. Apply the Role/,
    ],
    ['404', apiStatus(404, 'NotFound', 'no such thing'), /answered 404: no such thing/],
    ['500', apiStatus(500, 'InternalError', 'etcd is gone'), /answered 500: etcd is gone/],
    ['broken JSON', { body: '{"kind": "JobL' }, /answered 200 with no Kubernetes object/],
    ['a list of what is no list', { body: { kind: 'Status', items: [] }, status: 201 }, /answered 201/],
    ['very deep JSON', { body: '['.repeat(100_000) }, /listing jobs failed: RecursionError|no Kubernetes object/],
    ['far too much', { body: { kind: 'JobList', x: 'x'.repeat(5 << 20) } }, /no Kubernetes object/],
    ['a broken connection', { cutAfter: 0 }, /cannot speak to the API server/],
    ['silence', { delayMs: 20_000 }, /no answer within 1 s/],
    ['one byte at a time', { body: { kind: 'JobList', items: [] }, trickleMs: 500 }, /no answer within 1 s/],
  ];

  test.each(failures)('%s for one kind of object is one line, and the others are told as ever', async (_, answer, line) => {
    server.on('GET', JOBS, answer);
    server.on('GET', PODS, list('Pod', [pod('w1')]));
    exporter = await runExporter(server);
    const found = await exporter.scrape((now) => others('jobs')(now) && exporter!.stderr() !== '');
    expect(never('jobs')(found)).toBe(true);
    expect(found[`leaf_report_readable${labelsOf('w1')}`]).toBe(1);
    expect(exporter.stderr()).toMatch(line);
    expect(exporter.stderr()).toMatch(/^ray-tls: .*\n$/);
    expect(exporter.stderr()).not.toContain(server.token);
    expect((await exporter.get('/healthz')).status).toBe(200);
  });

  test('what was read before is told on while the API server is away, and one line says when it is back', async () => {
    const sound = list('Pod', [pod('w1')]);
    let away = false;
    server.on('GET', PODS, () => (away ? apiStatus(503, 'ServiceUnavailable', 'away') : sound));
    await scraped();
    away = true;
    const found = await exporter!.scrape(() => exporter!.stderr().includes('answered 503'));
    expect(found[`leaf_report_readable${labelsOf('w1')}`]).toBe(1);
    away = false;
    await exporter!.scrape(() => exporter!.stderr().includes('again'));
    expect(exporter!.stderr()).toMatch(/^ray-tls: listing pods .*\nray-tls: pods can be read again\n$/);
  });

  test('thousands of pods are read page by page', async () => {
    const all = Array.from({ length: 2_000 }, (_, index) => pod(`w${index}`));
    server.on('GET', PODS, ({ query }: ApiRequest) => {
      const from = Number(query.get('continue') ?? 0);
      const to = from + Number(query.get('limit'));
      return list('Pod', all.slice(from, to), to < all.length ? { continue: `${to}` } : {});
    });
    const found = await scraped();
    expect(found['pods{role="worker"}']).toBe(2_000);
    expect(found.reported_leaves).toBe(2_000);
  });

  test('another CA of the API server, as after its rotation, is taken up without a restart', async () => {
    const folder = server.credentials('ray', { 'ca.crt': makeCa().certificate });
    exporter = await runExporter(server, { CREDENTIALS_DIR: folder });
    await exporter.scrape(() => exporter!.stderr().includes('certificate verify failed'));
    writeFileSync(join(folder, 'ca.crt'), server.caCertificate);
    await exporter.scrape(readAll);
  });
});

describe('clients', () => {
  test('metrics come as Prometheus reads them, everything else is 404', async () => {
    await scraped();
    const metrics = await exporter!.get('/metrics');
    expect(metrics.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(metrics.headers.get('server')).not.toMatch(/python/i);
    expect((await exporter!.get('/metrics?x=1')).status).toBe(200);
    expect((await exporter!.get('/')).status).toBe(404);
    expect((await exporter!.get('/../etc/passwd')).status).toBe(404);
  });

  test('before anything was read, all that is told is that nothing was', async () => {
    server.on('GET', PODS, { delayMs: 20_000 });
    exporter = await runExporter(server, { REQUEST_SECONDS: '20' });
    const found = await exporter.scrape((now) => Object.keys(now).length > 0);
    expect(new Set(Object.values(found))).toEqual(new Set([0]));
    expect(Object.keys(found)).toHaveLength(4);
  });

  test('clients that say nothing, or never come to an end, keep nobody else from an answer', async () => {
    await scraped();
    const clients = [...Array(10)].map((_, index) => silentClient(exporter!.port, index % 2 ? 'GET /metrics HTTP/1.1\r\nX: ' : ''));
    expect((await exporter!.get('/metrics')).status).toBe(200);
    for (const client of clients) client.close();
  });

  test('more silent clients than it has room for keep neither the health check nor Prometheus from an answer', async () => {
    await scraped();
    const clients = [...Array(60)].map(() => silentClient(exporter!.port));
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (const path of ['/healthz', '/metrics']) expect((await exporter!.get(path)).status).toBe(200);
    for (const client of clients) client.close();
  });

  test('clients that come again and again without a word do not keep them either', async () => {
    await scraped();
    const clients: { close(): void }[] = [];
    const flood = setInterval(() => clients.push(silentClient(exporter!.port)), 5);
    const answers = [];
    for (let count = 0; count < 20; count += 1) {
      answers.push((await exporter!.get('/healthz')).status);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    clearInterval(flood);
    for (const client of clients) client.close();
    expect(clients.length).toBeGreaterThan(100);
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  test('clients that never go are hung up on', async () => {
    await scraped();
    const clients = [...Array(60)].map(() => silentClient(exporter!.port));
    await exporter!.scrape(readAll);
    for (const client of clients) client.close();
  });
});

describe('the process', () => {
  test('ends at once when it is told to', async () => {
    await scraped();
    const started = Date.now();
    expect(await exporter!.stop()).toBe(0);
    expect(Date.now() - started).toBeLessThan(3_000);
    exporter = undefined;
  });

  test.each([
    ['a variable is missing', { CLUSTER: '' }, /^ray-tls: CLUSTER is not set\. Apply the manifest as it was synthesized\.\n$/],
    ['there is no token', { CREDENTIALS_DIR: '/nonexistent' }, /^ray-tls: cannot read \/nonexistent\/namespace: No such file/],
    ['the port is taken or none', { PORT: '99999999' }, /^ray-tls: .+\n$/],
  ])('ends with one line when %s', async (_, env, line) => {
    exporter = await runExporter(server, env);
    await expect(exporter.scrape(() => false)).rejects.toThrow(/the exporter ended with 1/);
    expect(exporter.stderr()).toMatch(line);
  });
});
