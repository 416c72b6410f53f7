import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

/**
 * Refuses what KubeRay accepts at apply and then refuses while reconciling, where only an event tells of it
 * (`ValidateRayClusterSpec` of KubeRay v1.7.0; worker groups have a rule of their own).
 */
export function requireKubeRayAccepts(constructPath: string, spec: Json): void {
  const groups: [string, Json][] = [
    ['headGroupSpec', spec.headGroupSpec],
    ...(spec.workerGroupSpecs ?? []).map((group: Json, index: number): [string, Json] => [`workerGroupSpecs[${index}]`, group]),
  ];
  for (const [place, group] of groups) requireOneSourceOfResources(constructPath, place, group);
  requireGcsFaultToleranceByOptions(constructPath, spec);
  if (spec.enableInTreeAutoscaling === true) requireAutoscalingWorks(constructPath, spec, groups);
  requireUpgradeStrategy(constructPath, spec.upgradeStrategy?.type);
}

function requireOneSourceOfResources(constructPath: string, place: string, group: Json): void {
  const params: Json = group.rayStartParams ?? {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== 'string') {
      throw invalid(constructPath, {
        what: `${place}.rayStartParams['${name}']`,
        got: value,
        because: 'KubeRay takes the parameters of `ray start` as strings',
        fix: `write '${value}' in quotes`,
      });
    }
  }
  const given = ['num-cpus', 'num-gpus', 'memory', 'resources'].find((name) => params[name] !== undefined && params[name] !== '');
  if (given !== undefined && Object.keys(group.resources ?? {}).length > 0) {
    throw invalid(constructPath, {
      what: `${place}.rayStartParams['${given}']`,
      got: params[given],
      because: `${place}.resources is set too, and KubeRay takes Ray's resources from one of the two`,
      fix: 'remove one of the two',
    });
  }
  if (params.labels !== undefined) {
    throw invalid(constructPath, {
      what: `${place}.rayStartParams['labels']`,
      got: params.labels,
      because: "KubeRay takes a group's Ray labels from its 'labels' field alone",
      fix: `move them to ${place}.labels`,
    });
  }
}

function requireGcsFaultToleranceByOptions(constructPath: string, spec: Json): void {
  const params: Json = spec.headGroupSpec.rayStartParams ?? {};
  const env: string[] = (rayContainer(spec.headGroupSpec)?.env ?? []).map((variable: Json) => variable.name);
  const misplaced: [string, boolean][] = [
    ["headGroupSpec.rayStartParams['redis-username']", params['redis-username'] !== undefined],
    ['environment variable REDIS_USERNAME of the head', env.includes('REDIS_USERNAME')],
    ['environment variable RAY_REDIS_ADDRESS of the head', env.includes('RAY_REDIS_ADDRESS')],
  ];
  if (spec.gcsFaultToleranceOptions !== undefined) {
    misplaced.push(["headGroupSpec.rayStartParams['redis-password']", params['redis-password'] !== undefined]);
    misplaced.push(['environment variable REDIS_PASSWORD of the head', env.includes('REDIS_PASSWORD')]);
  }
  for (const [what, present] of misplaced) {
    if (present) {
      throw invalid(constructPath, {
        what,
        because: 'KubeRay takes the access to Redis from gcsFaultToleranceOptions alone',
        fix: 'set redisAddress, redisUsername and redisPassword in gcsFaultTolerance, and remove it here',
      });
    }
  }
}

function requireAutoscalingWorks(constructPath: string, spec: Json, groups: [string, Json][]): void {
  const options: Json = spec.autoscalerOptions ?? {};
  for (const [place, group] of groups) {
    if (group.suspend === true) {
      throw invalid(constructPath, {
        what: `${place}.suspend`,
        got: true,
        because: 'KubeRay cannot suspend a worker group under autoscaling',
        fix: 'remove it, or turn autoscaling off',
      });
    }
    const restartPolicy = group.template?.spec?.restartPolicy;
    if (options.version === 'v2' && restartPolicy !== undefined && restartPolicy !== 'Never') {
      throw invalid(constructPath, {
        what: `${place}.template.spec.restartPolicy`,
        got: restartPolicy,
        because: 'autoscaler v2 replaces pods instead of restarting them',
        fix: "remove it, or write 'Never'",
      });
    }
  }
  const idle = options.idleTimeoutSeconds;
  if (idle !== undefined && !(Number.isInteger(idle) && idle >= 0)) {
    throw invalid(constructPath, {
      what: 'autoscalerOptions.idleTimeoutSeconds',
      got: idle,
      because: 'it is no whole number of seconds from 0 on',
      fix: 'write such a number',
    });
  }
}

function requireUpgradeStrategy(constructPath: string, type: unknown): void {
  if (type === undefined || type === 'Recreate' || type === 'None') return;
  throw invalid(constructPath, {
    what: 'upgradeStrategy.type',
    got: type,
    because: 'KubeRay knows Recreate and None',
    fix: 'write one of the two',
  });
}

function rayContainer(group: Json): Json | undefined {
  return group.template?.spec?.containers?.[0];
}
