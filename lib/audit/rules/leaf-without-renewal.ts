import { maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

const DAY = 86_400;
/** Somebody who asks for longer leaves than by default plans for their end. */
const LONGEST_DAYS = 366;
const ROTATION = 'ray-tls-rotation';
/** The kinds whose clusters last; those of jobs end with the job. */
const LASTING = ['RayCluster', 'RayService'];

export const leafWithoutRenewal: Rule = {
  id: 'leaf-without-renewal',
  title: "A Ray pod's leaf expires and nothing replaces the pod",
  why: 'Ray reads its certificate once, when it starts. Peers refuse new connections to a pod whose leaf has expired, so the cluster stops working step by step, the head included.',
  fix: 'Attach a `RayTlsRotation`. It replaces the head only with `gcsFaultTolerance` or `RayHeadRotation.INTERRUPTING`. Or let leaves live longer than the cluster: `duration` of more than a year.',
  source: 'ray-project/ray#65365: no reload of certificates',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes
      .filter(({ manifest }) => manifest.group === 'ray.io' && LASTING.includes(manifest.kind))
      .flatMap((pod) => {
        const rotation = rotationOf(set, pod);
        if (rotation !== undefined && !(pod.role === 'head' && keepsHead(rotation))) return [];
        return pod.initContainers.flatMap((container) => {
          const days = Number(container.env.get('LEAF_SECONDS')) / DAY;
          if (!(days <= LONGEST_DAYS) || container.env.get('LEAF_OPTIONAL') !== undefined) return [];
          const renewal = rotation === undefined ? 'no RayTlsRotation replaces the pod' : 'its RayTlsRotation does not replace the head';
          const message = `the leaf expires after ${Math.floor(days)} days, and ${renewal}`;
          return [{ manifest: pod.manifest, path: `${container.path}.env`, message }];
        });
      }),
};

function rotationOf(set: ManifestSet, { manifest }: Pod): Pod | undefined {
  return set.pods.find(
    (pod) =>
      pod.labels.get('app.kubernetes.io/name') === ROTATION &&
      maybeSameNamespace(pod.namespace, manifest.namespace) &&
      pod.containers.some(({ env }) => env.get('KUBERAY_NAME') === manifest.name),
  );
}

function keepsHead(rotation: Pod): boolean {
  return rotation.containers.some(({ env }) => env.get('HEAD') === 'keep');
}
