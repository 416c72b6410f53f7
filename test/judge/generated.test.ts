import type { Chart } from 'cdk8s';
import fc from 'fast-check';
import { RayTlsCluster, type RayTlsClusterBase, RayTlsCronJob, RayTlsJob, RayTlsService } from '../../lib';
import { clusterProps } from '../schemas/support/arbitrary-clusters';
import { cronJobProps, jobOnClusterProps, jobProps, serviceProps } from '../schemas/support/arbitrary-jobs';
import { KUBERAY, type KubeRayVersion } from '../schemas/support/schema-sources';
import { roughClusterProps } from './support/arbitrary-rough-clusters';
import { testForEachVersion } from './support/for-each-version';
import { applies, flawsOf, type Trial, tlsOf, tryOut, WAYS, type Way } from './support/trials';

const SEED = Number(process.env['JUDGE_SEED'] ?? 20261126);
const RUNS = 500;

type Make = (chart: Chart, props: any) => RayTlsClusterBase;

interface Generated {
  readonly kind: string;
  readonly props: (version: KubeRayVersion) => fc.Arbitrary<any>;
  readonly make: Make;
  readonly runs: number;
  /** How many of them at least this library accepts. */
  readonly least: number;
}

const cluster: Make = (chart, props) => new RayTlsCluster(chart, 'cluster', props);
const jobOnCluster: Make = (chart, { tls, kubeRayVersion, ...props }) => {
  const made = new RayTlsCluster(chart, 'cluster', { tls, kubeRayVersion });
  RayTlsJob.onCluster(chart, 'job', { ...props, cluster: made });
  return made;
};
const OTHER_RUNS = RUNS / 5;
const KINDS: { readonly [title: string]: Generated } = {
  clusters: { kind: 'RayCluster', props: () => clusterProps, make: cluster, runs: RUNS, least: RUNS / 4 },
  'clusters of rough specs': { kind: 'RayCluster', props: roughClusterProps, make: cluster, runs: RUNS, least: RUNS / 10 },
  jobs: {
    kind: 'RayJob',
    props: jobProps,
    make: (chart, props) => new RayTlsJob(chart, 'job', props),
    runs: OTHER_RUNS,
    least: OTHER_RUNS / 3,
  },
  'jobs on clusters': { kind: 'RayJob', props: () => jobOnClusterProps, make: jobOnCluster, runs: OTHER_RUNS, least: OTHER_RUNS / 3 },
  'scheduled jobs': {
    kind: 'RayCronJob',
    props: cronJobProps,
    make: (chart, props) => new RayTlsCronJob(chart, 'job', props),
    runs: OTHER_RUNS,
    least: 0,
  },
  services: {
    kind: 'RayService',
    props: serviceProps,
    make: (chart, props) => new RayTlsService(chart, 'service', { autoscaling: {}, ...props }),
    runs: OTHER_RUNS,
    least: OTHER_RUNS / 3,
  },
};

const shown = (way: Way, props: any) => `${way.mode} with ${way.guards.join(', ') || 'nothing'}, ${JSON.stringify(props).slice(0, 1_500)}`;

describe.each(Object.entries(KINDS))('generated %s', (title, { kind, props, make, runs, least }) => {
  testForEachVersion(`what is accepted runs, with an identity for each Ray process (seed ${SEED})`, (version) => {
    const ways = WAYS.filter((way) => applies(way, kind, version));
    const inputs = fc.sample(fc.tuple(props(version), fc.constantFrom(...ways)), { numRuns: runs, seed: SEED });
    const trials: Trial[] = inputs.map(([given, way]) =>
      tryOut((chart) => make(chart, { ...given, tls: tlsOf(chart, way.mode), kubeRayVersion: version }), way.guards),
    );
    const dead = flawsOf(trials, version).flatMap((flaws, index) =>
      flaws.map((flaw) => `${flaw} (${shown(inputs[index][1], inputs[index][0])})`),
    );
    const accepted = trials.filter(({ objects }) => objects !== undefined).length;
    process.stderr.write(
      `[judge] generated ${title}, KubeRay ${KUBERAY[version].version}: ${inputs.length}, ${accepted} accepted, ` +
        `${inputs.length - accepted} refused with a reason, ${dead.length} dead\n`,
    );
    expect(dead.slice(0, 5)).toEqual([]);
    expect(accepted).toBeGreaterThanOrEqual(least);
  });
});
