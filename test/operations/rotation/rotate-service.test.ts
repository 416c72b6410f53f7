import { apiStatus } from '../../support/fake-api-server';
import { type LeafReport, RotationWorld } from './rotation-world';

const SERVICE = '/apis/ray.io/v1/namespaces/ray/rayservices/demo';

let world: RotationWorld;
/** The RayService as KubeRay keeps it. */
let status: { activeServiceStatus: { rayClusterName?: string }; pendingServiceStatus: { rayClusterName?: string } };
/** What KubeRay does when it is asked for another cluster. */
let upgrade: () => void;

beforeEach(async () => {
  world = await RotationWorld.start();
  status = { activeServiceStatus: { rayClusterName: 'demo-old' }, pendingServiceStatus: {} };
  upgrade = () => become('demo-new', {});
  world.server
    .on('GET', SERVICE, () => ({ body: { kind: 'RayService', status } }))
    .on('PATCH', SERVICE, () => {
      upgrade();
      return { body: { kind: 'RayService' } };
    });
});

afterEach(() => world.server.stop());

const run = (env: { readonly [name: string]: string } = {}) => world.run({ READY_SECONDS: '0.5', ...env }, 'rotate_service.py');
const patches = () => world.server.received('PATCH').map(({ body }) => body);

/** Lets a cluster with these leaves serve. */
function become(rayCluster: string, leaf: LeafReport): void {
  for (const role of ['head', 'worker']) world.add(`${rayCluster}-${role}`, role, role, leaf).labels['ray.io/cluster'] = rayCluster;
  status = { activeServiceStatus: { rayClusterName: rayCluster }, pendingServiceStatus: {} };
}

function complaint(ended: { status: number | null; stderr: string }): string {
  expect(ended.status).toBe(1);
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  return ended.stderr.trim();
}

test('a service whose leaves are young is left alone', async () => {
  become('demo-old', {});
  expect(await run()).toMatchObject({ status: 0, stderr: '', stdout: 'ray-tls: nothing is due\n' });
  expect(patches()).toEqual([]);
});

test("a service whose leaves near their end is upgraded by KubeRay, once, by a change of its cluster's pod template alone", async () => {
  become('demo-old', { hoursLeft: 10 });
  const ended = await run();
  expect(ended).toMatchObject({ status: 0, stderr: '' });
  expect(ended.stdout).toContain('demo-new serves now');
  expect(patches()).toEqual([
    {
      spec: {
        rayClusterConfig: {
          headGroupSpec: { template: { metadata: { annotations: { 'cdk8s-ray-tls/rotated-at': expect.stringMatching(/^20\S{17}Z$/) } } } },
        },
      },
    },
  ]);
  expect(world.deleted).toEqual([]);
});

test('pods of the former cluster, which KubeRay deletes later, do not count', async () => {
  become('demo-former', { hoursLeft: 10 });
  become('demo-old', {});
  expect(await run()).toMatchObject({ status: 0, stdout: 'ray-tls: nothing is due\n' });
});

test('an upgrade that is under way is not disturbed', async () => {
  become('demo-old', { hoursLeft: 10 });
  status.pendingServiceStatus = { rayClusterName: 'demo-next' };
  expect(complaint(await run())).toBe('ray-tls: RayService demo is being upgraded already, to demo-next. Nothing was begun.');
  expect(patches()).toEqual([]);
});

test('a service that does not serve is left alone', async () => {
  status.activeServiceStatus = {};
  expect(complaint(await run())).toBe('ray-tls: RayService demo does not serve. Nothing was begun.');
});

test('a new cluster that does not come to serve is told of, with what serves on', async () => {
  become('demo-old', { hoursLeft: 10 });
  upgrade = () => {
    status.pendingServiceStatus = { rayClusterName: 'demo-next' };
  };
  expect(complaint(await run())).toMatch(
    /^ray-tls: RayService demo did not turn to a new cluster within 0\.5 s; demo-old serves on, demo-next is pending\. Look at /,
  );
  expect(patches()).toHaveLength(1);
});

test('a new cluster whose leaves are due at once is told of, or every run would make another one', async () => {
  become('demo-old', { hoursLeft: 10 });
  upgrade = () => become('demo-new', { hoursLeft: 5 });
  expect(complaint(await run())).toMatch(
    /^ray-tls: pod demo-new-head is new, and is to be replaced already: its leaf, or the CA of it, ends at /,
  );
});

test('a refusal of the API server is told of', async () => {
  become('demo-old', { hoursLeft: 10 });
  world.server.on('PATCH', SERVICE, apiStatus(422, 'Invalid', 'no such field'));
  expect(complaint(await run())).toContain('patching RayService demo failed: the API server answered 422: no such field.');
});
