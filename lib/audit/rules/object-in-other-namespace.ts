import { at, object, text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { Volume } from '../model/volume';
import { type Rule, Severity } from '../rule';

export const objectInOtherNamespace: Rule = {
  id: 'object-in-other-namespace',
  title: 'A pod names an object that is in another namespace',
  why: 'A pod mounts Secrets and ConfigMaps of its own namespace alone, and runs under a ServiceAccount of it: without them it never starts.',
  fix: "Put the object into the pod's namespace; a construct renders into the namespace of its chart.",
  source: 'Kubernetes, "Volumes": configMap, secret; "Service Accounts"',
  severity: Severity.WARNING,
  check: (set) =>
    set.pods
      .filter((pod) => pod.isRay || pod.labels.get('app.kubernetes.io/managed-by') === 'cdk8s-ray-tls')
      .flatMap((pod) =>
        referencesOf(pod).flatMap(({ kind, name, path }) => {
          const elsewhere = elsewhereAlone(set, pod, kind, name);
          if (elsewhere === undefined) return [];
          return [
            { manifest: pod.manifest, path, message: `the ${pod.title} needs the ${kind} '${name}', which is in '${elsewhere.namespace}'` },
          ];
        }),
      ),
};

interface Reference {
  readonly kind: 'ConfigMap' | 'Secret' | 'ServiceAccount';
  readonly name: string;
  readonly path: string;
}

function referencesOf(pod: Pod): Reference[] {
  const account: Reference = { kind: 'ServiceAccount', name: pod.serviceAccountName, path: `${pod.specPath}.serviceAccountName` };
  const mounted = pod.volumes
    .filter((volume) => !isOptional(volume))
    .flatMap((volume): Reference[] => [
      ...volume.configMapNames.map((name) => ({ kind: 'ConfigMap' as const, name, path: volume.path })),
      ...volume.secrets.map(({ secretName }) => ({ kind: 'Secret' as const, name: secretName, path: volume.path })),
    ]);
  // Each namespace has one of these.
  return [account, ...mounted].filter(
    ({ kind, name }) => !(kind === 'ServiceAccount' && name === 'default') && name !== 'kube-root-ca.crt',
  );
}

function isOptional({ json }: Volume): boolean {
  return [json.configMap, json.secret].some((source) => object(source).optional === true);
}

/** The object of that name where the set has it in other namespaces, and nothing that could make it in the pod's. */
function elsewhereAlone(set: ManifestSet, { namespace }: Pod, kind: string, name: string): Manifest | undefined {
  const named = set.ofKind(kind).filter((each) => each.name === name);
  if (named.length === 0 || namespace === undefined) return undefined;
  const isHere = set.manifests.some(
    (each) =>
      maybeSameNamespace(each.namespace, namespace) &&
      // An ExternalSecret or a SealedSecret has the name of its Secret; a Certificate says it.
      (each.name === name || text(at(each.spec, 'secretName')) === name || text(at(each.spec, 'target', 'name')) === name),
  );
  return isHere ? undefined : named[0];
}
