import type { RayPod } from '../kubernetes/ray-pod';
import { invalid } from '../refusals/invalid';

/** What changes a pod template. */
const CHANGES = /^_?(?:add|default|rayContainerDefault|replace|share)/;

/**
 * A pod template of a cluster that is made elsewhere: it can be read, and whatever would change it is refused, as nobody renders it.
 *
 * @param knowsImage whether somebody has said which image its Ray container has
 */
export function sealed(pod: RayPod, constructPath: string, knowsImage: boolean): RayPod {
  return new Proxy(pod, {
    get(target, name) {
      if (name === 'image' && !knowsImage) throw invalid(constructPath, UNKNOWN_IMAGE);
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      if (!CHANGES.test(String(name))) return value.bind(target);
      return () => {
        throw invalid(constructPath, {
          what: `${String(name).replace(/^_/, '')} to the pods of '${target.groupName}'`,
          because: 'the cluster is made elsewhere, and its pods are not rendered here',
          fix: 'add it where the cluster is made',
        });
      };
    },
  });
}

const UNKNOWN_IMAGE = {
  what: 'image',
  because: 'pods that speak to the cluster need the Ray that it runs, and nobody has said which',
  fix: 'pass image or rayVersion to RayTlsCluster.fromClusterName(...)',
};
