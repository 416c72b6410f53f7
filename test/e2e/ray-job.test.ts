import { join } from 'node:path';
import type { Chart } from 'cdk8s';
import {
  CertManagerIssuer,
  RayNetworkPolicy,
  RaySubmission,
  RayTls,
  RayTlsCa,
  RayTlsCluster,
  RayTlsJob,
  type RayTlsJobProps,
  RayTokenAuth,
} from 'cdk8s-ray-tls';
import { parseAllDocuments } from 'yaml';
import { synthExample } from '../support/example';
import { built, SMALL } from './support/built';
import { type KubeObject, type Place, Sandbox } from './support/sandbox';
import { until } from './support/until';

const SECONDS_FOR_A_JOB = 400;
const TEST_MILLISECONDS = 600_000;
const ANSWER = /^answer 42$/m;
/** A command of several parts, in quotes of both kinds: submitters' shells have to hand it on as it is. */
const ENTRYPOINT = `sh -c 'cd /tmp && python -c "import ray; ray.init(); print(\\"answer\\", ray.get(ray.remote(lambda: 42).remote()))"'`;
const TIGHT_TIMEOUT = { RAY_py_gcs_connect_timeout_s: '10' };

describe('ways to submit', () => {
  const sandbox = new Sandbox();
  const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);
  const apply = (build: (chart: Chart) => void) => sandbox.apply(built(sandbox.namespace, build));

  const WAYS: [string, (chart: Chart) => RayTls][] = [
    ['RayTls.signedBy', (chart) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'))],
    ['RayTls.issuedBy', (chart) => RayTls.issuedBy(CertManagerIssuer.fromIssuerName(chart, 'issuer', 'issuer'))],
  ];

  beforeAll(
    sandbox.explained(async () => {
      await sandbox.create();
      await apply((chart) => {
        new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' });
        new CertManagerIssuer(chart, 'issuer', { issuerName: 'issuer' });
      });
      await sandbox.kubectl(['wait', '--for=condition=Ready', 'issuer/issuer', '--timeout=60s'], { seconds: 70 });
      await until('the Secret of the CA', 120, async () =>
        (await sandbox.list('secrets')).find(({ metadata }) => metadata.name === 'ca-tls'),
      );
    }),
    240_000,
  );

  afterAll(() => sandbox.delete(), 240_000);

  rule('a token and a network policy let KubeRay through, and nobody without the token', async () => {
    await apply((chart) => {
      const [, way] = WAYS[0];
      const cluster = new RayTlsJob(chart, 'job', { tls: way(chart), metadata: { name: 'guarded' }, entrypoint: ENTRYPOINT, ...SMALL });
      new RayTokenAuth(chart, 'token', { cluster });
      new RayNetworkPolicy(chart, 'network', { cluster });
    });
    await succeeded(sandbox, 'guarded');
    expect(await sandbox.kubectl(['logs', (await submitterOf(sandbox, 'guarded')).metadata.name])).toMatch(ANSWER);
    const [head] = await sandbox.list('pods', '--selector', 'cdk8s-ray-tls/cluster=guarded,ray.io/node-type=head');
    const status = `import urllib.request as r; r.urlopen('http://127.0.0.1:8265/api/jobs/')`;
    expect(await sandbox.tryExec(rayContainer(head), 'python', '-c', status)).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('HTTP Error 401'),
    });
    await sandbox.kubectl(['delete', 'rayjob', 'guarded', '--wait=true', '--timeout=120s'], { seconds: 130 });
  });

  describe.each(WAYS)('%s', (_, way) => {
    const submit = async (name: string, props: Partial<RayTlsJobProps>) =>
      apply((chart) => {
        new RayTlsJob(chart, name, { tls: way(chart), metadata: { name }, entrypoint: ENTRYPOINT, ...SMALL, ...props });
      });

    const finish = async (name: string) => {
      const job = await succeeded(sandbox, name);
      const [head] = await sandbox.list('pods', '--selector', `cdk8s-ray-tls/cluster=${name},ray.io/node-type=head`);
      return { job, head };
    };
    const remove = (name: string) => sandbox.kubectl(['delete', 'rayjob', name, '--wait=true', '--timeout=120s'], { seconds: 130 });

    rule('a pod of its own submits, and has the logs', async () => {
      await submit('by-pod', { workerGroups: [SMALL.worker] });
      await finish('by-pod');
      const submitter = await submitterOf(sandbox, 'by-pod');
      expect(await sandbox.kubectl(['logs', submitter.metadata.name])).toMatch(ANSWER);
      expect(submitter.spec.containers[0].env.map(({ name }: KubeObject) => name)).not.toContain('RAY_USE_TLS');
      await remove('by-pod');
    });

    rule('the operator submits, and the dashboard has the logs', async () => {
      await submit('by-http', { submission: RaySubmission.http() });
      const { job, head } = await finish('by-http');
      expect(await jobLogs(sandbox, head, job.status.jobId)).toMatch(ANSWER);
      await remove('by-http');
    });

    rule("a sidecar of the head submits, and has the logs, but none of the head's secrets", async () => {
      await submit('by-sidecar', { submission: RaySubmission.sidecar() });
      const { head } = await finish('by-sidecar');
      expect(await sandbox.kubectl(['logs', head.metadata.name, '--container', 'ray-job-submitter'])).toMatch(ANSWER);
      const sidecar = head.spec.containers.find(({ name }: KubeObject) => name === 'ray-job-submitter');
      expect(sidecar.volumeMounts ?? []).toEqual([]);
      await remove('by-sidecar');
    });

    rule('somebody submits, and says so', async () => {
      await submit('by-hand', { submission: RaySubmission.interactive(), entrypoint: undefined });
      await until('the cluster waits', SECONDS_FOR_A_JOB, async () =>
        (await statusOf(sandbox, 'by-hand')).jobDeploymentStatus === 'Waiting' ? true : undefined,
      );
      const [head] = await sandbox.list('pods', '--selector', 'cdk8s-ray-tls/cluster=by-hand');
      const words = ENTRYPOINT.slice("sh -c '".length, -1);
      const submission = ['ray', 'job', 'submit', '--address', 'http://127.0.0.1:8265', '--submission-id', 'mine', '--', 'sh', '-c', words];
      await sandbox.exec({ ...rayContainer(head), seconds: 180 }, ...submission);
      await sandbox.kubectl(['patch', 'rayjob', 'by-hand', '--type=merge', '--patch', '{"spec":{"jobId":"mine"}}']);
      const { job } = await finish('by-hand');
      expect(job.status.jobId).toBe('mine');
      await remove('by-hand');
    });

    rule('a submitter with a certificate of a client speaks gRPC', async () => {
      const command = ['python', '-c', CLIENT_DRIVER];
      const template = { spec: { containers: [{ name: 'driver', command }] } };
      const submission = RaySubmission.kubernetesJob({ clientCertificate: true, template, backoffLimit: 0 });
      await submit('by-client', { submission });
      const submitter = await until('the submitter ends', SECONDS_FOR_A_JOB, async () => {
        const pod = await submitterOf(sandbox, 'by-client').catch(() => undefined);
        return ['Succeeded', 'Failed'].includes(pod?.status.phase) ? pod : undefined;
      });
      expect(await sandbox.kubectl(['logs', submitter!.metadata.name, '--container', 'driver'])).toMatch(ANSWER);
      await remove('by-client');
    });

    rule('an existing cluster runs the job, and stays as it is', async () => {
      await apply((chart) => {
        const cluster = new RayTlsCluster(chart, 'cluster', { tls: way(chart), metadata: { name: 'shared' }, ...SMALL });
        RayTlsJob.onCluster(chart, 'job', { cluster, metadata: { name: 'on-cluster' }, entrypoint: ENTRYPOINT });
      });
      const job = await succeeded(sandbox, 'on-cluster');
      expect(job.status.rayClusterName).toBe('shared');
      expect(await sandbox.kubectl(['logs', (await submitterOf(sandbox, 'on-cluster')).metadata.name])).toMatch(ANSWER);
      expect(await sandbox.list('rayclusters')).toHaveLength(1);
      await remove('on-cluster');
      await sandbox.kubectl(['delete', 'raycluster', 'shared', '--wait=true', '--timeout=120s'], { seconds: 130 });
    });
  });
});

