import { execFileSync } from 'node:child_process';
import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiStatus, FakeApiServer } from '../../support/fake-api-server';
import { makeCa, openssl, scratchFolder } from '../../support/openssl';
import { reissuedSampleCa } from '../../support/published-sample-ca';
import { leafFor, makeLeaf } from './leaves';
import { type CheckPod, type CheckRun, PODS, podItem, podList, runCheck } from './run';
import { grpcInPlaintext, grpcOverTls, grpcThatAccepts, http, https, listen, mute, stopServers } from './servers';

const HEAD_IP = '127.0.0.2';
const WORKER_IP = '127.0.0.3';
const ALL = 'plaintext, no certificate, certificate of a foreign CA, TLS 1.0, TLS 1.1';

const ca = makeCa();
const check: CheckPod = { ca, member: makeLeaf(ca), expired: makeLeaf(ca, { notAfter: '20210101000000Z' }).folder };
const head = leafFor(ca, HEAD_IP);
const worker = leafFor(ca, WORKER_IP);

let api: FakeApiServer;

beforeEach(async () => {
  api = await FakeApiServer.start();
  api.on('GET', PODS, podList(podItem('head', HEAD_IP)));
});

afterEach(async () => {
  stopServers();
  await api.stop();
});

/** A check whose pod, as all of them, trusts a further CA. */
function alsoTrusting(certificate: string): CheckPod {
  const folder = scratchFolder();
  writeFileSync(join(folder, 'ca.crt'), ca.certificate + certificate);
  return { ...check, ca: { ...ca, folder } };
}

/** Checks a cluster of one pod with one port. */
async function checkOne(server: ReturnType<typeof grpcInPlaintext>, env = {}, pod = check): Promise<CheckRun & { port: number }> {
  const port = await listen(server, HEAD_IP);
  return { ...(await runCheck(api, pod, port, env)), port };
}

describe('a sound cluster', () => {
  test('passes: every pod, every attack, every certificate', async () => {
    api.on('GET', PODS, podList(podItem('head', HEAD_IP), podItem('worker', WORKER_IP)));
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    await listen(grpcOverTls(worker, ca.certificate), WORKER_IP, port);
    const run = await runCheck(api, check, port);
    const accepted = `a member is accepted; refused: ${ALL}`;
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.rows).toEqual({
      '- - expired certificate: ok': "refused by 2 ports of Ray's",
      '- - trusted CA: ok': 'CN=Test CA, EC of 256 bits, until 2099-01-01T00:00:00Z',
      [`head ${port} gRPC over TLS: ok`]: accepted,
      [`head ${port} certificate: ok`]: 'EC of 256 bits, until 2099-01-01T00:00:00Z, for 127.0.0.1, 127.0.0.2, localhost',
      'head - CA key: not tried': expect.stringContaining('no Ray here'),
      [`worker ${port} gRPC over TLS: ok`]: accepted,
      [`worker ${port} certificate: ok`]: 'EC of 256 bits, until 2099-01-01T00:00:00Z, for 127.0.0.1, 127.0.0.3, localhost',
      'worker - CA key: not tried': expect.stringContaining('no container mounts a Secret of the init containers'),
    });
    expect(run.message).toBe('ray-tls-check: ok: 2 pods, 6 ok, 0 FAIL, 0 unknown, 0 open, 2 not tried.');
  });

  test('is asked for by its label, and the pods that look after it are not', async () => {
    await checkOne(grpcOverTls(head, ca.certificate));
    expect(api.requests[0].query.get('labelSelector')).toBe('cdk8s-ray-tls/cluster=demo,ray.io/node-type in (head,worker)');
  });

  test('is listed to its last page', async () => {
    const page = podList(podItem('head', HEAD_IP)).body;
    const first = { body: { ...page, metadata: { continue: 'more' } } };
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    await listen(grpcInPlaintext(), WORKER_IP, port);
    api.on('GET', PODS, ({ query }) => (query.get('continue') === 'more' ? podList(podItem('worker', WORKER_IP)) : first));
    expect((await runCheck(api, check, port)).rows).toHaveProperty([`worker ${port} plaintext: FAIL`]);
  });

  test('has its ports found wherever they are', async () => {
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    const { rows } = await runCheck(api, check, `${port - 2500}-${Math.min(port + 1500, 65535)}`);
    expect(rows).toHaveProperty([`head ${port} gRPC over TLS: ok`]);
  });

  test('does not fail because of a pod that went away meanwhile', async () => {
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    await listen(grpcInPlaintext(), WORKER_IP, port);
    api.on('GET', PODS, podList(podItem('head', HEAD_IP), podItem('worker', WORKER_IP)), podList(podItem('head', HEAD_IP)));
    const run = await runCheck(api, check, port);
    expect(run.status).toBe(0);
    expect(run.stdout).not.toContain('worker');
  });

  test('names the pods that do not run', async () => {
    const pending = { metadata: { name: 'late' }, spec: {}, status: { phase: 'Pending' } };
    api.on('GET', PODS, podList(podItem('head', HEAD_IP), pending));
    const { status, rows } = await checkOne(grpcOverTls(head, ca.certificate));
    expect(status).toBe(0);
    expect(rows['late - pod: note']).toBe('does not run: not looked at');
  });
});

