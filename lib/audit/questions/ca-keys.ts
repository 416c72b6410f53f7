import type { Container } from '../model/container';
import { dataOf } from '../model/data';
import { text } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { SecretSource } from '../model/volume';
import { certificateOf, isPrivateKey, pemsOf, publicKeyOf } from './pem';

/** The names under which a CA's private key is kept, whatever the certificate beside it is called. */
const CA_KEY_NAME = /^ca[-_.]?(?:private[-_.]?)?key(?:\.pem)?$|^ca-key\.pem$|^tls-ca\.key$/i;
/** How a script signs with the key of a CA. */
const SIGNS = /-CAkey\b|\bca\.key\b/;

/** The keys of a Secret, as a volume or variable shows it, that hold the private key of a CA. */
export function caKeysShown(set: ManifestSet, namespace: string | undefined, { secretName, items }: SecretSource): string[] {
  const known = caKeysOf(set, namespace, secretName);
  if (items === undefined) return known;
  return items.map(({ key }) => key).filter((key) => known.includes(key) || CA_KEY_NAME.test(key));
}

/** The keys of CAs that a container sees, by volumes and variables, each with the field that shows it. */
export function caKeysSeenBy(set: ManifestSet, pod: Pod, container: Container): { readonly key: string; readonly path: string }[] {
  const mounted = container.mounts.flatMap((mount) =>
    caKeysMounted(set, pod, mount.volume, mount.subPath).map((key) => ({ key, path: mount.path })),
  );
  const inEnv = container.secretsInEnv().flatMap(({ secretName, key, path }) => {
    const source = key === undefined ? { secretName } : { secretName, items: [{ key, path: key }] };
    return caKeysShown(set, pod.namespace, source).map((caKey) => ({ key: caKey, path }));
  });
  return [...mounted, ...inEnv];
}

/** The keys of CAs in a volume, or in one file of it. */
export function caKeysMounted(set: ManifestSet, pod: Pod, volumeName: string, subPath?: string): string[] {
  const sources = pod.volume(volumeName)?.secrets ?? [];
  return sources.flatMap((source) => {
    const keys = caKeysShown(set, pod.namespace, source);
    // A subPath shows a single file of the volume.
    return subPath === undefined ? keys : keys.filter((key) => (source.items?.find((item) => item.key === key)?.path ?? key) === subPath);
  });
}

function caKeysOf(set: ManifestSet, namespace: string | undefined, secretName: string): string[] {
  return set.once(`CA keys of ${namespace ?? ''}/${secretName}`, () => {
    const secret = set.find('Secret', namespace, secretName);
    if (secret !== undefined) return caKeysInSecret(secret);
    const isCa = writtenByCertificates(set).get(`${namespace ?? ''}/${secretName}`);
    if (isCa !== undefined) return isCa ? ['tls.key'] : [];
    return signingSecrets(set).has(`${namespace ?? ''}/${secretName}`) ? ['ca.key'] : [];
  });
}

function caKeysInSecret(secret: Manifest): string[] {
  const entries = dataOf(secret).map(({ key, content }) => ({ key, pems: pemsOf(content) }));
  const caKeys = entries
    .flatMap(({ pems }) => pems.flatMap((block) => certificateOf(block) ?? []))
    .filter(({ ca }) => ca)
    .map((certificate) => certificate.publicKey.export({ type: 'spki', format: 'der' }));
  return entries
    .filter(({ key, pems }) => pems.some((block) => isPrivateKey(block) && (CA_KEY_NAME.test(key) || belongsTo(block, caKeys))))
    .map(({ key }) => key);
}

function belongsTo(block: Parameters<typeof publicKeyOf>[0], caKeys: readonly Buffer[]): boolean {
  const publicKey = publicKeyOf(block)?.export({ type: 'spki', format: 'der' });
  return publicKey !== undefined && caKeys.some((key) => key.equals(publicKey));
}

/** The Secrets that cert-manager writes, and whether what it keeps there is a CA. */
function writtenByCertificates(set: ManifestSet): ReadonlyMap<string, boolean> {
  return set.once('Secrets of Certificates', () => {
    const certificates = set.ofKind('Certificate', 'cert-manager.io');
    return new Map(certificates.map(({ namespace, spec }) => [`${namespace ?? ''}/${text(spec.secretName) ?? ''}`, spec.isCA === true]));
  });
}

/** The Secrets, made elsewhere, with which an init container signs: the only thing that the manifests tell of their content. */
function signingSecrets(set: ManifestSet): ReadonlySet<string> {
  return set.once('Secrets that init containers sign with', () => {
    const signing = set.pods.flatMap((pod) =>
      pod.initContainers
        .filter((container) => [container.commandLine, ...scriptsOf(set, pod, container)].some((program) => SIGNS.test(program)))
        .flatMap((container) => container.mounts.flatMap(({ volume }) => pod.volume(volume)?.secrets ?? []))
        .map(({ secretName }) => `${pod.namespace ?? ''}/${secretName}`),
    );
    return new Set(signing);
  });
}

/** The texts of the ConfigMaps that a container mounts. */
export function scriptsOf(set: ManifestSet, pod: Pod, container: Container): string[] {
  const names = container.mounts.flatMap(({ volume }) => pod.volume(volume)?.configMapNames ?? []);
  return names.flatMap((name) => {
    const configMap = set.find('ConfigMap', pod.namespace, name);
    return configMap === undefined ? [] : dataOf(configMap).map(({ content }) => content);
  });
}
