import { Names } from 'cdk8s';
import { CertManagerCertificate, CertManagerUsage } from '../ca/cert-manager/certificate';
import type { ICertManagerIssuer } from '../ca/cert-manager/issuer-interface';
import { type RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { invalid } from '../refusals/invalid';
import { rayLeaves, useRayLeaf } from './leaf-files';
import type { RayTlsRenewedByOptions } from './renewed-by-options';
import type { Leaf, TlsHost, TlsWay } from './tls-way';

const WAY = 'RayTls.renewedBy';
const LONGEST_NAME = 63;

/** The way `RayTls.renewedBy`: one Certificate of cert-manager for all pods of a workload that nobody dials by IP. */
export class RenewedLeaf implements TlsWay {
  public constructor(
    private readonly issuer: ICertManagerIssuer,
    private readonly options: RayTlsRenewedByOptions,
  ) {}

  public attachTo(host: TlsHost): void {
    this.options.trustBundle?._validate(host.scope.node.path, `${WAY}: trustBundle`);
    for (const { pod, leaf } of rayLeaves(host)) {
      this.addLeaf(host, pod, leaf);
      useRayLeaf(pod, WAY);
    }
  }

  public addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    requireNotDialedByIp(host, pod);
    const { duration, renewBefore, keyAlgorithm, trustBundle } = this.options;
    // RFC 8813 forbids key encipherment for elliptic curves.
    const encipherment = keyAlgorithm?.startsWith('rsa-') ? [CertManagerUsage.KEY_ENCIPHERMENT] : [];
    const { secretName } = new CertManagerCertificate(host.scope, `${leaf.container}-certificate`, {
      issuer: this.issuer,
      secretName: Names.toDnsLabel(host.scope, { extra: ['tls'], maxLen: LONGEST_NAME }),
      commonName: `ray-${leaf.role}`,
      dnsNames: dnsNames(host, leaf),
      duration,
      renewBefore,
      keyAlgorithm,
      usages: [CertManagerUsage.DIGITAL_SIGNATURE, ...encipherment, CertManagerUsage.CLIENT_AUTH],
    });
    const files = trustBundle === undefined ? ['tls.crt', 'tls.key', 'ca.crt'] : ['tls.crt', 'tls.key'];
    const sources = [
      { secret: { name: secretName, items: files.map((key) => ({ key, path: key })) } },
      ...(trustBundle === undefined ? [] : [trustBundle._source('ca.crt')]),
    ];
    pod._addVolume({ name: leaf.volume, projected: { sources } }, WAY);
  }
}

/** What leaf.sh calls a client too. */
function dnsNames({ namespace }: TlsHost, leaf: Leaf): string[] {
  const forms = namespace === undefined ? [''] : ['', `.${namespace}`, `.${namespace}.svc`, `.${namespace}.svc.cluster.local`];
  const names = [...leaf.services.flatMap((service) => forms.map((form) => `${service}${form}`)), ...leaf.dnsNames];
  return names.length === 0 ? ['localhost'] : names;
}

function requireNotDialedByIp(host: TlsHost, pod: RayPod): void {
  if (pod.role === RayPodRole.CLIENT) return;
  throw invalid(host.scope.node.path, {
    what: WAY,
    because: "Ray dials every node by its pod's IP, and one Certificate cannot carry addresses that are unknown until the pods run",
    fix: 'use RayTls.issuedBy with the same issuer, which gives each pod a certificate of its own',
  });
}
