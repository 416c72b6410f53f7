import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { Chart, Testing } from 'cdk8s';
import { CertManagerIssuer } from '../../lib/ca/cert-manager/issuer';
import { RayTlsCluster } from '../../lib/cluster/ray-tls-cluster';
import type { RayTlsIssuedByOptions } from '../../lib/identity/issued-by-options';
import { RayTls } from '../../lib/identity/ray-tls';
import type { ApiHandler, ApiRequest, FakeApiServer } from '../support/fake-api-server';
import { makeCa, openssl, type ScriptRun, scratchFolder, type TestCa } from '../support/openssl';

// The program itself, as `python3` may be a shim that needs more on the PATH than a test leaves there.
const PYTHON_DIR = dirname(execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim());

export const REQUESTS = '/apis/cert-manager.io/v1/namespaces/ray/certificaterequests';
export const REQUEST = `${REQUESTS}/demo-worker-x7k2p-4hj9z`;
export const POD_IP = '10.1.2.3';

/** The init container of a worker as the library renders it, and the scripts that it runs. */
export function renderedWorker(options: RayTlsIssuedByOptions = {}): { container: any; scripts: Record<string, string> } {
  const chart = new Chart(Testing.app(), 'ray', { namespace: 'ray' });
  const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca');
  new RayTlsCluster(chart, 'demo', { tls: RayTls.issuedBy(issuer, options), workerGroups: [{ groupName: 'cpu' }] });
  const objects = Testing.synth(chart);
  const spec = objects.find(({ kind }) => kind === 'RayCluster').spec.workerGroupSpecs[0].template.spec;
  return { container: spec.initContainers[0], scripts: objects.find(({ kind }) => kind === 'ConfigMap').data };
}

/** How the init container ended, and what it left. */
export interface RequestLeafRun extends ScriptRun {
  readonly seconds: number;
  readonly folder: string;
  /** A file that it left, if it did. */
  file(name: string): string | undefined;
}

