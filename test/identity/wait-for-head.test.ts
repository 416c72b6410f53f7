import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { makeCa, runScript, type ScriptRun, scratchFolder, type TestCa } from '../support/openssl';
import { only, testCluster } from '../support/synth';

const SCRIPT = join(__dirname, '../../lib/identity/scripts/sign-leaf.sh');
const ca = makeCa();

function makeLeaf(env: Record<string, string>, signer: TestCa = ca): ScriptRun & { folder: string } {
  const folder = scratchFolder();
  const pod = { LEAF_POD_IPS: '10.1.2.3', LEAF_NAMESPACE: 'ray', LEAF_KEY: 'ecdsa-p256', LEAF_SECONDS: '3600', CA_SECRET: 'ca-tls' };
  return { ...runScript(SCRIPT, { ...pod, CA_DIR: signer.folder, TLS_DIR: folder, ...env }), folder };
}

/** A worker whose head is on this machine. */
function worker(port: number, tries = '3', signer = ca, additionalTrust = ''): ScriptRun & { folder: string } {
  const env = {
    LEAF_ROLE: 'worker',
    FQ_RAY_IP: 'localhost',
    LEAF_AWAITED_GCS: `${port}`,
    LEAF_GCS_TRIES: tries,
    ALSO_TRUSTED: additionalTrust,
  };
  return makeLeaf(env, signer);
}

const heads: ChildProcess[] = [];

/** Something that serves TLS as a head's GCS does, with a leaf of its own, and asks for the client's. */
function startHead(port: number, folder: string, delaySeconds = 0, options: readonly string[] = []): void {
  const file = (name: string) => join(folder, name);
  const server = `exec openssl s_server -quiet -accept ${port} -cert ${file('tls.crt')} -key ${file('tls.key')} -CAfile ${file('ca.crt')} -Verify 1 -verify_return_error ${options.join(' ')}`;
  heads.push(spawn('sh', ['-c', `sleep ${delaySeconds}; ${server}`], { stdio: 'ignore' }));
}

afterAll(() => {
  for (const head of heads) head.kill();
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const headLeaf = (signer = ca) => makeLeaf({ LEAF_ROLE: 'head', FQ_RAY_IP: 'demo-head-svc.ray.svc.cluster.local' }, signer).folder;

describe('a worker that waits for the head by itself', () => {
  test('ends once the head answers', async () => {
    const port = await freePort();
    startHead(port, headLeaf());
    expect(worker(port, '40')).toMatchObject({ status: 0, stderr: '' });
  });
  test('waits for a head that is not there yet', async () => {
    const port = await freePort();
    startHead(port, headLeaf(), 1);
    const start = Date.now();
    expect(worker(port, '80')).toMatchObject({ status: 0, stderr: '' });
    expect(Date.now() - start).toBeGreaterThan(900);
  });
  test('gives up in one line where there is none', async () => {
    const run = worker(await freePort());
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(
      /^ray-tls: the head's GCS at localhost:\d+ does not answer as it should: .+\. Look at the head's pod and .+\.\n$/,
    );
  });
  test('notices that the head refuses its own certificate', async () => {
    const port = await freePort();
    startHead(port, headLeaf());
    // It knows the head's CA, and the head does not know its own.
    const additionalTrust = scratchFolder();
    writeFileSync(join(additionalTrust, '0.crt'), ca.certificate);
    expect(worker(port, '40', ca, additionalTrust)).toMatchObject({ status: 0 });
    const refused = worker(port, '4', makeCa({ commonName: 'Other' }), additionalTrust);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('does not answer as it should');
  });
  test('knows the head by an intermediate CA, and takes nobody of the root above for it', async () => {
    const root = makeCa({ commonName: 'Root' });
    const intermediate = makeCa({ commonName: 'Intermediate', issuer: root });
    const port = await freePort();
    startHead(port, headLeaf(intermediate), 0, ['-partial_chain']);
    expect(worker(port, '40', intermediate)).toMatchObject({ status: 0, stderr: '' });
    const other = await freePort();
    startHead(other, headLeaf(root), 0, ['-partial_chain']);
    expect(worker(other, '12', intermediate).stderr).toMatch(/does not answer as it should: .*(certificate|issuer).*\n$/);
  });
  test('does not take somebody else for the head', async () => {
    const port = await freePort();
    startHead(port, headLeaf(makeCa({ commonName: 'Other' })));
    const run = worker(port, '12');
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/does not answer as it should: .*(certificate|issuer).*\n$/);
  });
});

test('a worker does not wait unless it is told to', () => {
  const run = makeLeaf({ LEAF_ROLE: 'worker', FQ_RAY_IP: 'localhost' });
  expect(run.status).toBe(0);
  expect(existsSync(join(run.folder, 'tls.crt'))).toBe(true);
});

describe('waitForHead', () => {
  function ports(props: Parameters<typeof testCluster>[0]): (string | undefined)[] {
    const { headGroupSpec, workerGroupSpecs } = only('RayCluster', testCluster({ workerGroups: [{ groupName: 'cpu' }], ...props })).spec;
    return [headGroupSpec, ...workerGroupSpecs].map(
      ({ template }) => template.spec.initContainers[0].env.find(({ name }: any) => name === 'LEAF_AWAITED_GCS')?.value,
    );
  }

  test('is off by default, as KubeRay waits', () => expect(ports({})).toEqual([undefined, undefined]));
  test('has the workers wait, and not the head', () => expect(ports({ waitForHead: true })).toEqual([undefined, '6379']));
  test("follows the head's port", () =>
    expect(ports({ waitForHead: true, head: { rayStartParams: { port: '6380' } } })).toEqual([undefined, '6380']));
});

test('a Service leaf-gcs of the namespace, whose variables Kubernetes gives every pod that asks for them, stops no pod', () => {
  const links = { LEAF_GCS_PORT: 'tcp://10.96.0.7:80', LEAF_GCS_SERVICE_HOST: '10.96.0.7', LEAF_GCS_PORT_80_TCP: 'tcp://10.96.0.7:80' };
  expect(makeLeaf({ LEAF_ROLE: 'worker', FQ_RAY_IP: 'localhost', LEAF_GCS_TRIES: '1', ...links })).toMatchObject({ status: 0, stderr: '' });
});
