import { ApiObject } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, RayTlsWorkload } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { Sandbox } from './support/sandbox';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 300_000);
const IMAGE = 'rayproject/ray:2.58.0';

/** A program that runs a task on the cluster, and says so. */
const client = (address: string) => `
import ray, sys, time
ray.init('${address}')
print('ran', ray.get(ray.remote(lambda: 6 * 7).remote()), flush=True)
time.sleep(float(sys.argv[1]))
`;
const python = (address: string, seconds: number) => ['python', '-c', client(address), `${seconds}`];

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(
      built(sandbox.namespace, (chart) => {
        const tls = RayTls.signedBy(new RayTlsCa(chart, 'ca'));
        const cluster = new RayTlsCluster(chart, 'cluster', {
          tls,
          metadata: { name: 'demo' },
          head: SMALL.head,
          workerGroups: [SMALL.worker],
        });
        // It is there before Ray is, and so is started again.
        cluster.head.addContainer({ name: 'notebook', image: IMAGE, command: python('ray://localhost:10001', 3600) });
        cluster.head.shareIdentityWith('notebook');
        const waits = ['sh', '-c', 'until ray health-check --address demo-head-svc:6379; do sleep 2; done'];
        cluster.workerGroups[0].addInitContainer({ name: 'waits', image: IMAGE, command: waits });
        cluster.workerGroups[0].shareIdentityWith('waits');
        const containers = [{ name: 'app', image: IMAGE, command: python('ray://demo-head-svc:10001', 0) }];
        const workload = new ApiObject(chart, 'pod', {
          apiVersion: 'v1',
          kind: 'Pod',
          metadata: { name: 'app' },
          spec: { restartPolicy: 'OnFailure', containers },
        });
        new RayTlsWorkload(chart, 'identity', { workload, tls });
      }),
    );
    await sandbox.readyPods('ray.io/node-type=worker', 1);
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 240_000);

/** Once a container has said that its task ran. */
async function ran(pod: string, container: string): Promise<void> {
  await until(`a task of ${pod}`, 240, async () => {
    const log = await sandbox.kubectl(['logs', pod, '--container', container]).catch(() => '');
    return log.includes('ran 42') ? true : undefined;
  });
}

rule('a second container of the head is a client of it', async () => {
  const [head] = await sandbox.list('pods', '--selector=ray.io/node-type=head');
  await ran(head.metadata.name, 'notebook');
});

rule('an init container that waits for Ray ends', async () => {
  const [worker] = await sandbox.list('pods', '--selector=ray.io/node-type=worker');
  const waited = worker.status.initContainerStatuses.find(({ name }: { name: string }) => name === 'waits');
  expect(waited.state.terminated.exitCode).toBe(0);
});

rule('a Pod is a client', () => ran('app', 'app'));
