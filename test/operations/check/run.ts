import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../../lib/refusals/ca/published-sample';
import type { FakeApiServer } from '../../support/fake-api-server';
import { type ScriptRun, scratchFolder, type TestCa } from '../../support/openssl';
import { podScriptsFolder } from '../../support/pod-scripts';
import type { CheckLeaf } from './leaves';

const NAMES = [
  'check',
  'check_attacks',
  'check_ca_key',
  'check_certificates',
  'check_client',
  'check_exchange',
  'check_pods',
  'check_ports',
  'check_report',
  'check_task',
  'check_trust',
];
const SCRIPTS = podScriptsFolder(...NAMES.map((name) => `operations/check/scripts/${name}.py`), 'kubernetes/scripts/kube_api.py');
// Whatever this machine has installed: here no Ray Client can look for the CA's key.
writeFileSync(join(SCRIPTS, 'ray.py'), "raise ImportError('no Ray here')\n");
// The program itself, as `python3` may be a shim that needs more on the PATH than a test leaves there.
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

const RAY_CLIENT = 'demo-head-svc:10001';

export const PODS = '/api/v1/namespaces/ray/pods';

/** What the check's pod has. */
export interface CheckPod {
  readonly ca: TestCa;
  /** Its own leaf. */
  readonly member: CheckLeaf;
  /** The folder of the leaf that is over. */
  readonly expired: string;
}

/** How the check ended: the rows of its table, and the line that the kubelet shows. */
export interface CheckRun extends ScriptRun {
  /** Each row as `pod port what verdict`, with the detail as value. */
  readonly rows: Record<string, string>;
  readonly message: string;
}

/** What the other container does: by default it runs its script; it may be in foreign hands, and do this to the folder that both have. */
type OtherContainer = (exchange: string) => void;

const runsItsScript: OtherContainer = (exchange) => {
  const env = { PATH: process.env.PATH ?? '', EXCHANGE: exchange, RAY_CLIENT, TIMEOUT_SECONDS: '20' };
  spawn(PYTHON, ['-B', join(SCRIPTS, 'check_client.py')], { stdio: 'ignore', env }).unref();
};

/** Runs the check as its Job does, with the variables that the Job sets and no others, beside this process. */
export async function runCheck(
  server: FakeApiServer,
  pod: CheckPod,
  ports: number | string,
  env: { readonly [name: string]: string } = {},
  otherContainer: OtherContainer = runsItsScript,
): Promise<CheckRun> {
  const folder = scratchFolder();
  const exchange = scratchFolder();
  const log = join(folder, 'termination-log');
  otherContainer(exchange);
  const child = spawn(PYTHON, ['-B', join(SCRIPTS, 'check.py')], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 25_000,
    env: {
      PATH: process.env.PATH ?? '',
      TMPDIR: folder,
      CLUSTER: 'demo',
      RAY_CLIENT,
      EXCHANGE: exchange,
      PORTS: typeof ports === 'number' ? `${ports}-${ports}` : ports,
      ANSWER_SECONDS: '5',
      REQUEST_SECONDS: '5',
      READY_SECONDS: '0',
      TIMEOUT_SECONDS: '20',
      EXPIRED_LEAF: pod.expired,
      REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
      RAY_TLS_SERVER_CERT: join(pod.member.folder, 'tls.crt'),
      RAY_TLS_SERVER_KEY: join(pod.member.folder, 'tls.key'),
      RAY_TLS_CA_CERT: join(pod.ca.folder, 'ca.crt'),
      CREDENTIALS_DIR: server.credentials('ray'),
      TERMINATION_LOG: log,
      ...server.podEnv,
      ...env,
    },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
    });
  }
  const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
  expect(output.stdout + output.stderr).not.toMatch(/PRIVATE KEY-|Traceback/);
  expect(output.stdout + output.stderr).not.toContain(server.token);
  const message = existsSync(log) ? readFileSync(log, 'utf8') : '';
  expect(status === 0 ? output.stdout.trimEnd().split('\n').at(-1) : output.stderr.trimEnd()).toBe(message);
  return { status, ...output, message, rows: rowsOf(output.stdout) };
}

/** The rows of the table, without its first line and the one that sums it up. */
function rowsOf(stdout: string): Record<string, string> {
  const lines = stdout.split('\n').filter((line) => / {2}/.test(line));
  return Object.fromEntries(
    lines.slice(1).map((line) => {
      const [pod, port, what, verdict, detail] = line.split(/ {2,}/);
      return [`${pod} ${port} ${what}: ${verdict}`, detail];
    }),
  );
}

/** A pod as the API server has it. */
export function podItem(name: string, ip: string, spec: object = {}): object {
  return {
    metadata: { name },
    spec,
    status: { phase: 'Running', podIPs: [{ ip }], conditions: [{ type: 'Ready', status: 'True' }] },
  };
}

export function podList(...items: object[]): { body: object } {
  return { body: { kind: 'PodList', apiVersion: 'v1', metadata: {}, items } };
}
