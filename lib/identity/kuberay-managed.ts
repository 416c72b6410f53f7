import type { RayPod } from '../kubernetes/ray-pod';
import { requireKubeRayTls } from '../refusals/cluster/kuberay-managed-tls';
import { invalid } from '../refusals/invalid';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

const WAY = 'RayTls.managedByKubeRay';

/** The way `RayTls.managedByKubeRay`: KubeRay's own `tlsOptions`, which does everything by itself or not at all. */
export class KubeRayManaged implements TlsWay {
  public attachTo(host: TlsHost): void {
    const path = host.scope.node.path;
    const { rayCluster } = host;
    if (rayCluster === undefined) {
      throw invalid(path, {
        what: WAY,
        because: 'KubeRay gives certificates to the pods of its own RayClusters alone',
        fix: 'use RayTls.signedBy or RayTls.issuedBy, for the cluster as well, since both have to trust one CA',
      });
    }
    if (host.awaitedGcsPort !== undefined) {
      throw invalid(path, {
        what: 'waitForHead',
        got: true,
        because: `${WAY} leaves the pods without an init container of this library's, in which workers could wait`,
        fix: 'remove it, and let KubeRay inject its own wait-gcs-ready',
      });
    }
    rayCluster.spec.tlsOptions = { enabled: true };
    const validate = () => requireKubeRayTls(path, rayCluster.spec, rayCluster.kubeRayVersion);
    validate();
    // Again at the end, since pods can be added to.
    host.scope.node.addValidation({
      validate: () => {
        validate();
        return [];
      },
    });
  }

  public addLeaf(host: TlsHost, _pod: RayPod, leaf: Leaf): void {
    throw invalid(host.scope.node.path, {
      what: WAY,
      because: `KubeRay issues no certificate for ${leaf.container.replace(/-leaf$/, '')}, which serves TLS itself`,
      fix: 'use RayTls.signedBy or RayTls.issuedBy',
    });
  }
}
