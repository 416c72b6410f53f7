import { randomBytes } from 'node:crypto';
import { ApiObject, type Chart } from 'cdk8s';
import { RaySubmission, RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps, RayTlsJob, RayTlsWorkload } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { type KubeObject, Sandbox } from './support/sandbox';
import { until } from './support/until';

/** What users bring and the first version refused, or let through dead: each comes up here, or is refused with the truth. */
const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 600_000);
const apply = (build: (chart: Chart) => void) => sandbox.apply(built(sandbox.namespace, build));
const tls = (chart: Chart) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
const IMAGE = 'rayproject/ray:2.58.0';

const cluster = (name: string, props: Partial<RayTlsClusterProps>) =>
  apply((chart) => {
    new RayTlsCluster(chart, name, { tls: tls(chart), metadata: { name }, head: SMALL.head, ...props });
  });
const headOf = async (name: string) => (await sandbox.readyPods(`ray.io/cluster=${name},ray.io/node-type=head`, 1))[0];
const remove = (kind: string, name: string) => sandbox.kubectl(['delete', kind, name, '--wait=true', '--timeout=120s'], { seconds: 130 });

// A kind of somebody's own, with the template of its pods where only he knows.
const GROUP = `e2e-${randomBytes(4).toString('hex')}.example.com`;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await apply((chart) => {
      new RayTlsCa(chart, 'ca', { secretName: 'ca-tls' });
    });
    await until('the Secret of the CA', 120, async () =>
      (await sandbox.list('secrets')).find(({ metadata }) => metadata.name === 'ca-tls'),
    );
  }),
  240_000,
);

afterAll(async () => {
  await sandbox.kubectl(['delete', 'crd', `trainers.${GROUP}`, '--ignore-not-found']).catch(() => '');
  await sandbox.delete();
}, 300_000);

describe('another user than that of the image, beside an autoscaler', () => {
  const user = { securityContext: { runAsUser: 20_000 } };
  const template = { spec: { containers: [{ name: 'ray-head', ...user }] } };

  rule('is refused where the two differ, with the fix', async () => {
    const other = { securityContext: { runAsUser: 30_000 } };
    const differ = () => cluster('users', { autoscaling: { options: other }, head: { ...SMALL.head, template } });
    expect(differ).toThrow(/one user alone can read their private key\. Fix: remove it, or set 20000/);
  });

  rule('comes up where the autoscaler says none: it follows the head', async () => {
    await cluster('users', { autoscaling: {}, head: { ...SMALL.head, template } });
    const head = await headOf('users');
    const read = (container: string) =>
      sandbox.exec({ pod: head.metadata.name, container }, 'sh', '-c', 'id -u; test -r /etc/ray/tls/tls.key && echo reads');
    expect(await read('ray-head')).toBe('20000\nreads\n');
    expect(await read('autoscaler')).toBe('20000\nreads\n');
    await remove('raycluster', 'users');
  });
});

rule(
  "Kubernetes' tokens, by authOptions of one's own: the head has the token by which it asks, and no other Ray container has more",
  async () => {
    const baseSpec = { authOptions: { mode: 'token', enableK8sTokenAuth: true } };
    const subjects = [{ kind: 'ServiceAccount', name: 'default', namespace: sandbox.namespace }];
    await apply((chart) => {
      const make = (kind: string, name: string, rest: object) =>
        new ApiObject(chart, kind, { apiVersion: 'rbac.authorization.k8s.io/v1', kind, metadata: { name }, ...rest });
      make('Role', 'use-ray', { rules: [{ apiGroups: ['ray.io'], resources: ['rayclusters'], verbs: ['ray:write'] }] });
      make('RoleBinding', 'use-ray', { subjects, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'use-ray' } });
    });
    const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:auth-delegator' };
    const binding = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: sandbox.namespace },
      roleRef,
      subjects,
    };
    await sandbox.apply(JSON.stringify(binding));
    try {
      await cluster('judged', { baseSpec });
      const head = await headOf('judged');
      const status = `import urllib.request as r; r.urlopen('http://127.0.0.1:8265/api/jobs/')`;
      const stranger = await sandbox.tryExec({ pod: head.metadata.name, container: 'ray-head' }, 'python', '-c', status);
      expect(stranger).toMatchObject({ status: 1, stderr: expect.stringContaining('HTTP Error 401') });
    } finally {
      await sandbox.kubectl(['delete', 'clusterrolebinding', sandbox.namespace]);
      await remove('raycluster', 'judged');
    }
  },
);

rule('a submitter with a command of its own, and no entrypoint', async () => {
  const submit = `ray job submit --address "http://$RAY_DASHBOARD_ADDRESS" --submission-id "$RAY_JOB_SUBMISSION_ID" -- python -c 'print("answer", 6 * 7)'`;
  const command = ['sh', '-c', `until ${submit}; do sleep 2; done`];
  const template = { spec: { containers: [{ name: 'submitter', image: IMAGE, command }] } };
  await apply((chart) => {
    const submission = RaySubmission.kubernetesJob({ template });
    new RayTlsJob(chart, 'light', { tls: tls(chart), metadata: { name: 'light' }, submission, head: SMALL.head });
  });
  await until('the job ends', 400, async () => {
    const { status = {} } = await sandbox.get('rayjob', 'light');
    return ['SUCCEEDED', 'FAILED'].includes(status.jobStatus) ? status.jobStatus : undefined;
  }).then((status) => expect(status).toBe('SUCCEEDED'));
  await remove('rayjob', 'light');
});

rule('a kind that nobody knows, by the path of its pod template', async () => {
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
  await sandbox.apply(
    JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `trainers.${GROUP}` },
      spec: {
        group: GROUP,
        scope: 'Namespaced',
        names: { kind: 'Trainer', plural: 'trainers' },
        versions: [{ name: 'v1', served: true, storage: true, schema }],
      },
    }),
  );
  await sandbox.kubectl(['wait', '--for=condition=Established', `crd/trainers.${GROUP}`, '--timeout=30s'], { seconds: 40 });
  await cluster('served', {});
  await headOf('served');
  const driver = `import ray; ray.init('ray://served-head-svc:10001'); print('ran', ray.get(ray.remote(lambda: 6 * 7).remote()), flush=True)`;
  await apply((chart) => {
    const workload = new ApiObject(chart, 'trainer', {
      apiVersion: `${GROUP}/v1`,
      kind: 'Trainer',
      metadata: { name: 'trainer' },
      spec: {
        roles: [
          {
            podTemplate: {
              spec: { restartPolicy: 'OnFailure', containers: [{ name: 'app', image: IMAGE, command: ['python', '-c', driver] }] },
            },
          },
        ],
      },
    });
    new RayTlsWorkload(chart, 'identity', { workload, tls: tls(chart), podTemplatePath: 'spec.roles[*].podTemplate' });
  });
  // What its controller would do.
  const trainer: KubeObject = await sandbox.get(`trainers.${GROUP}`, 'trainer');
  const [{ podTemplate }] = trainer.spec.roles;
  await sandbox.apply(
    JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { ...podTemplate.metadata, name: 'trainer' }, spec: podTemplate.spec }),
  );
  const phase = await until('the pod ends', 240, async () => {
    const { status } = await sandbox.get('pod', 'trainer');
    return ['Succeeded', 'Failed'].includes(status.phase) ? status.phase : undefined;
  });
  expect(await sandbox.kubectl(['logs', 'trainer', '--container', 'app'])).toContain('ran 42');
  expect(phase).toBe('Succeeded');
});
