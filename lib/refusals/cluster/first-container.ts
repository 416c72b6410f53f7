import { isRayProjectImage } from '../../facts/ray-images';
import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

/** How Ray's guides, samples and charts name the container that runs Ray. */
const RAY_CONTAINER_NAME = /^ray(-(head|worker|node|container))?$/;

/**
 * Refuses a template with a sidecar before Ray's container: KubeRay writes `ray start` into the first container, whatever it is
 * (`RayContainerIndex` of v1.7.0).
 *
 * @param place the template, as the caller passed it
 */
export function requireRayContainerFirst(constructPath: string, place: string, template: unknown): void {
  const containers: unknown = (template as Json | undefined)?.spec?.containers;
  if (!Array.isArray(containers)) return;
  const [first, ...others] = containers.map((container): Json => container ?? {});
  if (first === undefined || looksLikeRay(first)) return;
  // One with a command of its own is a sidecar that uses Ray's image.
  const ray = others.find((container) => looksLikeRay(container) && container.command === undefined && container.args === undefined);
  if (ray === undefined) return;
  throw invalid(constructPath, {
    what: `${place}.spec.containers[0]`,
    got: first.name ?? first.image,
    because: `KubeRay takes the first container as Ray's, and '${ray.name ?? ray.image}' stands behind it`,
    fix: `put '${ray.name ?? ray.image}' first`,
  });
}

function looksLikeRay({ name, image }: Json): boolean {
  return RAY_CONTAINER_NAME.test(`${name}`) || isRayProjectImage(`${image}`);
}
