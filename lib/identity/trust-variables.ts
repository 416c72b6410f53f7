import type { PlainObject } from '../kubernetes/plain-json';

/** The variable of an init container that names a folder of further CAs (`additionalTrust`). */
export const ALSO_TRUSTED = 'ALSO_TRUSTED';
/** The variable of an init container that names a bundle to trust in place of the signer (`trustBundle`). */
export const TRUST_BUNDLE = 'TRUST_BUNDLE';

/** Whether the init containers of a pod are told to trust other CAs than the one that signs its leaf. */
export function widensTrust({ initContainers = [] }: PlainObject): boolean {
  return initContainers.some(({ env = [] }: PlainObject) =>
    env.some(({ name }: PlainObject) => name === ALSO_TRUSTED || name === TRUST_BUNDLE),
  );
}
