import { Chart, Testing } from 'cdk8s';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayKind,
  RayNetworkPeer,
  RayNetworkPolicy,
  RayTls,
  RayTlsCa,
  type RayTlsClusterBase,
  RayTokenAuth,
} from '../../../lib';
import { redisAddressOf } from '../../../lib/refusals/network/redis';
import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { validateManifest } from '../../schemas/support/validate-manifest';
import { synth } from '../../support/synth';
import { flaws } from './flaws';
import { type JudgeRequest, judge } from './judge';

/** How pods get their certificates. */
export const MODES = ['signedBy', 'issuedBy', 'fromSecret', 'managedByKubeRay'] as const;
/** What is attached to the cluster. */
export const GUARDS = ['proxy', 'token', 'policy'] as const;
export type Mode = (typeof MODES)[number];
export type Guard = (typeof GUARDS)[number];

/** One way to secure a cluster. */
export interface Way {
  readonly mode: Mode;
  readonly guards: readonly Guard[];
}

/** Every mode, with nothing, each guard, and all guards. */
export const WAYS: readonly Way[] = MODES.flatMap((mode) =>
  [[], ...GUARDS.map((guard) => [guard]), [...GUARDS]].map((guards) => ({ mode, guards })),
);

export const guardsTitle = ({ guards }: Way) => (guards.length === GUARDS.length ? 'all' : (guards[0] ?? 'nothing'));

/** What this library made of an input: objects, or the error with which it refused. */
export interface Trial {
  readonly objects?: readonly any[];
  readonly refusal?: string;
}

/** An error in the house form is a refusal; any other is a defect, and thrown on. */
const HOUSE_FORM = /^(?:Validation failed with the following errors:\s+)?\[[^\]]+\] (.+ Fix: .+)$/s;

/** Runs an app in one chart. */
export function tryOut(build: (chart: Chart) => RayTlsClusterBase, guards: readonly Guard[]): Trial {
  const chart = new Chart(Testing.app(), 'ray', { namespace: 'ray' });
  try {
    const cluster = build(chart);
    for (const guard of guards) attach(chart, guard, cluster);
    return { objects: synth(chart) };
  } catch (error) {
    const refusal = HOUSE_FORM.exec((error as Error).message)?.[1];
    if (refusal === undefined) throw error;
    return { refusal };
  }
}

export function tlsOf(chart: Chart, mode: Mode): RayTls {
  switch (mode) {
    case 'signedBy':
      return RayTls.signedBy(new RayTlsCa(chart, 'ca'));
    case 'issuedBy':
      return RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer'));
    case 'fromSecret':
      return RayTls.fromSecret('leaf');
    case 'managedByKubeRay':
      return RayTls.managedByKubeRay();
  }
}

function attach(chart: Chart, guard: Guard, cluster: RayTlsClusterBase): void {
  switch (guard) {
    case 'proxy':
      new KubeRbacProxyAuth(chart, guard, { cluster });
      return;
    case 'token':
      new RayTokenAuth(chart, guard, { cluster });
      return;
    case 'policy':
      new RayNetworkPolicy(chart, guard, { cluster, ...(usesRedis(cluster) ? { redis: [RayNetworkPeer.pods({ app: 'redis' })] } : {}) });
  }
}

const usesRedis = (cluster: RayTlsClusterBase) => redisAddressOf(cluster._spec) !== undefined;

/**
 * Whether a way exists for a kind and version: a proxy before the dashboard shuts the operator out of jobs and services, KubeRay issues no certificate
 * for a proxy, and older versions issue none at all.
 */
export function applies({ mode, guards }: Way, kind: string, version: KubeRayVersion): boolean {
  if (guards.includes('proxy') && (kind !== RayKind.RAY_CLUSTER || mode === 'managedByKubeRay')) return false;
  return mode !== 'managedByKubeRay' || version === '1.7';
}

/** Gates that have to be on for features that are off by default, in the versions that have them. */
const GATES: { readonly [version in KubeRayVersion]: readonly string[] } = {
  '1.5': ['RayJobDeletionPolicy', 'RayServiceIncrementalUpgrade'],
  '1.6': ['RayCronJob', 'RayServiceIncrementalUpgrade'],
  '1.7': [
    ...['RayClusterMTLS', 'RayClusterNetworkPolicy', 'RayClusterHistoryServer', 'RayCronJob'],
    ...['GCSFaultToleranceEmbeddedStorage', 'SidecarSubmitterRestart'],
  ],
};

export const allGates = (version: KubeRayVersion) => Object.fromEntries(GATES[version].map((gate) => [gate, true]));

/** What is wrong with what was made in each trial; nothing with a refusal. Each object is judged with every gate on, and with all as they are. */
export function flawsOf(trials: readonly Trial[], version: KubeRayVersion): string[][] {
  const requests: { readonly trial: number; readonly request: JudgeRequest; readonly gated: boolean }[] = trials.flatMap(
    ({ objects = [] }, trial) =>
      objects
        .filter(({ apiVersion }) => apiVersion === 'ray.io/v1')
        .flatMap((object) => {
          const name = object.spec.clusterSelector?.['ray.io/cluster'];
          const cluster = name && objects.find(({ kind, metadata }) => kind === 'RayCluster' && metadata.name === name);
          const request = { object, cluster };
          return [
            { trial, request: { ...request, gates: allGates(version) }, gated: false },
            { trial, request, gated: true },
          ];
        }),
  );
  const found = trials.map(({ objects = [] }) => objects.flatMap((object) => validateManifest(object, { kubeRay: version })));
  judge(
    version,
    requests.map(({ request }) => request),
  ).forEach((verdict, index) => {
    const { trial, gated } = requests[index];
    // Whether a gate is on is not to be known at synth.
    if (gated && /feature gate/.test(verdict.refusal ?? '')) return;
    found[trial].push(...flaws(verdict, version));
  });
  return found;
}
