import { ApiObject } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, RayTlsRotation } from 'cdk8s-ray-tls';
import { scratchFolder } from '../support/openssl';
import { built, SMALL } from './support/built';
import { Sandbox } from './support/sandbox';
import { TokenUser } from './support/token-user';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const DENIED = /ValidatingAdmissionPolicy .* denied request: /;
const CLUSTER_LABEL = 'cdk8s-ray-tls/cluster';

/** All but the cluster itself: pods of its labels stand for its own. */
const manifests = () => {
  const all = JSON.parse(
    built(sandbox.namespace, (chart) => {
      const ca = new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' });
      const cluster = new RayTlsCluster(chart, 'cluster', { metadata: { name: 'demo' }, tls: RayTls.signedBy(ca), head: SMALL.head });
      new RayTlsRotation(chart, 'rotation', { cluster });
      for (const name of ['demo', 'other']) {
        new ApiObject(chart, name, {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name, labels: { [CLUSTER_LABEL]: name, 'ray.io/cluster': name, team: 'a' }, annotations: { note: 'a' } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'app', image: 'busybox:1.36', command: ['sleep', 'infinity'] }],
          },
        });
      }
    }),
  );
  return JSON.stringify({ ...all, items: all.items.filter(({ kind }: { kind: string }) => kind !== 'RayCluster') });
};

let rotation: TokenUser;
let caJob: TokenUser;

const patch = async (pod: string, metadata: object) => {
  const { status, stderr } = await rotation.try(['patch', 'pod', pod, '--type=merge', `--patch=${JSON.stringify({ metadata })}`]);
  return status === 0 ? 'patched' : stderr;
};

const secret = (name: string, fields: object = {}) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name }, ...fields });

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(manifests());
    const folder = scratchFolder();
    const accounts = (await sandbox.list('serviceaccounts')).map(({ metadata }) => metadata.name as string);
    const account = (part: string) => accounts.find((name) => name.includes(part))!;
    rotation = await TokenUser.from(sandbox, folder, account('rotation'));
    caJob = await TokenUser.from(sandbox, folder, account('ca-serviceaccount'));
    // Policies count a moment after they were applied.
    await until('both policies to deny', 60, async () => {
      // Another value each time, as a patch that changes nothing is allowed.
      const said = [await patch('demo', { labels: { team: `${Date.now()}` } }), await caJob.create(secret('probe'))];
      return said.every((text) => DENIED.test(text)) ? true : undefined;
    });
    await sandbox.kubectl(['label', 'pod', 'demo', 'team=a', '--overwrite']);
  }),
  300_000,
);

afterAll(() => sandbox.delete(), 300_000);

rule('a second apply changes no policy', async () => {
  const outcomes = (await sandbox.apply(manifests())).filter((line) => line.startsWith('validatingadmissionpolicy'));
  expect(outcomes.length).toBeGreaterThan(1);
  for (const outcome of outcomes) expect(outcome).toMatch(/ unchanged$/);
});

describe('the ServiceAccount of a rotation', () => {
  rule('sets a pod of its cluster aside, and gives up on it', async () => {
    expect(await patch('demo', { labels: { 'cdk8s-ray-tls/given-up': 'true' } })).toBe('patched');
    expect(await patch('demo', { labels: { 'ray.io/cluster': null, 'cdk8s-ray-tls/set-aside': 'true' } })).toBe('patched');
    await sandbox.kubectl(['label', 'pod', 'demo', 'ray.io/cluster=demo', 'cdk8s-ray-tls/set-aside-', 'cdk8s-ray-tls/given-up-']);
  });

  test.each<[string, object]>([
    ['take it out of what selects it by the label of the cluster', { labels: { [CLUSTER_LABEL]: null } }],
    ['hand it to another cluster of this library', { labels: { [CLUSTER_LABEL]: 'other' } }],
    ['hand it to another RayCluster', { labels: { 'ray.io/cluster': 'other' } }],
    ['change a label', { labels: { team: 'b' } }],
    ['remove a label', { labels: { team: null } }],
    ['add a label, by which a Service could select it', { labels: { app: 'web' } }],
    ['remove all labels', { labels: null }],
    ['change an annotation', { annotations: { note: 'b' } }],
    ['remove the annotations', { annotations: null }],
    ['add an owner', { ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'other', uid: 'x' }] }],
    ['add a finalizer', { finalizers: ['example.com/forever'] }],
  ])('cannot %s', async (_, metadata) => {
    expect(await patch('demo', metadata)).toMatch(DENIED);
    expect(await patch('demo', { labels: { 'cdk8s-ray-tls/given-up': 'true' } })).toBe('patched');
    expect(await patch('demo', { labels: { 'cdk8s-ray-tls/given-up': null } })).toBe('patched');
  });

  rule('cannot touch pods of another cluster, and deletes those of its own', async () => {
    expect(await patch('other', { labels: { 'cdk8s-ray-tls/given-up': 'true' } })).toMatch(DENIED);
    expect((await rotation.try(['delete', 'pod', 'other', '--wait=false'])).stderr).toMatch(DENIED);
    expect((await rotation.try(['delete', 'pod', 'demo', '--wait=false'])).status).toBe(0);
  });
});

describe('the ServiceAccount of the Job that makes a CA', () => {
  test.each<[string, object]>([
    ['another Secret', secret('another')],
    ['a token of another ServiceAccount', tokenSecret('another')],
    ['a token of another ServiceAccount by the name of the CA', tokenSecret('ca-tls')],
    ['a Secret of a generated name', { ...secret('x'), metadata: { generateName: 'ca-tls' } }],
  ])('cannot create %s', async (_, object) => {
    expect(await caJob.create(object)).toMatch(DENIED);
  });

  rule('makes the CA', async () => {
    await sandbox.kubectl(['wait', 'job', '--all', '--for=condition=Complete', '--timeout=240s'], { seconds: 260 });
    expect(Object.keys((await sandbox.get('secret', 'ca-tls')).data)).toContain('ca.key');
  });
});

function tokenSecret(name: string): object {
  const annotations = { 'kubernetes.io/service-account.name': 'default' };
  return { ...secret(name), type: 'kubernetes.io/service-account-token', metadata: { name, annotations } };
}
