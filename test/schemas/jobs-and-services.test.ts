import { Chart, Duration, Testing } from 'cdk8s';
import fc from 'fast-check';
import { parse } from 'yaml';
import {
  RayJobDeletion,
  RayJobDeletionTarget,
  RayJobOutcome,
  RayServeConfig,
  RayServiceUpgrade,
  RaySubmission,
  RayTls,
  RayTlsCa,
  RayTlsCluster,
  RayTlsCronJob,
  RayTlsJob,
  RayTlsService,
} from '../../lib';
import { synth } from '../support/synth';
import { validateManifest } from './support/validate-manifest';

const KUBERAY_VERSIONS = ['1.5', '1.6', '1.7'] as const;
type KubeRayVersion = (typeof KUBERAY_VERSIONS)[number];
const RUNS = 40;

const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }, ...requiredKeys: (keyof T)[]) =>
  fc.record(fields, { requiredKeys }) as any;
const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])$/);
const seconds = (least: number) => fc.integer({ min: least, max: 100_000 }).map((count) => Duration.seconds(count));
const resources = some({
  requests: fc.record({ cpu: fc.constantFrom('100m', '2') }),
  limits: fc.record({ memory: fc.constantFrom('1Gi') }),
});
/** Whatever JSON holds, under keys that no YAML or JavaScript reads as something else. */
const json = fc
  .dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
  .filter((value) => !JSON.stringify(value).includes('"__proto__"'));

const template = some({
  metadata: fc.record({ labels: fc.dictionary(name, name, { maxKeys: 2 }) }),
  spec: some({
    nodeSelector: fc.dictionary(name, name, { maxKeys: 2 }),
    restartPolicy: fc.constantFrom('Never', 'OnFailure'),
    containers: some<any>({ name, image: fc.constant('corp.example/ray:2.58.0'), resources }, 'name').map((container: object) => [
      container,
    ]),
  }),
});
const submitter = fc.oneof(
  some({ backoffLimit: fc.nat(9), resources, template, clientCertificate: fc.boolean() }).map(RaySubmission.kubernetesJob),
  fc.constant(undefined),
);
const ownSubmission = fc.oneof(submitter, fc.constantFrom(RaySubmission.http(), RaySubmission.sidecar()));

const run = {
  entrypoint: fc.constantFrom('python main.py', "sh -c 'a && b'", 'echo "a;b"'),
  runtimeEnv: json,
  entrypointResources: some({ cpus: fc.constantFrom(0, 0.5, 2), gpus: fc.nat(4), custom: fc.dictionary(name, fc.nat(9), { maxKeys: 2 }) }),
  jobMetadata: fc.dictionary(name, fc.string(), { maxKeys: 2 }),
  jobId: name,
  activeDeadline: seconds(1),
};
const deletion = (kubeRay: KubeRayVersion) => {
  const outcomes = Object.values(RayJobOutcome).filter((outcome) => kubeRay !== '1.5' || outcome !== RayJobOutcome.GIVEN_UP);
  const rule = some<any>(
    { outcome: fc.constantFrom(...outcomes), target: fc.constantFrom(...Object.values(RayJobDeletionTarget)), after: seconds(0) },
    'outcome',
    'target',
  );
  const rules = fc.uniqueArray(rule, { selector: ({ outcome }: any) => outcome, minLength: 1, maxLength: 3 });
  return fc.oneof(fc.option(seconds(0), { nil: undefined }).map(RayJobDeletion.cluster), rules.map(RayJobDeletion.rules as any));
};
const ownCluster = (kubeRay: KubeRayVersion) => ({
  ...run,
  ...(kubeRay === '1.5' ? {} : { preRunningDeadline: seconds(1) }),
  submission: ownSubmission,
  metadata: fc.record({ name }),
  workerGroups: fc.uniqueArray(name, { maxLength: 2 }).map((names) => names.map((groupName) => ({ groupName }))),
  backoffLimit: fc.nat(5),
  deletion: deletion(kubeRay),
});
const schedule = fc.constantFrom('@daily', '*/5 * * * *', '0 3 1-15 jan,jul mon-fri');

const serveConfig = fc
  .uniqueArray(some<any>({ name, runtimeEnv: json, args: json, deployments: fc.array(json, { maxLength: 2 }) }, 'name'), {
    selector: (application: any) => application.name,
    minLength: 1,
    maxLength: 3,
  })
  .map((applications: any[]) =>
    RayServeConfig.of({
      applications: applications.map((each) => ({ ...each, importPath: 'app.main:graph', routePrefix: `/${each.name}` })),
    }),
  );
const upgrade = fc.oneof(
  fc.constantFrom(RayServiceUpgrade.newCluster(), RayServiceUpgrade.none()),
  fc
    .record({ gatewayClassName: name, stepSizePercent: fc.integer({ min: 1, max: 100 }), interval: seconds(1) })
    .map(RayServiceUpgrade.incremental),
);
const service = (kubeRay: KubeRayVersion) =>
  some<any>(
    {
      serveConfig,
      upgrade,
      oldClusterDeletionDelay: seconds(0),
      serveService: fc.record({ metadata: fc.record({ name }), spec: fc.record({ type: fc.constantFrom('ClusterIP', 'NodePort') }) }),
      excludeHeadFromServing: fc.boolean(),
      ...(kubeRay === '1.7' ? { suspend: fc.boolean() } : {}),
    },
    'serveConfig',
  );

