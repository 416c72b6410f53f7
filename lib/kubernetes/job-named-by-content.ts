import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { ApiObject, Lazy, Names } from 'cdk8s';
import type { Construct } from 'constructs';
import type { PlainObject } from './plain-json';

const LONGEST_NAME = 63;
const HASH_LENGTH = 8;

/**
 * Makes a Job whose name ends in a hash of its spec. Nobody can change the template of a Job that exists, so a changed Job has to be another one.
 *
 * @param scope where it is made, as `Resource`; its path gives the name
 * @param spec its spec without anybody's patches, asked for when the manifest is rendered
 */
export function makeJobNamedByContent(scope: Construct, metadata: PlainObject, spec: () => PlainObject): void {
  const nameOf = (content: PlainObject) => {
    const hash = createHash('sha256').update(JSON.stringify(content)).digest('hex').slice(0, HASH_LENGTH);
    return `${Names.toDnsLabel(scope, { maxLen: LONGEST_NAME - 1 - HASH_LENGTH })}-${hash}`;
  };
  const name: any = Lazy.any({ produce: () => nameOf(spec()) });
  // The classes of cdk8s-plus would lose what a JsonPatch of somebody's adds.
  const job = new ApiObject(scope, 'Resource', {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { ...metadata, name },
    spec: Lazy.any({ produce: spec }),
  });
  renameWhenPatched(job, spec, nameOf);
}

function renameWhenPatched(job: ApiObject, spec: () => PlainObject, nameOf: (spec: PlainObject) => string): void {
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
