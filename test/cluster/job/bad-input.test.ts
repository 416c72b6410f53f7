import { Chart, Duration } from 'cdk8s';
import {
  KubeRbacProxyAuth,
  RayJobDeletion,
  RayJobDeletionTarget,
  RayJobOutcome,
  RaySubmission,
  type RayTlsCronJobProps,
  RayTlsJob,
  type RayTlsJobProps,
} from '../../../lib';
import { synth, testCluster } from '../../support/synth';
import { testCronJob, testJob } from './fixture';

const { SUCCEEDED, FAILED, GIVEN_UP } = RayJobOutcome;
const { WORKERS, CLUSTER, JOB } = RayJobDeletionTarget;
const head = (fields: object) => ({ head: { template: { spec: { containers: [{ name: 'ray', ...fields }] } } } });
const deletion = (...rules: Parameters<typeof RayJobDeletion.rules>[0]) => ({ deletion: RayJobDeletion.rules(rules) });

/** What was passed, and the line with which it is refused: construct path, input, value, reason and fix. */
const TABLE: [string, Partial<RayTlsJobProps>, string][] = [
  [
    'a name of 48 characters, which KubeRay refuses later',
    { metadata: { name: 'a'.repeat(48) } },
    `[ray/job] metadata.name is '${'a'.repeat(48)}': it has 48 characters and a RayJob name has at most 47. Fix: choose a shorter one.`,
  ],
  [
    'no entrypoint',
    { entrypoint: undefined },
    "[ray/job] entrypoint is undefined: there is nothing to run. Fix: write the command that runs on the head, such as 'python /home/ray/app/main.py'.",
  ],
  ['an entrypoint of spaces', { entrypoint: ' ' }, "[ray/job] entrypoint is ' ': there is nothing to run."],
  [
    'an entrypoint of two commands, of which the second would run in the submitter',
    { entrypoint: 'cd /app && python main.py' },
    `[ray/job] entrypoint is 'cd /app && python main.py': KubeRay writes it into the submitter's shell, which would take "&" for itself: what follows would not run on the cluster. Fix: quote the whole: sh -c '...'.`,
  ],
  [
    'an entrypoint of two lines, in a sidecar',
    { entrypoint: 'python a.py\npython b.py', submission: RaySubmission.sidecar() },
    "[ray/job] entrypoint is 'python a.py\npython b.py': KubeRay writes it into the submitter's shell, which would take \"\\n\" for itself",
  ],
  ['an entrypoint with an open quote', { entrypoint: 'python -c "print(1)' }, 'which would take "(" for itself'],
  ['an entrypoint with a stray quote', { entrypoint: "echo it's" }, `which would take "'" for itself`],
  [
    'an entrypoint that nobody runs',
    { submission: RaySubmission.interactive() },
    "[ray/job] entrypoint is 'python main.py': with RaySubmission.interactive() somebody submits the job, and KubeRay runs no entrypoint. Fix: remove it, or choose another submission.",
  ],
  [
    'retries that nobody submits',
    { submission: RaySubmission.interactive(), entrypoint: undefined, backoffLimit: 1 },
    '[ray/job] backoffLimit is 1: each retry makes a new cluster, and with RaySubmission.interactive() nobody would submit the job to it.',
  ],
  ['a negative number of retries', { backoffLimit: -1 }, '[ray/job] backoffLimit is -1: it is no whole number from 0 on.'],
  [
    'half a retry of the submitter',
    { submission: RaySubmission.kubernetesJob({ backoffLimit: 0.5 }) },
    '[ray/job] submission: backoffLimit is 0.5: it is no whole number from 0 on.',
  ],
  [
    'a submitter that is restarted for ever',
    { submission: RaySubmission.kubernetesJob({ template: { spec: { restartPolicy: 'Always' } } }) },
    "[ray/job] submission: template.spec.restartPolicy is 'Always': the pods of a Kubernetes Job end. Fix: remove it, or write 'Never' or 'OnFailure'.",
  ],
  [
    'a submitter that sets a TLS variable itself',
    {
      submission: RaySubmission.kubernetesJob({
        template: { spec: { containers: [{ name: 'a', env: [{ name: 'RAY_USE_TLS', value: '0' }] }] } },
      }),
    },
    '[ray/job] submission: template.spec.containers[0].env: RAY_USE_TLS: the RayTls way sets this variable',
  ],
  [
    'a head that is restarted beside a sidecar that submits',
    { submission: RaySubmission.sidecar(), head: { template: { spec: { restartPolicy: 'Always' } } } },
    "[ray/job] head.template.spec.restartPolicy is 'Always': with RaySubmission.sidecar() KubeRay restarts nothing on the head, so that no job is submitted twice.",
  ],
  [
    "a container of the name of KubeRay's",
    {
      submission: RaySubmission.sidecar(),
      head: { template: { spec: { containers: [{ name: 'ray' }, { name: 'ray-job-submitter', image: 'x' }] } } },
    },
    "[ray/job] head.template.spec.containers is 'ray-job-submitter': KubeRay adds a container of that name with RaySubmission.sidecar(). Fix: rename yours.",
  ],
  [
    'a deadline of no time',
    { activeDeadline: Duration.seconds(0) },
    "[ray/job] activeDeadline is '0 seconds': KubeRay has it in whole seconds, 1 at least. Fix: round it.",
  ],
  ['a deadline of half a second', { activeDeadline: Duration.millis(500) }, '[ray/job] activeDeadline is '],
  [
    'a deadline that KubeRay 1.5 does not know',
    { kubeRayVersion: '1.5', preRunningDeadline: Duration.minutes(5) },
    "[ray/job] preRunningDeadline is '5 minutes': KubeRay has it from 1.6 on, and kubeRayVersion is 1.5. Fix: remove it, or install a newer KubeRay and say so by kubeRayVersion.",
  ],
  [
    'a suspended job whose cluster would stay',
    { suspend: true },
    '[ray/job] suspend is true: KubeRay suspends those jobs alone whose cluster it deletes after the job. Fix: pass deletion: RayJobDeletion.cluster().',
  ],
  [
    'a suspended job with rules',
    { suspend: true, ...deletion({ outcome: SUCCEEDED, target: CLUSTER }) },
    '[ray/job] suspend is true: KubeRay suspends those jobs alone',
  ],
  ['no rules', deletion(), '[ray/job] deletion.rules is []: KubeRay refuses an empty list.'],
  [
    'two rules for the same',
    deletion({ outcome: FAILED, target: CLUSTER }, { outcome: FAILED, target: CLUSTER, after: Duration.minutes(1) }),
    "[ray/job] deletion.rules[1] is 'DeleteCluster after FAILED': an earlier rule says the same, perhaps with another delay.",
  ],
  [
    'a cluster that is deleted before its workers',
    deletion({ outcome: FAILED, target: CLUSTER }, { outcome: FAILED, target: WORKERS, after: Duration.seconds(1) }),
    "[ray/job] deletion.rules[1] is 'DeleteWorkers after 1 s, DeleteCluster after 0 s': what belongs to something larger has to be deleted before it",
  ],
  [
    'a job that is deleted before its cluster',
    deletion({ outcome: FAILED, target: JOB }, { outcome: FAILED, target: CLUSTER, after: Duration.seconds(1) }),
    "[ray/job] deletion.rules[1] is 'DeleteCluster after 1 s, DeleteSelf after 0 s'",
  ],
  [
    'workers that are deleted under autoscaling',
    { autoscaling: {}, ...deletion({ outcome: FAILED, target: WORKERS }) },
    "[ray/job] deletion.rules[0].target is 'DeleteWorkers': KubeRay cannot suspend worker groups under autoscaling",
  ],
  [
    'an end that KubeRay 1.5 does not know',
    { kubeRayVersion: '1.5', ...deletion({ outcome: GIVEN_UP, target: CLUSTER }) },
    "[ray/job] deletion.rules[0].outcome is 'RayJobOutcome.GIVEN_UP': KubeRay has it from 1.6 on",
  ],
  [
    'a dashboard that the operator cannot reach',
    { head: { rayStartParams: { 'dashboard-host': '127.0.0.1' } } },
    "[ray/job] headGroupSpec.rayStartParams['dashboard-host'] is '127.0.0.1': the KubeRay operator runs a RayJob through the dashboard, and would not reach it. Fix: remove it, and close the dashboard by RayTokenAuth and RayNetworkPolicy.",
  ],
  [
    'no dashboard',
    { head: { rayStartParams: { 'include-dashboard': 'False' } } },
    "[ray/job] headGroupSpec.rayStartParams['include-dashboard'] is 'False': the KubeRay operator runs a RayJob through the dashboard.",
  ],
  [
    'declared ports without the dashboard',
    head({ ports: [{ name: 'gcs-server', containerPort: 6379 }] }),
    "[ray/job] the port 'dashboard' of the head's first container is undefined: the KubeRay operator runs a RayJob through the dashboard, which it finds by that name and which listens on 8265. Fix: declare { name: 'dashboard', containerPort: 8265 } there",
  ],
  [
    'a moved dashboard that is not declared',
    { head: { rayStartParams: { 'dashboard-port': '8266' } } },
    "[ray/job] the port 'dashboard' of the head's first container is 8265: the KubeRay operator runs a RayJob through the dashboard, which it finds by that name and which listens on 8266.",
  ],
  [
    "a RayCluster's own upgrade strategy",
    { baseSpec: { upgradeStrategy: { type: 'Recreate' } } },
    '[ray/job] upgradeStrategy is {"type":"Recreate"}: KubeRay refuses it for the cluster of a RayJob, which has its own way to a new cluster. Fix: remove it.',
  ],
  ['a runtime environment that is no JSON', { runtimeEnv: { env_vars: { A: () => 1 } } }, '[ray/job] runtimeEnv.env_vars.A is '],
  ['a runtime environment that is a list', { runtimeEnv: ['requests'] }, '[ray/job] runtimeEnv is ["requests"]'],
];

