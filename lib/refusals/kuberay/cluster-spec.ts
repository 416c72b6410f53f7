import type { Json } from './rule';

/** A group of pods, by its place in the spec of a RayCluster. */
export interface PlacedGroup {
  readonly place: string;
  readonly group: Json;
}

export function workerGroupsOf(spec: Json): PlacedGroup[] {
  return (spec.workerGroupSpecs ?? []).map((group: Json, index: number) => ({ place: `workerGroupSpecs[${index}]`, group }));
}

/** The head's group first. */
export function groupsOf(spec: Json): PlacedGroup[] {
  return [{ place: 'headGroupSpec', group: spec.headGroupSpec ?? {} }, ...workerGroupsOf(spec)];
}

export function containersOf(group: Json): readonly Json[] {
  return group.template?.spec?.containers ?? [];
}

export function initContainersOf(group: Json): readonly Json[] {
  return group.template?.spec?.initContainers ?? [];
}

/** The container that KubeRay takes to be Ray's. */
export function rayContainerOf(group: Json): Json {
  return containersOf(group)[0] ?? {};
}

export function startParamsOf(group: Json): Json {
  return group.rayStartParams ?? {};
}

/** A variable of the head's Ray container, by name. */
export function headVariable(spec: Json, name: string): Json | undefined {
  return (rayContainerOf(spec.headGroupSpec ?? {}).env ?? []).find((variable: Json) => variable.name === name);
}

export function isAutoscaled(spec: Json): boolean {
  return spec.enableInTreeAutoscaling === true;
}

/** Whether the field asks for the autoscaler's second version; KubeRay looks at it whether or not autoscaling is on. */
export function isAutoscalerV2(spec: Json): boolean {
  return spec.autoscalerOptions?.version === 'v2';
}

/** What KubeRay, and Ray, take for true. */
export function isOn(variable: Json | undefined): boolean {
  return variable?.value === '1' || variable?.value === 'true';
}
