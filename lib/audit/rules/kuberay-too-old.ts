import { kubeRayVersionAtLeast } from '../../refusals/cluster/kuberay-version';
import { at, type Json } from '../model/json';
import { type Rule, Severity } from '../rule';

/** Fields of a RayCluster's spec, with the version of KubeRay that knows them first. */
const SINCE: readonly { readonly field: readonly string[]; readonly version: string }[] = [
  { field: ['authOptions'], version: '1.5.1' },
  { field: ['authOptions', 'secretName'], version: '1.6' },
  { field: ['authOptions', 'enableK8sTokenAuth'], version: '1.6' },
  { field: ['upgradeStrategy'], version: '1.6' },
  { field: ['tlsOptions'], version: '1.7' },
  { field: ['networkPolicy'], version: '1.7' },
];

export const kuberayTooOld: Rule = {
  id: 'kuberay-too-old',
  title: 'A field that the installed KubeRay does not know',
  why: 'The API server drops fields that the CRD lacks, without an error: what should protect the cluster is not there.',
  fix: 'Upgrade the KubeRay operator and its CRDs, or protect the cluster another way. The rule needs to know the version: `--kuberay-version 1.6`.',
  source: 'The CRDs of KubeRay v1.5.1, v1.6.0 and v1.7.0',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, path, spec }) =>
      unknownFields(spec, set.context.kubeRayVersion).map(({ field, version }) => ({
        manifest,
        path: `${path}.${field.join('.')}`,
        message: `KubeRay ${set.context.kubeRayVersion} does not know this field, ${version} does`,
      })),
    ),
};

function unknownFields(spec: Json, kubeRayVersion: string | undefined) {
  if (kubeRayVersion === undefined) return [];
  return SINCE.filter(({ field, version }) => at(spec, ...field) !== undefined && !kubeRayVersionAtLeast(kubeRayVersion, version));
}
