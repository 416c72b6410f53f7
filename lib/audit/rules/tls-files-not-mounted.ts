import { TLS_FILES } from '../../facts/tls-variables';
import { type Rule, Severity } from '../rule';

export const tlsFilesNotMounted: Rule = {
  id: 'tls-files-not-mounted',
  title: 'A TLS variable names a file in no volume',
  why: 'The image has no such file, so Ray stops when it starts.',
  fix: 'Mount the volume with the certificates there, or correct the path.',
  source: 'Ray, "TLS authentication"',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      pod.rayContainers
        .filter(({ usesTls }) => usesTls)
        .flatMap((container) =>
          TLS_FILES.flatMap((name) => {
            const file = container.env.get(name);
            // A value that comes from elsewhere, or that Kubernetes puts together, is not known here.
            if (file === undefined || file.includes('$(') || container.mountOf(file) !== undefined) return [];
            return [{ manifest: pod.manifest, path: `${container.path}.env`, message: `${name} is ${file}, and nothing is mounted there` }];
          }),
        ),
    ),
};
