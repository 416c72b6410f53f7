import { ApiObject, Chart, Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireIssuableCertificate } from '../../refusals/cert-manager/certificate';
import { requireShorterThanIssuer } from '../../refusals/cert-manager/durations';
import { requireIssuerInReach } from '../../refusals/cert-manager/issuer-reach';
import { type CertificateSubject, requireSubject } from '../certificate-subject';
import type { KeyAlgorithm } from '../key-algorithm';
import { type KeyKind, keyKind } from '../key-kind';
import { goDuration } from './go-duration';
import type { ICertManagerIssuer } from './issuer-interface';
import { CertManagerRotationPolicy } from './rotation-policy';
import { guardSecretWriters } from './secret-guard';

/** What a leaf certificate may be used for, as cert-manager names it. */
export enum CertManagerUsage {
  /** To sign the TLS handshake: every TLS certificate needs it. */
  DIGITAL_SIGNATURE = 'digital signature',
  /** To encrypt a key for an RSA certificate, as TLS before version 1.3 could. */
  KEY_ENCIPHERMENT = 'key encipherment',
  /** To agree on a key with a fixed Diffie-Hellman key: hardly any TLS peer does. */
  KEY_AGREEMENT = 'key agreement',
  /** To be a TLS server. */
  SERVER_AUTH = 'server auth',
  /** To be a TLS client; of a Ray cluster's issuer, this is a credential with which code can be run on that cluster. */
  CLIENT_AUTH = 'client auth',
}

/** What a certificate says, and where it goes. */
export interface CertManagerCertificateOptions {
  /** The Secret that cert-manager writes: `tls.crt` (leaf, then intermediates), `tls.key`, and `ca.crt` if the issuer returns its CA. */
  readonly secretName: string;

  /**
   * The DNS names by which it is reached; `*` may be the whole first label.
   *
   * @default - none; then `ipAddresses` must name an address
   */
  readonly dnsNames?: string[];

  /**
   * The IP addresses by which it is reached, each as IPv4 or IPv6 literal.
   *
   * @default - none; then `dnsNames` must name a host
   */
  readonly ipAddresses?: string[];

  /**
   * The common name in the subject, at most 64 bytes. TLS clients do not look at it; roles of Vault and zones of Venafi may insist on one.
   *
   * @default - none
   */
  readonly commonName?: string;

  /**
   * The rest of the subject.
   *
   * @default - empty
   */
  readonly subject?: CertificateSubject;

  /**
   * How long it is valid, at least an hour.
   *
   * @default Duration.days(90)
   */
  readonly duration?: Duration;

  /**
   * How long before its end it is renewed, at least 5 minutes.
   *
   * @default - a third of its lifetime
   */
  readonly renewBefore?: Duration;

  /**
   * The kind of its private key.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;

  /**
   * What becomes of the private key at renewal.
   *
   * @default CertManagerRotationPolicy.ALWAYS
   */
  readonly rotationPolicy?: CertManagerRotationPolicy;

  /**
   * What it may be used for. Whoever holds a certificate for CLIENT_AUTH of the issuer of a Ray cluster can run code on that
   * cluster, so only a client application should ask for it. It is what a Ray process of its own needs beside SERVER_AUTH.
   *
   * @default - DIGITAL_SIGNATURE and SERVER_AUTH, and KEY_ENCIPHERMENT for an RSA key
   */
  readonly usages?: CertManagerUsage[];
}

/** What a `CertManagerCertificate` is made from. */
export interface CertManagerCertificateProps extends CertManagerCertificateOptions {
  /** Who issues it; a namespaced issuer only in its own namespace. */
  readonly issuer: ICertManagerIssuer;
}

const DEFAULT_DURATION = Duration.days(90);

/** A certificate that cert-manager has issued, and renews, in a Secret of the chart's namespace. */
export class CertManagerCertificate extends Construct {
  /** The Secret with `tls.crt`, `tls.key`, and `ca.crt` if the issuer returns its CA. */
  public readonly secretName: string;

  /** The name of the Certificate object. */
  public readonly certificateName: string;

  /**
   * @throws Error for an issuer of another namespace, for what cert-manager would never issue, for a lifetime beyond its CA's; at synth
   * for a Secret that something else of the chart writes too
   */
  public constructor(scope: Construct, id: string, props: CertManagerCertificateProps) {
    super(scopeFor('CertManagerCertificate', scope, id), id);
    requireProps(this, 'CertManagerCertificate', props);
    const { issuer } = props;
    const path = this.node.path;
    requireIssuerInReach(path, issuer, Chart.of(this).namespace);
    requireSubject(path, 'subject', props.subject ?? {});
    const spec = certificateSpec(props);
    requireIssuableCertificate(path, spec);
    if (issuer.longestDuration !== undefined) {
      requireShorterThanIssuer(path, 'duration', spec.duration, goDuration(issuer.longestDuration));
    }
    const certificate = new ApiObject(this, 'Resource', { apiVersion: 'cert-manager.io/v1', kind: 'Certificate', spec });
    this.secretName = props.secretName;
    this.certificateName = certificate.name;
    guardSecretWriters(this);
  }
}

function certificateSpec(props: CertManagerCertificateProps) {
  const kind = keyKind(props.keyAlgorithm);
  const { issuer, rotationPolicy = CertManagerRotationPolicy.ALWAYS } = props;
  return {
    secretName: props.secretName,
    issuerRef: { name: issuer.issuerName, kind: issuer.issuerKind, group: issuer.issuerGroup },
    commonName: props.commonName,
    subject: props.subject,
    dnsNames: props.dnsNames,
    ipAddresses: props.ipAddresses,
    duration: goDuration(props.duration ?? DEFAULT_DURATION),
    renewBefore: props.renewBefore && goDuration(props.renewBefore),
    privateKey: { ...kind, rotationPolicy },
    usages: props.usages ?? defaultUsages(kind),
  };
}

function defaultUsages({ algorithm }: KeyKind): CertManagerUsage[] {
  // RFC 8813 forbids key encipherment for elliptic curves.
  const keyUsages = algorithm === 'RSA' ? [CertManagerUsage.KEY_ENCIPHERMENT] : [];
  return [CertManagerUsage.DIGITAL_SIGNATURE, ...keyUsages, CertManagerUsage.SERVER_AUTH];
}

checkArguments('CertManagerCertificate', CertManagerCertificate);
