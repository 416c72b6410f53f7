import type { Complaint } from '../invalid';
import { isLabelKey, isLabelValue } from '../names/selector-labels';
import { containersOf, groupsOf, headVariable, isAutoscalerV2, isOn, startParamsOf, workerGroupsOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const RESOURCE_PARAMS = ['num-cpus', 'num-gpus', 'memory', 'resources'];
const LEAST_RAY_FOR_PRIORITY = [2, 56];

/** What KubeRay rejects in the head's group or in a worker group. */
export const GROUP_RULES: readonly KubeRayRule[] = [
  {
    id: 'group-has-container',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec)
        .filter(({ group }) => containersOf(group).length === 0)
        .map(({ place }) => ({
          what: `${place}.template.spec.containers`,
          because: 'KubeRay runs Ray in the first container, and there is none',
          fix: 'add a container with an image of Ray',
        })),
  },
  {
    id: 'start-params-are-strings',
    source: 'type HeadGroupSpec, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec).flatMap(({ place, group }) =>
        Object.entries(startParamsOf(group))
          .filter(([, value]) => typeof value !== 'string')
          .map(([name, got]) => ({
            what: `${place}.rayStartParams['${name}']`,
            got,
            because: 'KubeRay takes the parameters of `ray start` as strings',
            fix: `write '${got}' in quotes`,
          })),
      ),
  },
  {
    id: 'one-source-of-resources',
    source: 'validateRayGroupResources, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec).flatMap(({ place, group }) => {
        const params = startParamsOf(group);
        const given = RESOURCE_PARAMS.find((name) => params[name] !== undefined && params[name] !== '');
        if (given === undefined || Object.keys(group.resources ?? {}).length === 0) return [];
        return {
          what: `${place}.rayStartParams['${given}']`,
          got: params[given],
          because: `${place}.resources is set too, and KubeRay takes Ray's resources from one of the two`,
          fix: 'remove one of the two',
        };
      }),
  },
  {
    id: 'labels-have-a-field',
    source: 'validateRayGroupLabels, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec)
        .filter(({ group }) => startParamsOf(group).labels !== undefined)
        .map(({ place, group }) => ({
          what: `${place}.rayStartParams['labels']`,
          got: startParamsOf(group).labels,
          because: "KubeRay takes a group's Ray labels from its 'labels' field alone",
          fix: `move them to ${place}.labels`,
        })),
  },
  {
    id: 'labels-are-kubernetes-labels',
    source: 'validateRayGroupLabels, KubeRay v1.7.0',
    check: (spec) =>
      groupsOf(spec).flatMap(({ place, group }) =>
        Object.entries(group.labels ?? {})
          .filter(([key, value]) => !(isLabelKey(key) && isLabelValue(value)))
          .map(([key, got]) => ({
            what: `${place}.labels['${key}']`,
            got,
            because: 'KubeRay makes it a label of the pod too, and Kubernetes allows no such name or value',
            fix: "use up to 63 letters, digits, '-', '_' and '.', with a letter or digit first and last",
          })),
      ),
  },
  {
    id: 'replicas-are-a-range',
    source: 'ValidateRayClusterSpec, KubeRay v1.6.2',
    since: '1.6',
    check: (spec) => workerGroupsOf(spec).flatMap(({ place, group }) => replicasComplaints(place, group)),
  },
  {
    id: 'group-idle-timeout',
    source: 'validateWorkerGroupIdleTimeout, KubeRay v1.6.2',
    since: '1.6',
    check: (spec) => workerGroupsOf(spec).flatMap(({ place, group }) => idleTimeoutComplaints(spec, place, group)),
  },
  {
    id: 'group-priority',
    source: 'validateWorkerGroupPriority, KubeRay v1.7.0',
    since: '1.7',
    check: (spec) => workerGroupsOf(spec).flatMap(({ place, group }) => priorityComplaints(spec, place, group)),
  },
];

function replicasComplaints(place: string, { minReplicas, maxReplicas }: Json): Complaint[] {
  for (const [field, got] of Object.entries({ minReplicas, maxReplicas })) {
    if (got < 0) {
      return [{ what: `${place}.${field}`, got, because: 'a worker group cannot have fewer than 0 pods', fix: 'write 0 or more' }];
    }
  }
  if (!(minReplicas > maxReplicas)) return [];
  return [
    {
      what: `${place}.minReplicas`,
      got: minReplicas,
      because: `it is more than maxReplicas, ${maxReplicas}`,
      fix: 'lower minReplicas or raise maxReplicas',
    },
  ];
}

function idleTimeoutComplaints(spec: Json, place: string, { idleTimeoutSeconds: got }: Json): Complaint[] {
  if (got === undefined) return [];
  const what = `${place}.idleTimeoutSeconds`;
  if (got < 0) return [{ what, got, because: 'a time cannot be shorter than 0 seconds', fix: 'write 0 or more' }];
  if (hasAutoscalerV2(spec)) return [];
  return [
    {
      what,
      got,
      because: 'only autoscaler v2 has a time for each worker group',
      fix: "set autoscalerOptions.version to 'v2', or remove it",
    },
  ];
}

function priorityComplaints(spec: Json, place: string, { priority: got }: Json): Complaint[] {
  if (got === undefined || got === 0) return [];
  const what = `${place}.priority`;
  const [major, minor] = `${spec.rayVersion}`.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_RAY_FOR_PRIORITY;
  if (!(major > leastMajor || (major === leastMajor && minor >= leastMinor))) {
    return [
      { what, got, because: `Ray ${spec.rayVersion} knows no priorities of worker groups`, fix: 'use Ray 2.56.0 or newer, or remove it' },
    ];
  }
  if (hasAutoscalerV2(spec)) return [];
  return [
    {
      what,
      got,
      because: 'only autoscaler v2 knows priorities of worker groups',
      fix: "set autoscalerOptions.version to 'v2', or remove it",
    },
  ];
}

const hasAutoscalerV2 = (spec: Json) => isAutoscalerV2(spec) || isOn(headVariable(spec, 'RAY_enable_autoscaler_v2'));
