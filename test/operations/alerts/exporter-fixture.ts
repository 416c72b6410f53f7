import { execFileSync, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { RayTlsAlerts } from '../../../lib/operations/alerts/ray-tls-alerts';
import { FakeApiServer } from '../../support/fake-api-server';
import { scratchFolder } from '../../support/openssl';
import { synth, testCluster } from '../../support/synth';

// The program itself, as `python3` may be a shim that needs more on the PATH than a test leaves there.
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

export const PODS = '/api/v1/namespaces/ray/pods';
export const REQUESTS = '/apis/cert-manager.io/v1/namespaces/ray/certificaterequests';
export const JOBS = '/apis/batch/v1/namespaces/ray/jobs';
export const CRON_JOBS = '/apis/batch/v1/namespaces/ray/cronjobs';
export const RESOURCES = ['pods', 'certificaterequests', 'jobs', 'cronjobs'];
export const CA = 'a'.repeat(64);
export const OTHER_CA = 'b'.repeat(64);

/** What a scrape found: values by the series as it is written, with the labels that all have left out. */
export type Scrape = Readonly<Record<string, number>>;

/** The exporter while it runs. */
export interface RunningExporter {
  readonly port: number;
  /** What it wrote on stderr so far. */
  stderr(): string;
  get(path: string): Promise<Response>;
  /** The metrics once one of them is as wanted; throws with what is there when that does not come. */
  scrape(until: (found: Scrape) => boolean): Promise<Scrape>;
  stop(): Promise<number | null>;
}

/** An API server that has none of the objects that the exporter asks for. */
export async function emptyApiServer(): Promise<FakeApiServer> {
  const server = await FakeApiServer.start();
  server.on('GET', PODS, list('Pod', []));
  server.on('GET', REQUESTS, list('CertificateRequest', []));
  server.on('GET', JOBS, list('Job', []));
  return server.on('GET', CRON_JOBS, list('CronJob', []));
}

/** Whether everything has been read since the exporter began. */
export function readAll(found: Scrape): boolean {
  return RESOURCES.every((name) => found[lastSuccess(name)] > 0);
}

/** The series that says when one kind of object was read last. */
export function lastSuccess(resource: string): string {
  return `exporter_last_success_timestamp_seconds{resource="${resource}"}`;
}

/** The exporter's Deployment as the library renders it. */
export function renderedExporter(): { container: any; scripts: Record<string, string>; deployment: any } {
  const cluster = testCluster({ metadata: { name: 'demo' }, workerGroups: [{ groupName: 'cpu' }] });
  new RayTlsAlerts(cluster, 'alerts', { cluster });
  const objects = synth(cluster);
  const deployment = objects.find(({ kind }) => kind === 'Deployment');
  const scripts = objects.find(({ kind, data }) => kind === 'ConfigMap' && data['export.py'] !== undefined).data;
  return { container: deployment.spec.template.spec.containers[0], scripts, deployment };
}

/** Runs the exporter as it stands in the manifest: its command, its scripts, its variables; the clock of its interval runs faster. */
export async function runExporter(server: FakeApiServer, env: { readonly [name: string]: string } = {}): Promise<RunningExporter> {
  const { container, scripts } = renderedExporter();
  const folder = scratchFolder();
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(folder, name), text);
  const port = await freePort();
  const [, ...args] = container.command.map((word: string) => (word.endsWith('.py') ? join(folder, word.split('/').pop()!) : word));
  const variables = Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]));
  const child = spawn(PYTHON, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH ?? '',
      ...variables,
      PORT: `${port}`,
      INTERVAL_SECONDS: '0.1',
      REQUEST_SECONDS: '1',
      CREDENTIALS_DIR: server.credentials('ray'),
      ...server.podEnv,
      ...env,
    },
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const get = (path: string) => fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(5_000) });
  return {
    port,
    stderr: () => stderr,
    get,
    scrape: async (until) => {
      let found: Scrape = {};
      for (const deadline = Date.now() + 15_000; Date.now() < deadline; await new Promise((resolve) => setTimeout(resolve, 50))) {
        if (child.exitCode !== null) throw new Error(`the exporter ended with ${child.exitCode}: ${stderr}`);
        const text = await get('/metrics').then(
          (response) => response.text(),
          () => '',
        );
        found = parseMetrics(text);
        if (until(found)) return found;
      }
      throw new Error(`the exporter never told that; last it told ${JSON.stringify(found, undefined, 1)}\n${stderr}`);
    },
    stop: async () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Prometheus' text format, read strictly: each series under its HELP and TYPE, in one block, once. */
export function parseMetrics(text: string): Scrape {
  const found: Record<string, number> = {};
  const families = new Set<string>();
  let family = '';
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-z_]+) (.+)$/.exec(line);
    if (comment?.[1] === 'HELP') {
      family = comment[2];
      expect(families).not.toContain(family);
      families.add(family);
    } else if (comment) {
      expect(comment.slice(2)).toEqual([family, expect.stringMatching(/^(gauge|counter)$/)]);
    } else {
      const sample = /^([a-z_]+)\{((?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*)\} (-?\d+(?:\.\d+)?)$/.exec(line);
      if (!sample) throw new Error(`no sample: ${line}`);
      expect(sample[1]).toBe(family);
      const common = 'namespace="ray",ray_cluster="demo"';
      expect(sample[2].startsWith(common)).toBe(true);
      const series = `${sample[1]}{${sample[2].slice(common.length + 1)}}`.replace(/^ray_tls_/, '').replace('{}', '');
      expect(found).not.toHaveProperty([series]);
      found[series] = Number(sample[3]);
    }
  }
  return found;
}

/** A list as the API server answers it. */
export function list(kind: string, items: readonly unknown[], metadata: object = {}): { body: object } {
  return { body: { kind: `${kind}List`, apiVersion: 'v1', metadata, items } };
}

/** The report that a sound init container leaves. */
export const REPORT = {
  notBefore: '2026-01-01T00:00:00Z',
  notAfter: '2027-01-01T00:00:00Z',
  signer: CA,
  signerNotAfter: '2036-01-01T00:00:00Z',
  trusts: [CA],
};

/** The state of an init container that ended well, with its termination message. */
export function ended(message: unknown = JSON.stringify(REPORT), exitCode = 0): object {
  return { state: { terminated: { exitCode, message } }, restartCount: 0 };
}

/** The labels of a pod's TLS init container. */
export function labelsOf(name: string, role = 'worker'): string {
  return `{ray_pod="${name}",role="${role}",init_container="ray-tls-leaf"}`;
}

/** A pod of the cluster, as the API server shows it. */
export function pod(name: string, status: object = ended(), overrides: { metadata?: object; status?: object } = {}): any {
  return {
    metadata: { name, uid: `uid-${name}`, labels: { 'ray.io/node-type': 'worker' }, ...overrides.metadata },
    spec: {
      initContainers: [
        { name: 'users-own-leaf', command: ['sh', '-c', 'true'] },
        { name: 'ray-tls-leaf', command: ['sh', '/etc/ray/tls-scripts/sign-leaf.sh'] },
      ],
    },
    status: {
      phase: 'Running',
      startTime: '2026-11-01T00:00:00Z',
      initContainerStatuses: [
        { name: 'users-own-leaf', state: {} },
        { name: 'ray-tls-leaf', ...status },
      ],
      ...overrides.status,
    },
  };
}

/** A connection that says what it is given, and nothing further. */
export function silentClient(port: number, bytes = ''): { close(): void } {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write(bytes);
  return { close: () => socket.destroy() };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}