describe('the example', () => {
  const sandbox = new Sandbox('ray');
  const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), TEST_MILLISECONDS);
  const manifests = Object.values(synthExample(join(__dirname, '../../examples/ray-job'))).join('---\n');
  const { metadata } = parseAllDocuments(manifests)
    .map((document) => document.toJS())
    .find(({ kind }) => kind === 'RayJob');
  let head: KubeObject;
  let worker: KubeObject;

  beforeAll(
    sandbox.explained(async () => {
      await sandbox.create();
      await sandbox.apply(manifests, '--dry-run=server', '--validate=strict');
      await sandbox.apply(manifests);
      await succeeded(sandbox, metadata.name);
      const pods = (type: string) => sandbox.readyPods(`cdk8s-ray-tls/cluster=${metadata.name},ray.io/node-type=${type}`, 1);
      [[head], [worker]] = [await pods('head'), await pods('worker')];
    }),
    TEST_MILLISECONDS,
  );

  afterAll(() => sandbox.delete(), 240_000);

  rule('ran on both pods, as its logs say', async () => {
    const logs = await sandbox.kubectl(['logs', (await submitterOf(sandbox, metadata.name)).metadata.name]);
    expect(logs).toContain('sum of squares: 2470');
    expect(logs).toContain('nodes: 2');
  });

  rule("is healthy by the generated and by the job's own name of the head, short and full", async () => {
    for (const name of [...(await generatedNames()), ...namesOf(`${metadata.name}-head-svc`)]) {
      await sandbox.exec(rayContainer(worker), 'ray', 'health-check', '--address', `${name}:6379`);
    }
  });

  rule('refuses a client without TLS, by either name', async () => {
    // Each refusal takes its time.
    for (const [name] of [await generatedNames(), namesOf(`${metadata.name}-head-svc`)]) {
      const place = { ...rayContainer(worker), env: { ...TIGHT_TIMEOUT, RAY_USE_TLS: '0' } };
      expect(await sandbox.tryExec(place, 'ray', 'health-check', '--address', `${name}:6379`)).toMatchObject({ status: 1 });
    }
  });

  rule('stays as it is when the same manifests are applied again', async () => {
    const outcomes = await sandbox.apply(manifests);
    expect(outcomes.filter((outcome) => !outcome.endsWith(' unchanged'))).toEqual([]);
  });

  const namesOf = (service: string) => [service, `${service}.${sandbox.namespace}.svc.cluster.local`];
  const generatedNames = async () => namesOf(`${head.metadata.labels['ray.io/cluster']}-head-svc`);
});

