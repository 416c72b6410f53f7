import { Duration } from 'cdk8s';
import { KeyAlgorithm } from '../ca/key-algorithm';
import type { IRayTlsCa } from '../ca/ray-tls-ca';
import type { RayPod } from '../kubernetes/ray-pod';
import { requireDurationBetween } from '../refusals/durations';
import { invalid } from '../refusals/invalid';
import { requireDnsNames } from '../refusals/names/dns-names';
import { additionalTrust } from './additional-trust';
import { rayLeaves, useRayLeaf } from './leaf-files';
import { addLeafInitContainer, leafScript } from './leaf-init-container';
import { LeafLife } from './leaf-life';
import type { RayTlsSignedByOptions } from './signed-by-options';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

const WAY = 'RayTls.signedBy';
const CA_VOLUME = 'ray-tls-ca';
const CA_DIR = '/etc/ray/ca';
const DURATION_BOUNDS = {
  shortest: Duration.minutes(1),
  longest: Duration.days(3650),
  because: "a leaf has to outlive its pod's start, and one for decades cannot be withdrawn",
};

/** The way `RayTls.signedBy`: each pod makes its key and has it signed by the CA's key, which is mounted in that init container alone. */
export class SignedLeaf implements TlsWay {
  private readonly life: LeafLife;

  public constructor(
    private readonly ca: IRayTlsCa,
    private readonly options: RayTlsSignedByOptions,
  ) {
    this.life = new LeafLife(options.duration);
  }

  public attachTo(host: TlsHost): void {
    this.validate(host);
    for (const { pod, leaf } of rayLeaves(host, this.options.dnsNames)) {
      this.addLeaf(host, pod, leaf);
      useRayLeaf(pod, WAY);
    }
  }

  public addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    const further = additionalTrust(this.options.additionalTrust);
    addLeafInitContainer(host, pod, leaf, {
      way: WAY,
      script: 'sign-leaf.sh',
      scripts: { ...leafScript('sign-leaf.sh'), ...leafScript('leaf.sh'), ...leafScript('trust.sh') },
      keyAlgorithm: this.options.keyAlgorithm ?? KeyAlgorithm.ECDSA_P256,
      env: [
        { name: 'LEAF_SECONDS', value: `${leaf.seconds ?? this.life.of(pod).toSeconds()}` },
        { name: 'CA_SECRET', value: this.ca.secretName },
        ...further.env,
      ],
      ownVolumes: [{ mountPath: CA_DIR, volume: this.caVolume() }, ...further.ownVolumes],
    });
  }

  public shortenLeaves(pods: readonly RayPod[]): void {
    this.life.shorten(pods);
  }

  private caVolume() {
    const items = [
      { key: this.ca.certificateKey, path: 'ca.crt' },
      { key: this.ca.privateKeyKey, path: 'ca.key' },
    ];
    return { name: CA_VOLUME, secret: { secretName: this.ca.secretName, items } };
  }

  private validate(host: TlsHost): void {
    const path = host.scope.node.path;
    requireDurationBetween(path, `${WAY}: duration`, this.life.longest, DURATION_BOUNDS);
    requireDnsNames(path, `${WAY}: dnsNames`, this.options.dnsNames ?? []);
    this.options.additionalTrust?.forEach((bundle, index) => {
      bundle._validate(path, `${WAY}: additionalTrust[${index}]`);
    });
    const namespace = host.namespace;
    if (this.ca.namespace !== undefined && namespace !== undefined && this.ca.namespace !== namespace) {
      throw invalid(path, {
        what: `${WAY}: the CA ${this.ca.node.path}`,
        because: `its Secret is in namespace '${this.ca.namespace}', and pods in '${namespace}' can mount Secrets of their own namespace alone`,
        fix: `put the RayTlsCa into a chart of namespace '${namespace}', or use RayTls.issuedBy with a ClusterIssuer`,
      });
    }
  }
}