describe('a cluster fails, with the right line, that', () => {
  test('speaks plaintext', async () => {
    const { status, rows, port, message } = await checkOne(grpcInPlaintext());
    expect(status).toBe(1);
    expect(rows[`head ${port} plaintext: FAIL`]).toBe('Ray answers without TLS: whoever reaches this port commands the cluster');
    expect(message).toContain(`1 FAIL, 0 unknown, 0 open, 1 not tried. head ${port} plaintext: Ray answers without TLS`);
  });

  test('asks no certificate of its clients', async () => {
    const { status, rows, port } = await checkOne(grpcOverTls(head, ca.certificate, { requestCert: false }));
    expect(status).toBe(1);
    expect(rows).toHaveProperty([`head ${port} no certificate: FAIL`], 'accepted: whoever reaches this port commands the cluster');
    expect(rows).not.toHaveProperty([`head ${port} plaintext: FAIL`]);
  });

  test('asks for a certificate, and takes any', async () => {
    const any = grpcThatAccepts(head, ca.certificate, (socket) => socket.getPeerCertificate().subject !== undefined);
    const { status, rows, port } = await checkOne(any);
    expect(status).toBe(1);
    expect(Object.keys(rows).filter((row) => row.endsWith('FAIL'))).toEqual([
      `head ${port} certificate of a foreign CA: FAIL`,
      `head ${port} expired certificate: FAIL`,
    ]);
  });

  test('takes an expired certificate of its CA', async () => {
    const lenient = grpcThatAccepts(head, ca.certificate, (socket) => {
      return socket.authorized || `${socket.authorizationError}`.includes('CERT_HAS_EXPIRED');
    });
    const { status, rows, port } = await checkOne(lenient);
    expect(status).toBe(1);
    expect(Object.keys(rows).filter((row) => row.endsWith('FAIL'))).toEqual([`head ${port} expired certificate: FAIL`]);
  });

  test.each([
    ['TLS 1.0', 'TLSv1'],
    ['TLS 1.1', 'TLSv1.1'],
  ] as const)('speaks %s', async (name, version) => {
    const old = grpcOverTls(head, ca.certificate, { minVersion: version, ciphers: 'ALL:@SECLEVEL=0' });
    const { status, rows, port } = await checkOne(old);
    expect(status).toBe(1);
    expect(rows).toHaveProperty([`head ${port} ${name}: FAIL`]);
    expect(rows).not.toHaveProperty([`head ${port} no certificate: FAIL`]);
  });

  test('has one certificate for all pods, without their IPs', async () => {
    const shared = makeLeaf(ca, { sans: 'DNS:localhost,DNS:demo-head-svc,IP:127.0.0.1' });
    api.on('GET', PODS, podList(podItem('head', HEAD_IP), podItem('worker', WORKER_IP)));
    const port = await listen(grpcOverTls(shared, ca.certificate), HEAD_IP);
    await listen(grpcOverTls(shared, ca.certificate), WORKER_IP, port);
    const { status, rows } = await runCheck(api, check, port);
    expect(status).toBe(1);
    expect(rows[`worker ${port} member: FAIL`]).toMatch(/^unverified: IP address mismatch/);
    expect(rows[`worker ${port} certificate: FAIL`]).toBe(
      'it lacks the IP of its pod, 127.0.0.3, by which its peers dial it; ' +
        'its private key is also that of head, so that each can pose as the other',
    );
  });

  test('has one key for all pods, even if its certificate fits each', async () => {
    const shared = makeLeaf(ca, { sans: `IP:${HEAD_IP},IP:${WORKER_IP}` });
    api.on('GET', PODS, podList(podItem('head', HEAD_IP), podItem('worker', WORKER_IP)));
    const port = await listen(grpcOverTls(shared, ca.certificate), HEAD_IP);
    await listen(grpcOverTls(shared, ca.certificate), WORKER_IP, port);
    const { status, rows } = await runCheck(api, check, port);
    expect(status).toBe(1);
    expect(rows[`head ${port} certificate: FAIL`]).toBe('its private key is also that of worker, so that each can pose as the other');
  });

  test('has a leaf that is over', async () => {
    const over = leafFor(ca, HEAD_IP, { notAfter: '20210101000000Z' });
    const { status, rows, port } = await checkOne(grpcOverTls(over, ca.certificate));
    expect(status).toBe(1);
    expect(rows[`head ${port} member: FAIL`]).toBe('unverified: certificate has expired');
    expect(rows[`head ${port} certificate: FAIL`]).toBe('it expired at 2021-01-01T00:00:00Z');
  });

  test('has a leaf of another CA', async () => {
    const other = leafFor(makeCa(), HEAD_IP);
    const { status, rows, port } = await checkOne(grpcOverTls(other, ca.certificate));
    expect(status).toBe(1);
    expect(rows[`head ${port} member: FAIL`]).toMatch(/^unverified: /);
  });

  test('has a weak key', async () => {
    const weak = leafFor(ca, HEAD_IP, { key: ['-algorithm', 'RSA', '-pkeyopt', 'rsa_keygen_bits:1024'] });
    const { status, rows, port } = await checkOne(grpcOverTls(weak, ca.certificate, { ciphers: 'DEFAULT:@SECLEVEL=0' }));
    expect(status).toBe(1);
    expect(rows[`head ${port} certificate: FAIL`]).toBe('its key, RSA of 1024 bits, is too weak');
  });

  test('refuses its members', async () => {
    const { status, rows, port } = await checkOne(grpcOverTls(head, makeCa().certificate));
    expect(status).toBe(1);
    expect(rows[`head ${port} member: FAIL`]).toMatch(/^refused: /);
  });

  test("trusts the CA of KubeRay's public sample", async () => {
    const folder = scratchFolder();
    writeFileSync(join(folder, 'ca.crt'), ca.certificate + reissuedSampleCa());
    const { status, rows } = await checkOne(grpcOverTls(head, ca.certificate), {}, { ...check, ca: { ...ca, folder } });
    expect(status).toBe(1);
    expect(rows['- - trusted CA: FAIL']).toBe("CN=Test CA: it is the CA of KubeRay's public sample, whose private key anyone can download");
  });

  test('trusts a CA that signed none of its leaves, such as the root above it', async () => {
    const { status, rows } = await checkOne(grpcOverTls(head, ca.certificate), {}, alsoTrusting(makeCa().certificate));
    expect(status).toBe(1);
    expect(rows['- - trusted CA: FAIL']).toMatch(
      /^CN=Test CA, EC of 256 bits, until .*: it signed none of the leaves that the check saw; every other certificate of this CA makes its holder a member$/,
    );
    expect(rows).toHaveProperty(['- - trusted CA: ok']);
  });

  test('shows a certificate that cannot be read', async () => {
    // An IP address of five bytes.
    const odd = makeLeaf(ca, { sans: 'DER:300787050A00000105' });
    const { status, rows, port } = await checkOne(grpcOverTls(odd, ca.certificate));
    expect(status).toBe(1);
    expect(rows[`head ${port} certificate: FAIL`]).toMatch(/^it cannot be read: /);
  });

  test('has a pod in which no port speaks gRPC', async () => {
    const { status, rows } = await checkOne(http('404 Not Found'));
    expect(status).toBe(1);
    expect(rows['head - gRPC over TLS: FAIL']).toBe('no port speaks gRPC: does Ray run in this pod?');
  });
});

