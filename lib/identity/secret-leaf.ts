import type { RayPod } from '../kubernetes/ray-pod';
import { requireDns1123Subdomain } from '../refusals/names/kubernetes-names';
import { additionalTrust } from './additional-trust';
import type { RayTlsFromSecretOptions } from './from-secret-options';
import { rayLeaves, useRayLeaf } from './leaf-files';
import { addLeafInitContainer, leafScript } from './leaf-init-container';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

const WAY = 'RayTls.fromSecret';
const SECRET_VOLUME = 'ray-tls-secret';
const SECRET_DIR = '/etc/ray/tls-secret';

/** The way `RayTls.fromSecret`: one leaf made elsewhere, which each pod takes only if it is good for this pod. */
export class SecretLeaf implements TlsWay {
  public constructor(
    private readonly secretName: string,
    private readonly options: RayTlsFromSecretOptions,
  ) {}

  public attachTo(host: TlsHost): void {
    requireDns1123Subdomain(host.scope.node.path, `${WAY}: secretName`, this.secretName, 'Secret name');
    this.options.additionalTrust?.forEach((bundle, index) => {
      bundle._validate(host.scope.node.path, `${WAY}: additionalTrust[${index}]`);
    });
    for (const { pod, leaf } of rayLeaves(host)) {
      this.addLeaf(host, pod, leaf);
      useRayLeaf(pod, WAY);
    }
  }

  public addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    const further = additionalTrust(this.options.additionalTrust);
    addLeafInitContainer(host, pod, leaf, {
      way: WAY,
      script: 'check-secret-leaf.sh',
      scripts: { ...leafScript('check-secret-leaf.sh'), ...leafScript('leaf.sh'), ...leafScript('trust.sh') },
      env: [{ name: 'SECRET_DIR', value: SECRET_DIR }, { name: 'SECRET_NAME', value: this.secretName }, ...further.env],
      ownVolumes: [
        { mountPath: SECRET_DIR, volume: { name: SECRET_VOLUME, secret: { secretName: this.secretName } } },
        ...further.ownVolumes,
      ],
    });
  }
}
