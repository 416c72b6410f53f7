import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { parse } from 'yaml';
import { RaySubmission, RayTls, RayTlsCa, RayTlsCluster, RayTlsCronJob, RayTlsJob, RayTlsService } from '../../lib';
import { synth } from '../support/synth';
import { cronJobProps, jobOnClusterProps, jobProps, json, serviceProps } from './support/arbitrary-jobs';
import { validateManifest } from './support/validate-manifest';

const KUBERAY_VERSIONS = ['1.5', '1.6', '1.7'] as const;
type KubeRayVersion = (typeof KUBERAY_VERSIONS)[number];
const RUNS = 40;

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

  test('a job', () => accepts(jobProps(kubeRay), (chart, props) => new RayTlsJob(chart, 'job', { ...props, suspend: false })));

  test('an interactive job', () =>
    accepts(fc.constant({ submission: RaySubmission.interactive() }), (chart, props) => new RayTlsJob(chart, 'job', props)));

  test('a job on an existing cluster', () =>
    accepts(jobOnClusterProps, (chart, { tls, kubeRayVersion, ...props }) => {
      const cluster = new RayTlsCluster(chart, 'cluster', { tls, kubeRayVersion });
      RayTlsJob.onCluster(chart, 'job', { ...props, cluster });
    }));

  test('a service', () =>
    accepts(serviceProps(kubeRay), (chart, props) => new RayTlsService(chart, 'service', { ...props, autoscaling: {} })));
});

test.each(['1.6', '1.7'] as const)('whatever valid props are given, the schemas of KubeRay %s accept a scheduled job', (kubeRay) =>
  fc.assert(
    fc.property(cronJobProps(kubeRay), (given: any) => {
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
