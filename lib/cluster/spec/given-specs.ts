import type { PlainObject } from '../../kubernetes/plain-json';
import type { GivenSpec } from '../../refusals/cluster/own-tls';
import type { RayClusterSpecProps } from './props';

/** Every pod spec that the caller gave, with what configures the autoscaler. */
export function givenSpecs(props: RayClusterSpecProps, base: PlainObject, autoscalerOptions: PlainObject = {}): GivenSpec[] {
  const templates: [string, PlainObject | undefined][] = [
    ['baseSpec.headGroupSpec.template', base.headGroupSpec?.template],
    ['head.template', props.head?.template],
    ...(Array.isArray(base.workerGroupSpecs) ? (base.workerGroupSpecs as PlainObject[]) : []).map((group, index): [string, PlainObject] => [
      `baseSpec.workerGroupSpecs[${index}].template`,
      group?.template,
    ]),
    ...(props.workerGroups ?? []).map((group, index): [string, PlainObject] => [`workerGroups[${index}].template`, group.template]),
  ];
  const ofPods = templates.map(([place, template]) => {
    const spec: PlainObject = template?.spec ?? {};
    return { place: `${place}.spec`, spec, rayContainers: spec.containers?.slice?.(0, 1) ?? [] };
  });
  return [...ofPods, { place: 'autoscalerOptions', spec: {}, rayContainers: [autoscalerOptions] }];
}
