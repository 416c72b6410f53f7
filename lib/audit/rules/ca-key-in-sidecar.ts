import { caKeysSeenBy } from '../questions/ca-keys';
import { type Rule, Severity } from '../rule';

export const caKeyInSidecar: Rule = {
  id: 'ca-key-in-sidecar',
  title: "A container that runs beside Ray reads the CA's private key",
  why: 'Whoever reaches that container, by a notebook in it for example, can copy the key and be any pod from then on, also after access is withdrawn.',
  fix: 'Mount the key into the init container that signs, alone. A container that speaks to Ray needs the certificate of the pod, not the CA.',
  source: "Ray's guide on TLS; NIST SP 800-57 Part 1, 5.3.5: fewest places that hold a private key",
  severity: Severity.WARNING,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      [...pod.containers, ...pod.initContainers.filter(({ json }) => json.restartPolicy === 'Always')]
        .filter((container) => !pod.rayContainers.includes(container))
        .flatMap((container) =>
          caKeysSeenBy(set, pod, container).map(({ key, path }) => ({
            manifest: pod.manifest,
            path,
            message: `'${container.name}' in the ${pod.title} sees '${key}', the CA's private key`,
          })),
        ),
    ),
};
