import { kubeRayTypeAt, kubeRayTypes } from '../../facts/kuberay-types';
import { type Misfit, reportMisfits } from '../../facts/misfits';
import { kubeRayVersionAtLeast } from '../../refusals/cluster/kuberay-version';
import { keyPath } from '../../refusals/fields/key-path';
import type { Json } from '../model/json';
import { type Rule, Severity } from '../rule';

export const kuberayTooOld: Rule = {
  id: 'kuberay-too-old',
  title: 'A field that the installed KubeRay does not know',
  why: 'The API server drops fields that the CRD lacks, without an error: what should protect the cluster is not there.',
  fix: 'Upgrade the KubeRay operator and its CRDs, or protect the cluster another way. The rule needs to know the version: `--kuberay-version 1.6`.',
  source: 'The CRDs of KubeRay v1.5.0, v1.5.1, v1.6.2 and v1.7.0',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, path, spec }) =>
      newerFields(spec, set.context.kubeRayVersion).map(({ keys, version }) => ({
        manifest,
        path: `${path}${keyPath(keys)}`,
        message: `KubeRay ${set.context.kubeRayVersion} does not know this field, ${version} does`,
      })),
    ),
};

function newerFields(spec: Json, kubeRayVersion: string | undefined): Misfit[] {
  const found: Misfit[] = [];
  if (kubeRayVersion === undefined) return found;
  const atLeast = (version: string) => kubeRayVersionAtLeast(kubeRayVersion, version);
  reportMisfits({ table: kubeRayTypes(), atLeast }, kubeRayTypeAt('RayCluster', 'spec'), spec, (misfit) => {
    if (misfit.problem === 'newer field') found.push(misfit);
  });
  return found;
}
