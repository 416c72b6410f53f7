import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCa, openssl, scratchFolder } from '../support/openssl';
import { CLIENT, clientPod } from './support/client-pod';
import { RayExample } from './support/ray-example';
import { type KubeObject, type Place, python } from './support/sandbox';
import { secretsInSight } from './support/secrets-in-sight';

const example = new RayExample('self-signed');
const { sandbox } = example;
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const SERVICE = `${example.rayCluster.metadata.name}-head-svc`;
const FULL_NAME = `${SERVICE}.${sandbox.namespace}.svc.cluster.local`;
const PORTS = { GCS: 6379, 'Ray Client': 10001 };
const LEAF = ['/etc/ray/tls/tls.crt', '/etc/ray/tls/tls.key'];
const CLUSTER_CA = '/etc/ray/tls/ca.crt';
/** Where the stranger has a copy of the cluster's CA certificate, which is no secret. */
const COPIED_CA = '/tmp/cluster-ca.crt';

/** The pod that has a leaf of the cluster's own CA, and the one that has a leaf of another. */
const member: Place = { pod: 'member', container: CLIENT };
const stranger: Place = { pod: 'stranger', container: CLIENT };

let head: KubeObject;
let workers: KubeObject[];

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(example.manifests, '--dry-run=server', '--validate=strict');
    await sandbox.apply(example.manifests);
    const anotherCa = makeCa();
    await sandbox.createSecret('another-ca', { 'ca.crt': anotherCa.certificate, 'ca.key': anotherCa.privateKey });
    await sandbox.apply(clientPod(member.pod, example.rayCluster, example.caSecretName));
    await sandbox.apply(clientPod(stranger.pod, example.rayCluster, 'another-ca'));
    head = await example.readyHead();
    workers = await example.readyWorkers(2);
    await sandbox.readyPods('client in (member, stranger)', 2);
    const { certificate } = await example.caPem();
    await sandbox.exec({ ...stranger, input: certificate }, 'sh', '-c', `cat >${COPIED_CA}`);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 240_000);

describe('the cluster', () => {
  rule('runs a task on the head and on every worker', async () => {
    const ran = await sandbox.exec({ ...rayContainer(head), seconds: 180 }, ...python('run-everywhere.py', 'auto', '3'));
    expect(JSON.parse(ran)).toEqual([head, ...workers].map(podIp).sort());
  });

  rule("is healthy by the head service's full and short name, seen from every worker", async () => {
    for (const worker of workers) {
      for (const name of ['$FQ_RAY_IP', '$RAY_IP']) {
        await sandbox.exec(rayContainer(worker), 'sh', '-c', `ray health-check --address "${name}:${PORTS.GCS}"`);
      }
    }
  });

  rule('gives each pod a leaf that verifies for its own IP, and for no other pod', async () => {
    const folder = scratchFolder();
    const caFile = join(folder, 'ca.crt');
    writeFileSync(caFile, (await example.caPem()).certificate);
    for (const pod of [head, ...workers]) {
      const leafFile = join(folder, `${pod.metadata.name}.crt`);
      writeFileSync(leafFile, await sandbox.exec(rayContainer(pod), 'cat', LEAF[0]));
      const verify = (purpose: string, ip: string) =>
        openssl('verify', '-x509_strict', '-CAfile', caFile, '-purpose', purpose, '-verify_ip', ip, leafFile);
      for (const purpose of ['sslserver', 'sslclient']) {
        expect(verify(purpose, podIp(pod))).toContain('OK');
        for (const other of [head, ...workers].filter((candidate) => candidate !== pod)) {
          expect(() => verify(purpose, podIp(other))).toThrow('IP address mismatch');
        }
      }
    }
  });

  rule('stays as it is when the same manifests are applied again', async () => {
    const before = await example.versions();
    const outcomes = await sandbox.apply(example.manifests);
    expect(outcomes).toHaveLength(Object.keys(before).length);
    expect(outcomes.filter((outcome) => !outcome.endsWith(' unchanged'))).toEqual([]);
    expect(await example.versions()).toEqual(before);
  });
});

