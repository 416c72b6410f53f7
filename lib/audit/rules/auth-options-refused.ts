import { isObject, text } from '../model/json';
import { type Rule, Severity } from '../rule';

export const authOptionsRefused: Rule = {
  id: 'auth-options-refused',
  title: 'authOptions that KubeRay refuses',
  why: 'KubeRay accepts the object, then only logs an event, and no pod is ever made.',
  fix: 'Leave `secretName` out with `enableK8sTokenAuth`; use a token of Ray (`mode: token` alone) for RayJobs and RayServices.',
  source: 'KubeRay v1.7.0, `ValidateRayClusterSpec`, `ValidateRayJobSpec`, `ValidateRayServiceSpec`',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, path, spec, isKubeRay }) => {
      const options = spec.authOptions;
      if (!isObject(options) || options.enableK8sTokenAuth !== true) return [];
      const place = { manifest, path: `${path}.authOptions` };
      return [
        ...(text(options.secretName) ? [{ ...place, message: 'enableK8sTokenAuth and secretName exclude each other' }] : []),
        ...(manifest.kind === 'RayCluster' || !isKubeRay
          ? []
          : [{ ...place, message: `a ${manifest.kind} cannot have enableK8sTokenAuth` }]),
      ];
    }),
};