describe('a port that is not of gRPC', () => {
  const withGrpc = async (server: ReturnType<typeof http>) => {
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    const other = await listen(server, HEAD_IP, port + 1);
    return { ...(await runCheck(api, check, `${port}-${other}`, { ANSWER_SECONDS: '1' })), other };
  };

  test('is noted if it speaks HTTP, which TLS does not cover', async () => {
    const { status, rows, other } = await withGrpc(http('404 Not Found'));
    expect(rows[`head ${other} HTTP: note`]).toBe("not covered by Ray's TLS");
    expect(status).toBe(0);
  });

  test.each([
    ['lists jobs', '200 OK', '/api/jobs/'],
    ['takes POSTs alone', '405 Method Not Allowed', '/api/jobs/'],
  ])('is open if it %s without a credential', async (_, answer, path) => {
    const { status, rows, other, message } = await withGrpc(http(answer, 'application/json', '[]'));
    expect(rows[`head ${other} HTTP: open`]).toContain(`takes jobs at ${path} from whoever reaches it`);
    expect(message).toContain('1 open');
    expect(status).toBe(0);
  });

  test.each(['401 Unauthorized', '403 Forbidden', '200 OK'])('is not open if it answers %s, without jobs', async (status) => {
    const { rows, other } = await withGrpc(http(status));
    expect(rows).toHaveProperty([`head ${other} HTTP: note`]);
  });

  test('is noted if it is an HTTPS server of its own kind, such as kube-rbac-proxy', async () => {
    const { status, rows, other } = await withGrpc(https(head, '401 Unauthorized'));
    expect(rows).toHaveProperty([`head ${other} HTTPS: note`]);
    expect(status).toBe(0);
  });

  test('is noted if it says nothing, after a bounded time', async () => {
    const { status, rows, other } = await withGrpc(mute());
    expect(rows[`head ${other} unknown: note`]).toBe('speaks neither TLS nor HTTP');
    expect(status).toBe(0);
  });
});