describe('what Ray containers can read', () => {
  rule("is not the CA's key, and no token of a service account", async () => {
    const { privateKey } = await example.caPem();
    for (const pod of [head, ...workers]) {
      const found = await secretsInSight(sandbox, rayContainer(pod), privateKey);
      expect(found).toMatchObject({ key: [], token: [] });
      expect(found.searched).toBeGreaterThan(1000);
    }
  });

  rule('is the key of their own leaf, which the same search finds', async () => {
    for (const pod of [head, ...workers]) {
      const leafKey = await sandbox.exec(rayContainer(pod), 'cat', LEAF[1]);
      expect((await secretsInSight(sandbox, rayContainer(pod), leafKey)).key).toEqual([LEAF[1]]);
    }
  });

  rule("leaves the CA's Secret to one init container of each pod", async () => {
    for (const pod of [head, ...workers]) {
      const volumes = pod.spec.volumes.filter((volume: KubeObject) => JSON.stringify(volume).includes(example.caSecretName));
      expect(volumes).toHaveLength(1);
      const mounting = [...pod.spec.initContainers, ...pod.spec.containers].filter((container: KubeObject) =>
        container.volumeMounts.some((mount: KubeObject) => mount.name === volumes[0].name),
      );
      expect(mounting.map((container: KubeObject) => container.name)).toEqual(['ray-tls-leaf']);
    }
  });
});

describe("a client's first bytes", () => {
  const greet = (place: Place, port: number, ...tlsFiles: string[]) =>
    sandbox.tryExec(place, ...python('greet-grpc.py', FULL_NAME, `${port}`, ...tlsFiles));
  const greeted = { status: 0, stdout: 'greeted\n' };
  const refused = { status: 1, stdout: expect.stringMatching(/^refused: /) };

  describe.each(Object.entries(PORTS))('to the %s port', (_, port) => {
    rule("are greeted with a leaf of the cluster's CA", async () => {
      expect(await greet(member, port, CLUSTER_CA, ...LEAF)).toMatchObject(greeted);
    });

    rule('are refused in plaintext', async () => {
      expect(await greet(member, port)).toMatchObject(refused);
    });

    rule('are refused by TLS without a certificate', async () => {
      expect(await greet(member, port, CLUSTER_CA)).toMatchObject(refused);
    });

    rule('are refused with a leaf of another CA', async () => {
      expect(await greet(stranger, port, COPIED_CA, ...LEAF)).toMatchObject(refused);
    });
  });

  rule('are refused in plaintext by every port of the head and of a worker', async () => {
    for (const pod of [head, workers[0]]) {
      const ports: number[] = JSON.parse(await sandbox.exec(rayContainer(pod), ...python('listening-ports.py')));
      const answers = async (...tlsFiles: string[]) => {
        const greeting: number[] = [];
        for (const port of ports) {
          const { status } = await sandbox.tryExec(member, ...python('greet-grpc.py', podIp(pod), `${port}`, ...tlsFiles));
          if (status === 0) greeting.push(port);
        }
        return greeting;
      };
      expect((await answers(CLUSTER_CA, ...LEAF)).length).toBeGreaterThanOrEqual(3);
      expect(await answers()).toEqual([]);
    }
  });
});

describe.each([
  // Without these bounds a refused health check tries for 40 s.
  ['ray health-check', ['env', 'RAY_py_gcs_connect_timeout_s=10', 'ray', 'health-check', '--address', `${FULL_NAME}:${PORTS.GCS}`]],
  ['Ray Client', python('run-everywhere.py', `ray://${FULL_NAME}:${PORTS['Ray Client']}`, '3')],
])('%s', (_, command) => {
  const run = (place: Place) => sandbox.tryExec({ ...place, seconds: 120 }, ...command);
  /** The very same command works a moment before with the right identity, so that nothing but the identity is to blame. */
  const expectRefused = async (place: Place) => {
    // The head starts a process for every client, for which a busy machine now and then takes longer than the client waits.
    const first = await run(member);
    expect(first.status === 0 ? first : await run(member)).toMatchObject({ status: 0 });
    expect(await run(place)).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/connection timeout|Timed out while waiting for GCS/),
    });
  };

  rule('is refused in plaintext', () => expectRefused({ ...member, env: { RAY_USE_TLS: '0' } }));

  rule('is refused with a leaf of another CA', () => expectRefused({ ...stranger, env: { RAY_TLS_CA_CERT: COPIED_CA } }));

  rule('refuses, for its part, a cluster of another CA', () => expectRefused(stranger));
});

function rayContainer(pod: KubeObject): Place {
  return { pod: pod.metadata.name, container: pod.spec.containers[0].name };
}

function podIp(pod: KubeObject): string {
  return pod.status.podIP;
}
