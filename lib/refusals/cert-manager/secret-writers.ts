import { invalid } from '../invalid';

/** A Kubernetes object, and the path of the construct that it comes from. */
export interface PlacedObject {
  readonly constructPath: string;
  readonly manifest: { readonly [field: string]: any };
}

/** Refuses a Secret that a cert-manager Certificate writes and something else writes too: both would overwrite it without end. */
export function requireOneWriterPerSecret(objects: readonly PlacedObject[]): void {
  const certificates = objects.filter(({ manifest }) => manifest.kind === 'Certificate' && manifest.apiVersion === 'cert-manager.io/v1');
  const secrets = objects.filter(({ manifest }) => manifest.kind === 'Secret' && manifest.apiVersion === 'v1');
  const writers = new Map<string, PlacedObject>();
  for (const secret of secrets) writers.set(key(secret.manifest, secret.manifest.metadata?.name), secret);
  for (const certificate of certificates) {
    const secretName = certificate.manifest.spec?.secretName;
    const other = writers.get(key(certificate.manifest, secretName));
    if (other !== undefined) {
      throw invalid(certificate.constructPath, {
        what: 'secretName',
        got: secretName,
        because: `the ${other.manifest.kind} of ${other.constructPath} writes that Secret too, and the two would overwrite each other without end`,
        fix: 'give each a Secret of its own',
      });
    }
    writers.set(key(certificate.manifest, secretName), certificate);
  }
}

function key(manifest: { readonly [field: string]: any }, secretName: string | undefined): string {
  return `${manifest.metadata?.namespace ?? ''}/${secretName}`;
}