describe('what cannot be tried', () => {
  test('is said, and fails nothing: no short-lived certificate was to be had', async () => {
    const run = await checkOne(grpcOverTls(head, ca.certificate), { EXPIRED_LEAF: scratchFolder() });
    expect(run.status).toBe(0);
    expect(run.rows['- - expired certificate: not tried']).toContain('the init container ray-tls-expired-leaf logged why');
    expect(run.rows).not.toHaveProperty(['- - expired certificate: ok']);
  });

  test('is said, and fails nothing: the certificate lives on, as of a Secret', async () => {
    const run = await checkOne(grpcOverTls(head, ca.certificate), { EXPIRED_LEAF: check.member.folder });
    expect(run.status).toBe(0);
    expect(run.rows['- - expired certificate: not tried']).toBe(
      'the only one that this way to certificates gives is valid until 2099-01-01T00:00:00Z',
    );
  });

  test('is waited for: a certificate that ends soon', async () => {
    const end = new Date(Date.now() + 4000).toISOString().replace(/[-:T]|\.\d+/g, '');
    const soon = makeLeaf(ca, { notAfter: end }).folder;
    const run = await checkOne(grpcOverTls(head, ca.certificate), { EXPIRED_LEAF: soon });
    expect(run.rows['- - expired certificate: ok']).toBe("refused by 1 ports of Ray's");
    expect(run.status).toBe(0);
  });

  test('is looked for in the specs where no Ray task can look for the key: a Secret of both kinds of containers', async () => {
    const mounts = [{ name: 'ca', mountPath: '/ca' }];
    const spec = {
      volumes: [{ name: 'ca', secret: { secretName: 'ca-tls' } }],
      initContainers: [{ name: 'leaf', volumeMounts: mounts }],
      containers: [{ name: 'ray', volumeMounts: mounts }],
    };
    api.on('GET', PODS, podList(podItem('head', HEAD_IP, spec)));
    const { rows, status } = await checkOne(grpcOverTls(head, ca.certificate));
    expect(rows['head - CA key: open']).toContain('a container mounts Secret ca-tls, as an init container does');
    expect(status).toBe(0);
  });
});

test('a CA that the manifests name beside the one that signs is trusted on purpose, and said', async () => {
  const { status, rows } = await checkOne(grpcOverTls(head, ca.certificate), { TRUSTS_MORE: '1' }, alsoTrusting(makeCa().certificate));
  expect(status).toBe(0);
  expect(rows['- - trusted CA: open']).toContain('it signed none of the leaves that the check saw; the manifests name it');
});

