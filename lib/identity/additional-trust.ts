import type { PlainObject } from '../kubernetes/plain-json';
import type { LeafMaker } from './leaf-init-container';
import type { TrustBundle } from './trust-bundle';
import { ALSO_TRUSTED } from './trust-variables';

const VOLUME = 'ray-tls-also-trusted';
const DIR = '/etc/ray/additional-trust';

/** What the init container needs to have its pod trust further CAs beside its own. */
export function additionalTrust(bundles: readonly TrustBundle[] = []): Pick<LeafMaker, 'env' | 'ownVolumes'> {
  if (bundles.length === 0) return { env: [], ownVolumes: [] };
  const sources: PlainObject[] = bundles.map((bundle, index) => bundle._source(`${index}.crt`));
  return {
    env: [{ name: ALSO_TRUSTED, value: DIR }],
    ownVolumes: [{ mountPath: DIR, volume: { name: VOLUME, projected: { sources } } }],
  };
}
