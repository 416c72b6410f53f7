import { isDeepStrictEqual } from 'node:util';
import type { ApiObject } from 'cdk8s';
import type { PlainObject } from './plain-json';

/**
 * Gives a Job that somebody has patched another name: that of a Job which exists is tied to its content, as the API server lets nobody change it.
 *
 * @param spec its spec as it is without patches
 * @param nameOf the name for a spec
 */
export function renameWhenPatched(job: ApiObject, spec: () => PlainObject, nameOf: (spec: PlainObject) => string): void {
  const patch = job.addJsonPatch.bind(job);
  let isPatched = false;
  job.addJsonPatch = (...operations) => {
    patch(...operations);
    if (isPatched) return;
    isPatched = true;
    renameAtRender(job, spec, nameOf);
  };
}

function renameAtRender(job: ApiObject, spec: () => PlainObject, nameOf: (spec: PlainObject) => string): void {
  const render = job.toJson.bind(job);
  job.toJson = () => {
    const manifest = render();
    const own = JSON.parse(JSON.stringify(spec()));
    return isDeepStrictEqual(manifest.spec, own)
      ? manifest
      : { ...manifest, metadata: { ...manifest.metadata, name: nameOf(manifest.spec) } };
  };
}