describe('a cluster in foreign hands, which runs what it likes in the container that speaks to it,', () => {
  const answering = async (put: (answer: string) => void, env = {}) => {
    const port = await listen(grpcOverTls(head, ca.certificate), HEAD_IP);
    return runCheck(api, check, port, env, (exchange) => put(join(exchange, 'answer.json')));
  };
  const answers = (answer: unknown) => answering((file) => writeFileSync(file, JSON.stringify(answer)));
  const saw = (keys: unknown, files: unknown = 7) => answers({ found: { [HEAD_IP]: { keys, files } } });

  test('is believed where it accuses itself, and what it says cannot act on a terminal', async () => {
    const { status, rows, stdout } = await saw(['/ca/\u001b[2Jca.key\r\nhead 1 certificate ok', '\u202egpj']);
    expect(status).toBe(1);
    expect(rows['head - CA key: FAIL']).toBe(
      'a Ray task can read the private key of a trusted CA: /ca/\\x1b[2Jca.key head 1 certificate ok, \\u202egpj',
    );
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must not be there.
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });

  test('cannot have the file with the token of the API server read and shown', async () => {
    const secret = join(api.credentials('ray'), 'token');
    const { status, rows } = await answering((file) => symlinkSync(secret, file));
    expect(status).toBe(0);
    expect(rows['head - CA key: not tried']).toContain('gave no answer (the answer is not valid JSON)');
  });

  test('cannot have a file of the check overwritten through a link', async () => {
    const victim = join(scratchFolder(), 'termination-log');
    writeFileSync(victim, 'the verdict');
    const { status } = await answering((file) => symlinkSync(victim, join(file, '../request.json.tmp')));
    expect(status).toBe(2);
    expect(readFileSync(victim, 'utf8')).toBe('the verdict');
  });

  test('cannot make it wait at a pipe', async () => {
    const { rows } = await answering((file) => execFileSync('mkfifo', [file]));
    expect(rows['head - CA key: not tried']).toContain('the answer is not valid JSON');
  });

  test('cannot fill its memory', async () => {
    const { rows } = await answering((file) => writeFileSync(file, `{"found": {"${'x'.repeat(2 << 20)}": null}}`));
    expect(rows['head - CA key: not tried']).toContain('the answer is not valid JSON');
  });

  test.each<[string, unknown]>([
    ['a list', []],
    ['a number', 1],
    ['nothing that was found', { found: [] }],
    ['nested lists', JSON.parse(`${'['.repeat(500)}${']'.repeat(500)}`)],
    ['keys that are no list', { found: { [HEAD_IP]: { keys: 'none', files: 1 } } }],
    ['keys that are no texts', { found: { [HEAD_IP]: { keys: [{}], files: 1 } } }],
    ['a count that is none', { found: { [HEAD_IP]: { keys: [], files: '\u001b[31m' } } }],
  ])('cannot confuse it by %s', async (_, answer) => {
    const { rows, status } = await answers(answer);
    expect(status).toBe(0);
    expect(rows['head - CA key: not tried']).toContain('the answer does not have the expected form');
  });

  test('cannot keep it from ending by silence', async () => {
    const { status, message } = await answering(() => {}, { TIMEOUT_SECONDS: '4' });
    expect(status).toBe(2);
    expect(message).toContain('not done within 4 s');
  });
});

describe('what could not be looked at', () => {
  const expectUnknown = ({ status, message }: CheckRun, words: RegExp) => {
    expect(message).toMatch(words);
    expect(status).toBe(2);
  };

  test('ends with 2: a cluster without pods', async () => {
    api.on('GET', PODS, podList());
    expectUnknown(await runCheck(api, check, 1), /^ray-tls-check: no pod of cluster demo runs in namespace ray: 0 wait to\./);
  });

  test('ends with 2: an API server that refuses for good', async () => {
    api.on('GET', PODS, apiStatus(400, 'BadRequest', 'no such selector'));
    expectUnknown(
      await runCheck(api, check, 1),
      /listing the pods of namespace ray failed: the API server answered 400: no such selector\./,
    );
  });

  test('ends with 2: a pod that nothing answers for', async () => {
    api.on('GET', PODS, podList(podItem('head', '255.255.255.255')));
    expectUnknown(await runCheck(api, check, 1), /head pod: nothing answers at 255\.255\.255\.255/);
  });

  test('ends with 2: a server that neither accepts nor refuses', async () => {
    const undecided = grpcThatAccepts(head, ca.certificate, () => true);
    undecided.removeAllListeners('secureConnection');
    const run = await checkOne(undecided, { ANSWER_SECONDS: '0.5' });
    expect(run.rows[`head ${run.port} no certificate: unknown`]).toBe('neither accepted nor refused: no answer within 0.5 s');
  });

  test('ends with 2: a check that is not done in time', async () => {
    expectUnknown(
      await runCheck(api, check, 1, { TIMEOUT_SECONDS: '0.01' }),
      /not done within 0\.01 s\. Give RayTlsCheck a longer checkTimeout/,
    );
  });

  test('ends with 2: a pod without its own certificate', async () => {
    const run = await runCheck(api, check, 1, { RAY_TLS_SERVER_CERT: '/nowhere/tls.crt' });
    expectUnknown(run, /cannot use the certificate of this pod \(\/nowhere\/tls\.crt\)/);
  });
});

test('an old version that this OpenSSL does not speak is told apart from one that the server refuses', () => {
  // Else every row about it would be true of any server.
  expect(openssl('ciphers', '-s', '-tls1', 'ALL:@SECLEVEL=0').trim()).not.toBe('');
});