/** Runs the init container of a worker as it stands in the manifest: its command, its scripts, its variables; beside this process. */
export async function runRequestLeaf(
  server: FakeApiServer,
  env: { readonly [name: string]: string } = {},
  options: RayTlsIssuedByOptions = {},
): Promise<RequestLeafRun> {
  const folder = scratchFolder();
  const { container, scripts } = renderedWorker(options);
  const scriptsDir = scratchFolder();
  for (const [name, text] of Object.entries(scripts)) writeFileSync(join(scriptsDir, name), text);
  const [interpreter, script] = container.command;
  const started = Date.now();
  const child = spawn(interpreter, [join(scriptsDir, script.split('/').pop())], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 25_000,
    env: {
      PATH: `${PYTHON_DIR}${delimiter}${process.env.PATH}`,
      ...variablesOf(container),
      TLS_DIR: folder,
      CREDENTIALS_DIR: server.credentials('ray'),
      ISSUE_SECONDS: '0.4',
      REQUEST_SECONDS: '0.6',
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
  const file = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : undefined);
  return { status, ...output, seconds: (Date.now() - started) / 1000, folder, file };
}

/** The variables as the kubelet would set them. */
function variablesOf(container: any): Record<string, string> {
  const fields: Record<string, string> = {
    'status.podIPs': POD_IP,
    'metadata.namespace': 'ray',
    'metadata.name': 'demo-worker-x7k2p',
    'metadata.uid': '0f6c0000-0000-4000-8000-000000000001',
    "metadata.labels['ray.io/cluster']": 'demo',
  };
  return Object.fromEntries(container.env.map(({ name, value, valueFrom }: any) => [name, value ?? fields[valueFrom.fieldRef.fieldPath]]));
}

/** The one line that the init container failed with; no secret is in it, and no leaf is left behind. */
export function complaint(run: RequestLeafRun, server: FakeApiServer): string {
  expect(run.status).toBe(1);
  expect(run.file('tls.crt')).toBeUndefined();
  expect(run.file('tls.key')).toBeUndefined();
  expect(run.file('.work/tls.key')).toBeUndefined();
  expect(run.stdout + run.stderr).not.toContain('PRIVATE KEY');
  expect(run.stdout + run.stderr).not.toContain(server.token);
  expect(run.stderr).toMatch(/^ray-tls: .*\n$/);
  return run.stderr.trim();
}

/** What the issuer makes of a request. */
export interface SigningOptions {
  /** openssl's dates, `YYYYMMDDHHMMSSZ`. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Further lines of the leaf's extensions; the SANs come from the CSR. */
  readonly extensions?: string;
}

export const issuerCa = makeCa();

const SOUND_EXTENSIONS = 'extendedKeyUsage=serverAuth,clientAuth';

/** Signs a CSR with real openssl, as an issuer does, and returns the leaf. */
export function sign(csr: string, ca: TestCa = issuerCa, options: SigningOptions = {}): string {
  const folder = scratchFolder();
  const file = (name: string) => join(folder, name);
  writeFileSync(file('leaf.csr'), csr);
  writeFileSync(file('index.txt'), '');
  writeFileSync(
    file('ca.conf'),
    `[ca]\ndefault_ca=signer\n[signer]\ndatabase=${file('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\n` +
      `policy=any\ncopy_extensions=copy\nx509_extensions=extensions\n[any]\ncommonName=optional\n` +
      `[extensions]\nbasicConstraints=critical,CA:FALSE\n${options.extensions ?? SOUND_EXTENSIONS}\n`,
  );
  openssl(
    ...['ca', '-batch', '-notext', '-config', file('ca.conf'), '-in', file('leaf.csr'), '-out', file('leaf.crt')],
    ...['-cert', join(ca.folder, 'ca.crt'), '-keyfile', join(ca.folder, 'ca.key')],
    ...['-startdate', options.notBefore ?? '20200101000000Z', '-enddate', options.notAfter ?? '20900101000000Z'],
  );
  return readFileSync(file('leaf.crt'), 'utf8');
}

/** The CSR that came with a request. */
export function csrOf(request: ApiRequest): string {
  return Buffer.from(request.body.spec.request, 'base64').toString();
}

/** One condition of a CertificateRequest. */
export function condition(type: string, status: string, reason: string, message: string): object {
  return { type, status, reason, message, lastTransitionTime: '2026-01-01T00:00:00Z' };
}

export const APPROVED = condition('Approved', 'True', 'cert-manager.io', 'Certificate request has been approved by cert-manager.io');
export const READY = condition('Ready', 'True', 'Issued', 'Certificate fetched from issuer successfully');

/** A CertificateRequest as the API server shows it. */
export function certificateRequest(
  conditions: readonly object[],
  fields: { readonly certificate?: string; readonly ca?: string } = {},
): object {
  const encoded = Object.fromEntries(Object.entries(fields).map(([name, text]) => [name, Buffer.from(text ?? '').toString('base64')]));
  return {
    kind: 'CertificateRequest',
    apiVersion: 'cert-manager.io/v1',
    metadata: { name: 'demo-worker-x7k2p-4hj9z' },
    status: { conditions, ...encoded },
  };
}

/** Has the server take requests, and answer how they stand by what `issue` makes of the CSR; first come the answers given for each. */
export function issuing(
  server: FakeApiServer,
  issue: (csr: string) => object,
  first: { readonly creating?: readonly ApiHandler[]; readonly reading?: readonly ApiHandler[] } = {},
): FakeApiServer {
  let csr = '';
  const create: ApiHandler = (request) => {
    csr = csrOf(request);
    return { status: 201, body: { ...request.body, metadata: { ...request.body.metadata, name: 'demo-worker-x7k2p-4hj9z' } } };
  };
  const inOrder = (answers: readonly ApiHandler[], last: ApiHandler) => [...answers, last] as unknown as [ApiHandler, ...ApiHandler[]];
  server.on('POST', REQUESTS, ...inOrder(first.creating ?? [], create));
  return server.on('GET', REQUEST, ...inOrder(first.reading ?? [], () => ({ body: issue(csr) })));
}
