import { Duration } from 'cdk8s';
import { RayNetworkPolicy, RayTls, RayTlsCa, RayTlsCheck, RayTlsCluster, RayTlsRotation, RayTokenAuth } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { NEVER, rotate } from './support/rotate';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 900_000);

let rotation: RayTlsRotation;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(
      built(sandbox.namespace, (chart) => {
        const cluster = new RayTlsCluster(chart, 'cluster', {
          tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
          metadata: { name: 'demo' },
          head: SMALL.head,
          workerGroups: [SMALL.worker],
        });
        new RayTokenAuth(chart, 'token', { cluster });
        new RayNetworkPolicy(chart, 'network', { cluster });
        rotation = new RayTlsRotation(chart, 'rotation', { cluster, schedule: NEVER, readyTimeout: Duration.minutes(3) });
        new RayTlsCheck(chart, 'check', { cluster });
      }),
    );
    await sandbox.readyPods('ray.io/node-type=head', 1);
    await sandbox.readyPods('ray.io/node-type=worker', 1);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 240_000);

rule("a rotation finds its way to Ray and to the API server, through the cluster's network policy and with its token", async () => {
  const { succeeded, log } = await rotate(sandbox, rotation, 'now');
  expect(log).toContain('ray-tls: nothing is due');
  expect(succeeded).toBe(true);
});

rule('a check does too, and nothing takes jobs without a credential', async () => {
  const selector = 'app.kubernetes.io/name=ray-tls-check';
  const job = await until('the end of the check', 600, async () => {
    const [found] = await sandbox.list('jobs', '--selector', selector);
    return (found?.status.conditions ?? []).find(
      ({ type, status }: KubeObject) => status === 'True' && ['Complete', 'Failed'].includes(type),
    );
  });
  const log = await sandbox.kubectl(['logs', '--selector', selector, '--container=ray-tls-check', '--tail=-1']);
  expect(log).toMatch(/ray-tls-check: ok: 2 pods, \d+ ok, 0 FAIL, 0 unknown/);
  expect(log).not.toMatch(/ open +takes jobs/);
  expect(job.type).toBe('Complete');
});