/** Connects by Ray Client to the head whose dashboard KubeRay names. */
const CLIENT_DRIVER = `
import os, time, ray
host = os.environ['RAY_DASHBOARD_ADDRESS'].removeprefix('http://').split(':')[0]
for attempt in range(30):
    try:
        ray.init(f'ray://{host}:10001')
        break
    except ConnectionError:
        time.sleep(5)
print('answer', ray.get(ray.remote(lambda: 42).remote()))
`;

/** Follows the logs of a job that ran, from the dashboard. */
function jobLogs(sandbox: Sandbox, head: KubeObject, jobId: string): Promise<string> {
  return sandbox.exec(rayContainer(head), 'ray', 'job', 'logs', '--address', 'http://127.0.0.1:8265', jobId);
}

async function statusOf(sandbox: Sandbox, name: string): Promise<KubeObject> {
  return (await sandbox.get('rayjob', name)).status ?? {};
}

async function succeeded(sandbox: Sandbox, name: string): Promise<KubeObject> {
  await until(`RayJob ${name} ends`, SECONDS_FOR_A_JOB, async () => {
    const { jobDeploymentStatus } = await statusOf(sandbox, name);
    return ['Complete', 'Failed'].includes(jobDeploymentStatus) ? true : undefined;
  });
  const job = await sandbox.get('rayjob', name);
  expect(job.status).toMatchObject({ jobStatus: 'SUCCEEDED', jobDeploymentStatus: 'Complete' });
  return job;
}

async function submitterOf(sandbox: Sandbox, name: string): Promise<KubeObject> {
  const [pod] = await sandbox.list('pods', '--selector', `job-name=${name}`);
  if (pod === undefined) throw new Error(`RayJob ${name} has no submitter`);
  return pod;
}

function rayContainer(pod: KubeObject): Place {
  return { pod: pod.metadata.name, container: pod.spec.containers[0].name };
}
