import { Chart, Testing } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
import { makeCa } from '../support/openssl';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const sound = makeCa();
const another = makeCa();
const expired = makeCa({ notBefore: '20200101000000Z', notAfter: '20210101000000Z' });
const noCa = makeCa({ extensions: 'basicConstraints=critical,CA:FALSE' });
/** What is put into each Secret; the Secret `missing` is not made at all. */
const secrets = {
  'without-key': { 'ca.crt': sound.certificate },
  expired: { 'ca.crt': expired.certificate, 'ca.key': expired.privateKey },
  mismatch: { 'ca.crt': sound.certificate, 'ca.key': another.privateKey },
  'no-ca': { 'ca.crt': noCa.certificate, 'ca.key': noCa.privateKey },
};

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    for (const [name, files] of Object.entries(secrets)) await sandbox.createSecret(name, files);
    await sandbox.apply(rayClusters('missing', ...Object.keys(secrets)));
  }),
  120_000,
);

afterAll(() => sandbox.delete(), 240_000);

describe('a cluster whose CA Secret', () => {
  rule('is missing has a Warning that names the Secret', async () => {
    await sandbox.warning('ray-missing-head', /secret "missing" not found/);
  });

  rule('has no key has a Warning that names what is missing', async () => {
    await sandbox.warning('ray-without-key-head', /ca\.key/);
  });

  rule('expired says when, and what to do', async () => {
    expect(await lastWords('ray-expired')).toMatch(
      /^ray-tls: the CA certificate expired at 2021-01-01T00:00:00Z\. Renew the CA Secret \S+\.$/,
    );
  });

  rule("holds another CA's key says so", async () => {
    expect(await lastWords('ray-mismatch')).toMatch(/^ray-tls: ca.crt and ca.key of the CA Secret \S+ do not belong together\. /);
  });

  rule('holds the certificate of no CA says so', async () => {
    expect(await lastWords('ray-no-ca')).toMatch(/^ray-tls: ca\.crt of the CA Secret \S+ is not the certificate of a CA\. /);
  });
});

/** A head alone for each Secret, which asks for next to nothing, since it gets no further than its init container. */
function rayClusters(...secretNames: string[]): string {
  const chart = new Chart(Testing.app(), 'ray', { namespace: sandbox.namespace });
  const resources = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '1', memory: '2Gi' } };
  for (const name of secretNames) {
    const ca = RayTlsCa.fromSecretName(chart, `${name}-ca`, name);
    new RayTlsCluster(chart, name, { metadata: { name: `ray-${name}` }, tls: RayTls.signedBy(ca), head: { resources } });
  }
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: chart.toJson() });
}

/** The termination message of the init container in the cluster's head: what `kubectl describe` shows. */
async function lastWords(rayCluster: string): Promise<string> {
  return until(`the termination message in the head of ${rayCluster}`, 120, async () => {
    const [head] = await sandbox.list('pods', '--selector', `ray.io/cluster=${rayCluster}`);
    const status = head?.status.initContainerStatuses?.find((container: KubeObject) => container.name === 'ray-tls-leaf');
    return (status?.state.terminated ?? status?.lastState.terminated)?.message.trim();
  });
}
