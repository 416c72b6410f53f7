import { TLS_VARIABLES } from '../../facts/tls-variables';
import { dataOf } from '../model/data';
import { at, isObject, objects, text } from '../model/json';
import { type Rule, Severity } from '../rule';

export const tlsVariablesByEnvfrom: Rule = {
  id: 'tls-variables-by-envfrom',
  title: 'The TLS variables come by envFrom',
  why: 'KubeRay copies `env` of the Ray container into the init container `wait-gcs-ready`, and `envFrom` not: that one asks the head without TLS, forever, and the worker never starts.',
  fix: 'Write the four variables under `env`.',
  source: 'KubeRay v1.7.0, `DefaultWorkerPodTemplate` in `ray-operator/controllers/ray/common/pod.go`',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayNodes
      .filter(({ isKubeRay }) => isKubeRay)
      .flatMap((pod) => {
        const [ray] = pod.rayContainers;
        return objects(ray.json.envFrom).flatMap((source, index) => {
          const isSecret = isObject(source.secretRef);
          const name = text(at(source, isSecret ? 'secretRef' : 'configMapRef', 'name')) ?? '';
          const manifest = set.find(isSecret ? 'Secret' : 'ConfigMap', pod.namespace, name);
          const variables = manifest === undefined ? [] : dataOf(manifest).map(({ key }) => `${text(source.prefix) ?? ''}${key}`);
          const hidden = TLS_VARIABLES.filter((variable) => variables.includes(variable) && !ray.env.has(variable));
          if (hidden.length === 0) return [];
          const message = `${hidden.join(', ')} of the ${pod.title} come from '${name}'`;
          return [{ manifest: pod.manifest, path: `${ray.path}.envFrom[${index}]`, message }];
        });
      }),
};
