import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../lib/refusals/ca/published-sample';
import { type ApiAnswer, type ApiRequest, apiStatus, type FakeApiServer } from '../support/fake-api-server';
import { scratchFolder } from '../support/openssl';
import { podScriptsFolder } from '../support/pod-scripts';

const SCRIPT = join(podScriptsFolder('ca/scripts/make-ca.py', 'ca/scripts/ca_pair.py', 'kubernetes/scripts/kube_api.py'), 'make-ca.py');
// The program itself, as `python3` may be a shim that needs more on the PATH than a test leaves there.
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();

export const SECRETS = '/api/v1/namespaces/ray/secrets';
export const SECRET = `${SECRETS}/ray-ca`;
export const OURS = { 'app.kubernetes.io/managed-by': 'cdk8s-ray-tls' };
export const NOT_FOUND = apiStatus(404, 'NotFound', 'secrets "ray-ca" not found');

/** How the script ended. */
export interface MakeCaRun {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
  /** The folder that it worked in. */
  readonly workDir: string;
}

/** Runs the script as the Job does: with the variables that the Job sets and no others, beside this process. One attempt by default. */
export async function runMakeCa(server: FakeApiServer, env: { readonly [name: string]: string } = {}): Promise<MakeCaRun> {
  const workDir = scratchFolder();
  const started = Date.now();
  const child = spawn(PYTHON, ['-E', '-s', '-B', SCRIPT], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 25_000,
    env: {
      PATH: process.env.PATH ?? '',
      SECRET_NAME: 'ray-ca',
      CA_COMMON_NAME: 'Ray cluster CA',
      CA_SECONDS: `${3650 * 86_400}`,
      CLOCK_SKEW_SECONDS: '300',
      REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
      CREDENTIALS_DIR: server.credentials('ray'),
      WORK_DIR: workDir,
      REQUEST_SECONDS: '5',
      RETRY_SECONDS: '0.1',
      JOB_NAME: 'ray-ca-1a2b3c4d',
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
  return { status, ...output, seconds: (Date.now() - started) / 1000, workDir };
}

/** The one line that the script failed with; no secret is in it, and nothing is left behind. */
export function complaint(result: MakeCaRun, server: FakeApiServer, status: number): string {
  expect(result).toMatchObject({ status, stdout: '' });
  const lines = result.stderr.trimEnd().split('\n');
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(/^ray-tls-ca: /);
  expect(lines[0]).not.toMatch(/PRIVATE KEY|Traceback/);
  expect(lines[0]).not.toContain(server.token);
  expect(readdirSync(result.workDir)).toEqual([]);
  return lines[0];
}

/** Has the server keep what is created, as the API server does. */
export function acceptSecret(server: FakeApiServer): void {
  server.on('POST', SECRETS, ({ body }: ApiRequest) => ({ status: 201, body }));
}

/** The one Secret that was sent to be created, and its pair in PEM. */
export function createdSecret(server: FakeApiServer): { object: any; certificate: string; privateKey: string } {
  const posts = server.received('POST');
  expect(posts).toHaveLength(1);
  const object = posts[0].body;
  const decode = (key: string) => Buffer.from(object.data[key], 'base64').toString();
  return { object, certificate: decode('ca.crt'), privateKey: decode('ca.key') };
}

export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** The data of a Secret with that pair under both names. */
export function pairData({ certificate, privateKey }: { certificate: string; privateKey: string }): { [key: string]: string } {
  const [crt, key] = [base64(certificate), base64(privateKey)];
  return { 'ca.crt': crt, 'ca.key': key, 'tls.crt': crt, 'tls.key': key };
}

/** The answer to a GET of that Secret. */
export function secretOf(data: { [key: string]: string }, labels: { [key: string]: string } | null = OURS): ApiAnswer {
  return { body: { kind: 'Secret', apiVersion: 'v1', metadata: { name: 'ray-ca', namespace: 'ray', labels }, data } };
}
