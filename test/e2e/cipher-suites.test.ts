import { RayCipherSuite, RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { type Place, python, Sandbox } from './support/sandbox';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 600_000);

let head: Place;
let podIp: string;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(
      built(sandbox.namespace, (chart) => {
        new RayTlsCluster(chart, 'cluster', {
          tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
          metadata: { name: 'demo' },
          cipherSuites: [RayCipherSuite.AES_256_GCM],
          head: SMALL.head,
          workerGroups: [SMALL.worker],
        });
      }),
    );
    const [pod] = await sandbox.readyPods('ray.io/node-type=head', 1);
    await sandbox.readyPods('ray.io/node-type=worker', 1);
    head = { pod: pod.metadata.name, container: 'ray-head' };
    podIp = pod.status.podIP;
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 240_000);

/** What a member who offers this alone agrees on with the GCS. */
async function agreed(...offer: string[]): Promise<string> {
  const leaf = '-CAfile /etc/ray/tls/ca.crt -cert /etc/ray/tls/tls.crt -key /etc/ray/tls/tls.key';
  const command = `openssl s_client -connect ${podIp}:6379 -alpn h2 ${leaf} ${offer.join(' ')} </dev/null 2>&1`;
  const { stdout } = await sandbox.tryExec(head, 'sh', '-c', command);
  return /New, (TLSv[\d.]+, Cipher is \S+)/.exec(stdout)?.[1] ?? /New, (\S+), Cipher is \S+/.exec(stdout)?.[0] ?? stdout;
}

rule('of TLS 1.2 the chosen cipher alone is taken', async () => {
  expect(await agreed('-tls1_2', '-cipher', 'ECDHE-ECDSA-AES256-GCM-SHA384')).toBe('TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM-SHA384');
  expect(await agreed('-tls1_2', '-cipher', 'ECDHE-ECDSA-AES128-GCM-SHA256')).toBe('New, (NONE), Cipher is (NONE)');
});

rule('TLS 1.3 stays as it is, and the cluster works', async () => {
  expect(await agreed('-tls1_3')).toMatch(/^TLSv1\.3, Cipher is TLS_/);
  const ran = await sandbox.exec({ ...head, seconds: 180 }, ...python('run-everywhere.py', 'auto', '2'));
  expect(JSON.parse(ran)).toHaveLength(2);
});
