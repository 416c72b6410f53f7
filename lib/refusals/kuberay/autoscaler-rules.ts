import { groupsOf, headVariable, isAutoscaled, isAutoscalerV2, isOn, workerGroupsOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const V2_VARIABLE = 'RAY_enable_autoscaler_v2';
const START_COMMAND = 'KUBERAY_GEN_AUTOSCALER_START_CMD';

/** What KubeRay rejects of autoscaling. */
export const AUTOSCALER_RULES: readonly KubeRayRule[] = [
  {
    id: 'autoscaler-v2-without-autoscaling',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec) =>
      isAutoscaled(spec) || !isOn(headVariable(spec, V2_VARIABLE))
        ? []
        : [
            {
              what: `environment variable ${V2_VARIABLE} of the head`,
              got: headVariable(spec, V2_VARIABLE)?.value,
              because: 'autoscaling is off',
              fix: "turn it on by autoscaling: { options: { version: 'v2' } }, and remove the variable",
            },
          ],
  },
  {
    id: 'autoscaler-version-twice',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec) =>
      !isAutoscaled(spec) || spec.autoscalerOptions?.version === undefined || headVariable(spec, V2_VARIABLE) === undefined
        ? []
        : [
            {
              what: `environment variable ${V2_VARIABLE} of the head`,
              got: headVariable(spec, V2_VARIABLE)?.value,
              because: 'autoscalerOptions.version is set too, and KubeRay takes one of the two',
              fix: 'remove the variable',
            },
          ],
  },
  {
    id: 'suspended-under-autoscaling',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec) =>
      workerGroupsOf(spec)
        .filter(({ group }) => isAutoscaled(spec) && group.suspend === true)
        .map(({ place }) => ({
          what: `${place}.suspend`,
          got: true,
          because: 'KubeRay cannot suspend a worker group under autoscaling',
          fix: 'remove it, or turn autoscaling off',
        })),
  },
  {
    id: 'restart-policy-under-autoscaler-v2',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec)
        .map(({ place, group }) => ({ place, got: group.template?.spec?.restartPolicy }))
        .filter(({ got }) => isAutoscaled(spec) && isAutoscalerV2(spec) && got && got !== 'Never')
        .map(({ place, got }) => ({
          what: `${place}.template.spec.restartPolicy`,
          got,
          because: 'autoscaler v2 replaces pods instead of restarting them',
          fix: "remove it, or write 'Never'",
        })),
  },
  {
    id: 'autoscaler-idle-timeout',
    source: 'ValidateRayClusterSpec, KubeRay v1.6.2',
    since: '1.6',
    check: ({ autoscalerOptions }) => idleTimeoutComplaints(autoscalerOptions?.idleTimeoutSeconds),
  },
  {
    id: 'autoscaler-start-command',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    since: '1.7',
    check: ({ autoscalerOptions }) =>
      (autoscalerOptions?.env ?? []).some(({ name }: Json) => name === START_COMMAND)
        ? [{ what: 'autoscalerOptions.env', got: START_COMMAND, because: 'KubeRay sets this variable itself', fix: 'remove it' }]
        : [],
  },
];

function idleTimeoutComplaints(got: unknown) {
  if (got === undefined || (Number.isInteger(got) && Number(got) >= 0)) return [];
  return [
    {
      what: 'autoscalerOptions.idleTimeoutSeconds',
      got,
      because: 'it is no whole number of seconds from 0 on',
      fix: 'write such a number',
    },
  ];
}