test.each(TABLE)('%s is refused', (_, props, line) => expect(() => testJob(props)).toThrow(line));

test.each([
  'python main.py --filter "a && b; c | d"',
  "sh -c 'cd /app && python main.py > /tmp/out'",
  'python -c "print(\\"a;b\\")"',
  'python main.py a\\;b',
])('%s is one command, and accepted', (entrypoint) => expect(testJob({ entrypoint }).name).toBe('train'));

test('an entrypoint of two commands is the business of the head, where no shell submits it', () =>
  expect(testJob({ entrypoint: 'cd /app && python main.py', submission: RaySubmission.http() }).name).toBe('train'));

test('a name of 47 characters is accepted', () => expect(testJob({ metadata: { name: 'a'.repeat(47) } }).name).toHaveLength(47));

describe('on an existing cluster', () => {
  const on = (cluster: ReturnType<typeof testCluster>, props: object = {}, scope = cluster.node.scope!) =>
    RayTlsJob.onCluster(scope, 'job', { cluster, entrypoint: 'python main.py', ...props });

  test('a sidecar that submits is refused', () =>
    expect(() => on(testCluster(), { submission: RaySubmission.sidecar() })).toThrow(
      "[ray/job] submission is 'SidecarMode': the head of an existing cluster runs already, and KubeRay adds no container to it. Fix: use RaySubmission.kubernetesJob() or RaySubmission.http().",
    ));
  test('another namespace is refused', () => {
    const cluster = testCluster();
    expect(() => on(cluster, {}, new Chart(cluster.node.root as any, 'other', { namespace: 'other' }))).toThrow(
      "[other/job] the job's namespace is 'other': its cluster is in 'ray', and KubeRay looks for it beside the job.",
    );
  });
  test('a name of 48 characters is refused', () =>
    expect(() => on(testCluster(), { metadata: { name: 'a'.repeat(48) } })).toThrow(
      'it has 48 characters and a RayJob name has at most 47',
    ));
  test('a dashboard that the operator cannot reach is refused', () =>
    expect(() => on(testCluster({ head: { rayStartParams: { 'dashboard-host': 'localhost' } } }))).toThrow(
      "[ray/job] headGroupSpec.rayStartParams['dashboard-host'] is 'localhost'",
    ));
  test('a kube-rbac-proxy before the dashboard is refused, whether it comes before the job or after', () => {
    const first = testCluster();
    new KubeRbacProxyAuth(first.node.scope!, 'auth', { cluster: first });
    expect(() => on(first)).toThrow(/dashboard/);
    const second = testCluster();
    on(second);
    new KubeRbacProxyAuth(second.node.scope!, 'auth', { cluster: second });
    expect(() => synth(second)).toThrow('[ray/job] cluster: a KubeRbacProxyAuth stands before its dashboard');
  });
});