const newChart = () => new Chart(Testing.app(), 'ray', { namespace: 'ray' });
const tls = (chart: Chart) => RayTls.signedBy(new RayTlsCa(chart, 'ca'));
const violations = (chart: Chart, kubeRay: KubeRayVersion) => synth(chart).flatMap((object) => validateManifest(object, { kubeRay }));

describe.each(KUBERAY_VERSIONS)('whatever valid props are given, the schemas of KubeRay %s and Kubernetes accept', (kubeRay) => {
  const accepts = (props: fc.Arbitrary<any>, make: (chart: Chart, given: any) => unknown) =>
    fc.assert(
      fc.property(props, (given) => {
        const chart = newChart();
        make(chart, { tls: tls(chart), kubeRayVersion: kubeRay, ...given });
        expect(violations(chart, kubeRay)).toEqual([]);
      }),
      { numRuns: RUNS },
    );

  test('a job', () =>
    accepts(some<any>(ownCluster(kubeRay), 'entrypoint'), (chart, props) => new RayTlsJob(chart, 'job', { ...props, suspend: false })));

  test('an interactive job', () =>
    accepts(fc.constant({ submission: RaySubmission.interactive() }), (chart, props) => new RayTlsJob(chart, 'job', props)));

  test('a job on an existing cluster', () =>
    accepts(some<any>({ ...run, submission: submitter }, 'entrypoint'), (chart, { tls, kubeRayVersion, ...props }) => {
      const cluster = new RayTlsCluster(chart, 'cluster', { tls, kubeRayVersion });
      RayTlsJob.onCluster(chart, 'job', { ...props, cluster });
    }));

  test('a service', () => accepts(service(kubeRay), (chart, props) => new RayTlsService(chart, 'service', { ...props, autoscaling: {} })));
});

test.each(['1.6', '1.7'] as const)('whatever valid props are given, the schemas of KubeRay %s accept a scheduled job', (kubeRay) =>
  fc.assert(
    fc.property(some<any>({ ...ownCluster(kubeRay), schedule }, 'entrypoint', 'schedule'), (given: any) => {
      const chart = newChart();
      const zone = kubeRay === '1.7' ? { timeZone: 'Europe/Berlin' } : {};
      new RayTlsCronJob(chart, 'job', { tls: tls(chart), kubeRayVersion: kubeRay, ...zone, suspend: true, ...given });
      expect(violations(chart, kubeRay)).toEqual([]);
    }),
    { numRuns: RUNS },
  ),
);

describe('what a version does not know, which the constructs refuse, its schemas refuse too', () => {
  const refused = (kind: 'RayJob' | 'RayCronJob' | 'RayService', spec: object, kubeRay: KubeRayVersion) =>
    validateManifest({ apiVersion: 'ray.io/v1', kind, metadata: { name: 'a' }, spec }, { kubeRay });
  const rule = { policy: 'DeleteSelf', condition: { jobDeploymentStatus: 'Failed', ttlSeconds: 0 } };

  test.each([
    ['preRunningDeadline', 'RayJob', { entrypoint: 'a', preRunningDeadlineSeconds: 1 }, '1.5', '1.6'],
    ['RayJobOutcome.GIVEN_UP', 'RayJob', { entrypoint: 'a', deletionStrategy: { deletionRules: [rule] } }, '1.5', '1.6'],
    ['RayTlsCronJob', 'RayCronJob', { schedule: '@daily', jobTemplate: { entrypoint: 'a' } }, '1.5', '1.6'],
    ['timeZone', 'RayCronJob', { schedule: '@daily', timeZone: 'Etc/UTC', jobTemplate: { entrypoint: 'a' } }, '1.6', '1.7'],
    ['suspend', 'RayService', { rayClusterConfig: clusterSpec(), suspend: true }, '1.6', '1.7'],
  ] as const)('%s', (_, kind, spec, without, since) => {
    expect(refused(kind, spec, without)).not.toEqual([]);
    expect(refused(kind, spec, since)).toEqual([]);
  });
});

test('a runtime environment of whatever JSON is read as the same by YAML', () =>
  fc.assert(
    fc.property(json, (runtimeEnv) => {
      const chart = newChart();
      const job = new RayTlsJob(chart, 'job', { tls: tls(chart), entrypoint: 'a', runtimeEnv });
      const { spec } = synth(job).find(({ kind }) => kind === 'RayJob');
      // As kubectl, null is nothing.
      expect(parse(spec.runtimeEnvYAML)).toEqual(JSON.parse(JSON.stringify(withoutNulls(runtimeEnv))));
    }),
    { numRuns: 200 },
  ));

function withoutNulls(value: any): any {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item !== null)
      .map(([key, item]) => [key, withoutNulls(item)]),
  );
}

function clusterSpec(): object {
  const chart = newChart();
  return synth(new RayTlsCluster(chart, 'cluster', { tls: tls(chart) })).find(({ kind }) => kind === 'RayCluster').spec;
}
