import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { CaSecretOrder } from './ca-key-source';
import { CaSecretKeys } from './ca-secret-keys';

/** The key pair of a CA, as PEM text. */
export interface CaPem {
  readonly certificate: string;
  readonly privateKey: string;
}

/** Puts a key pair that is known at synth into the Secret that was ordered. */
export function writePemSecret(order: CaSecretOrder, pem: CaPem): void {
  const underBoth = () => [CaSecretKeys.CA, ...(order.alsoAsTls() ? [CaSecretKeys.TLS] : [])];
  new k8s.KubeSecret(order.ca, 'Resource', {
    metadata: { name: order.secretName },
    type: 'Opaque',
    // Not stringData, which server-side apply cannot follow: a key that is gone from it would stay in the Secret.
    data: Lazy.any({ produce: () => Object.assign({}, ...underBoth().map((keys) => secretData(keys, pem))) }),
  });
}

function secretData(keys: CaSecretKeys, pem: CaPem): { [key: string]: string } {
  return { [keys.certificate]: base64(pem.certificate), [keys.privateKey]: base64(pem.privateKey) };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
