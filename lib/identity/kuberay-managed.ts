import type { RayPod } from '../kubernetes/ray-pod';
import { requireDialledNamesInLeaves } from '../refusals/cluster/dialled-names';
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
    requireKubeRayTls(path, rayCluster.spec, rayCluster.kubeRayVersion);
    // KubeRay's certificate for the head has the full name of its Service and no shorter one (v1.7.0).
    const { spec, headService } = rayCluster;
    const dnsNames = headService === undefined ? [] : [`${headService}.${host.namespace}.svc.cluster.local`];
    requireDialledNamesInLeaves(path, spec, { services: [], dnsNames });
  }

  public addLeaf(host: TlsHost, _pod: RayPod, leaf: Leaf): void {
    throw invalid(host.scope.node.path, {
      what: WAY,
      because: `KubeRay issues no certificate for ${leaf.container.replace(/-leaf$/, '')}, which serves TLS itself`,
      fix: 'use RayTls.signedBy or RayTls.issuedBy',
    });
  }
}
