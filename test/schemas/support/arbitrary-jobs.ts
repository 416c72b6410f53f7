import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { RayJobDeletion, RayJobDeletionTarget, RayJobOutcome, RayServeConfig, RayServiceUpgrade, RaySubmission } from '../../../lib';
import type { KubeRayVersion } from './schema-sources';

const some = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }, ...requiredKeys: (keyof T)[]) =>
  fc.record(fields, { requiredKeys }) as any;
const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])$/);
const seconds = (least: number) => fc.integer({ min: least, max: 100_000 }).map((count) => Duration.seconds(count));
const resources = some({
  requests: fc.record({ cpu: fc.constantFrom('100m', '2') }),
  limits: fc.record({ memory: fc.constantFrom('1Gi') }),
});
/** Whatever JSON holds, under keys that no YAML or JavaScript reads as something else. */
export const json = fc
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

/** Random props of a RayTlsJob that are valid for a version. */
export const jobProps = (kubeRay: KubeRayVersion) => some<any>(ownCluster(kubeRay), 'entrypoint');
/** Random props of RayTlsJob.onCluster that are valid. */
export const jobOnClusterProps = some<any>({ ...run, submission: submitter }, 'entrypoint');

const schedule = fc.constantFrom('@daily', '*/5 * * * *', '0 3 1-15 jan,jul mon-fri');
/** Random props of a RayTlsCronJob that are valid for a version. */
export const cronJobProps = (kubeRay: KubeRayVersion) => some<any>({ ...ownCluster(kubeRay), schedule }, 'entrypoint', 'schedule');

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
/** Random props of a RayTlsService under autoscaling that are valid for a version. */
export const serviceProps = (kubeRay: KubeRayVersion) =>
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
