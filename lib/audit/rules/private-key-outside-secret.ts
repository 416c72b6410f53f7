import { isPrivateKey, pemsOf } from '../questions/pem';
import { type Rule, Severity } from '../rule';

export const privateKeyOutsideSecret: Rule = {
  id: 'private-key-outside-secret',
  title: 'A private key is in something else than a Secret',
  why: 'ConfigMaps, variables and commands are neither encrypted at rest nor kept from those who may read pods, and appear in events and logs.',
  fix: 'Replace the key, as it has been shown, and put the new one into a Secret.',
  source: 'Kubernetes, good practices for Secrets',
  severity: Severity.ERROR,
  check: (set) => [
    ...set.pems
      .filter(({ manifest, block }) => manifest.kind === 'ConfigMap' && isPrivateKey(block))
      .map(({ manifest, path }) => ({ manifest, path, message: 'a ConfigMap holds a private key' })),
    ...set.pods.flatMap((pod) =>
      [...pod.initContainers, ...pod.containers].flatMap((container) => {
        const inEnv = [...container.env]
          .filter(([, value]) => hasPrivateKey(value))
          .map(([name]) => ({ path: `${container.path}.env`, message: `the variable ${name} holds a private key` }));
        const inCommand = hasPrivateKey(container.commandLine)
          ? [{ path: container.path, message: 'its command holds a private key' }]
          : [];
        return [...inEnv, ...inCommand].map((place) => ({ manifest: pod.manifest, ...place }));
      }),
    ),
  ],
};

function hasPrivateKey(value: string | undefined): boolean {
  return value !== undefined && pemsOf(value).some(isPrivateKey);
}
