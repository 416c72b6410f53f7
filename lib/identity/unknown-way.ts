import type { RayPod } from '../kubernetes/ray-pod';
import { invalid } from '../refusals/invalid';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

/** The way of a cluster that is made elsewhere, where nobody has said it: nothing can get a certificate that the cluster accepts. */
export class UnknownWay implements TlsWay {
  public attachTo(host: TlsHost): void {
    throw refused(host);
  }

  public addLeaf(host: TlsHost, _pod: RayPod, _leaf: Leaf): void {
    throw refused(host);
  }
}

function refused({ scope }: TlsHost): Error {
  return invalid(scope.node.path, {
    what: "the cluster's tls",
    because: 'it needs a certificate that the cluster accepts, and nobody has said how its pods come by theirs',
    fix: 'pass the same tls to RayTlsCluster.fromClusterName(...)',
  });
}
