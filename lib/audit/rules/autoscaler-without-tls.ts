import { TLS_VARIABLES } from '../../facts/tls-variables';
import { type Rule, Severity } from '../rule';

export const autoscalerWithoutTls: Rule = {
  id: 'autoscaler-without-tls',
  title: 'The autoscaler of a cluster with TLS has none',
  why: "KubeRay gives the autoscaler's container nothing of the Ray container's variables and mounts; without them it cannot speak to the head, and no worker is ever added.",
  fix: 'Repeat the four TLS variables and the mount of the certificates under `autoscalerOptions.env` and `autoscalerOptions.volumeMounts`.',
  source: 'KubeRay v1.7.0, `BuildAutoscalerContainer`; ray-project/kuberay#1119',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, path, autoscales, hasTlsOptions, pods: [head] }) => {
      const [ray, autoscaler] = head.rayContainers;
      if (!autoscales || hasTlsOptions || ray === undefined || autoscaler === undefined || !ray.usesTls) return [];
      const missing = TLS_VARIABLES.filter((name) => {
        const { value, isUnknown } = autoscaler.setting(name);
        return !autoscaler.env.has(name) && value === undefined && !isUnknown;
      });
      if (missing.length === 0) return [];
      return [{ manifest, path: `${path}.autoscalerOptions.env`, message: `the head uses TLS, and here is no ${missing.join(', ')}` }];
    }),
};
