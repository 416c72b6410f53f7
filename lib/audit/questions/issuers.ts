import { at, text } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';

/** The Issuer or ClusterIssuer that a Certificate asks, if it is in the set. */
export function issuerOf(set: ManifestSet, certificate: Manifest): Manifest | undefined {
  const reference = certificate.spec.issuerRef;
  const kind = text(at(reference, 'kind')) ?? 'Issuer';
  return set.find(kind, certificate.namespace, text(at(reference, 'name')) ?? '');
}