const SCHEDULES: [string, Partial<RayTlsCronJobProps>, string][] = [
  [
    'a name of 37 characters',
    { metadata: { name: 'a'.repeat(37) } },
    `[ray/job] metadata.name is '${'a'.repeat(37)}': it has 37 characters and a RayCronJob name has at most 36.`,
  ],
  [
    'a KubeRay that has no RayCronJob',
    { kubeRayVersion: '1.5' },
    "[ray/job] kind is 'RayCronJob': KubeRay has it from 1.6 on, and kubeRayVersion is 1.5.",
  ],
  ['four fields', { schedule: '0 3 * *' }, "[ray/job] schedule is '0 3 * *': a schedule has five fields, or is a name such as @daily."],
  ['seconds', { schedule: '0 0 3 * * *' }, 'a schedule has five fields'],
  [
    'an hour that is none',
    { schedule: '0 24 * * *' },
    "'24' is no hour: a list of *, numbers from 0 to 23, and ranges, each perhaps with a step.",
  ],
  ['a range that is turned round', { schedule: '0 5-3 * * *' }, "'5-3' is no hour"],
  ['a step of none', { schedule: '*/0 * * * *' }, "'*/0' is no minute"],
  ['a weekday 7', { schedule: '0 3 * * 7' }, "'7' is no day of the week: a list of *, numbers from 0 to 6, or sun to sat"],
  ['a name that is none', { schedule: '@often' }, 'a schedule has five fields'],
  [
    'a time zone in the schedule',
    { schedule: 'CRON_TZ=Europe/Berlin 0 3 * * *' },
    "[ray/job] schedule is 'CRON_TZ=Europe/Berlin 0 3 * * *': the time zone has a field of its own. Fix: move it to timeZone.",
  ],
  [
    'a time zone that KubeRay 1.6 does not know of',
    { timeZone: 'Europe/Berlin' },
    "[ray/job] timeZone is 'Europe/Berlin': KubeRay has it from 1.7 on, and kubeRayVersion is 1.6.",
  ],
  [
    'a time zone that is none',
    { timeZone: 'Europe/Atlantis', kubeRayVersion: '1.7' },
    "[ray/job] timeZone is 'Europe/Atlantis': it is no name of the IANA time zone database. Fix: write one, such as 'Europe/Berlin' or 'Etc/UTC'.",
  ],
  ['an offset', { timeZone: '+01:00', kubeRayVersion: '1.7' }, "[ray/job] timeZone is '+01:00'"],
  ['what a job refuses', { entrypoint: '' }, "[ray/job] entrypoint is ''"],
];

test.each(SCHEDULES)('%s is refused for scheduled jobs', (_, props, line) => expect(() => testCronJob(props)).toThrow(line));

test('a Service of the head is refused for scheduled jobs, as each has its own', () =>
  expect(() => testCronJob().headServiceName).toThrow(
    '[ray/job] headServiceName: each scheduled job has a head Service of its own, and its name is unknown until it runs.',
  ));
