import type { IConstruct } from 'constructs';
import { objectName } from '../../kubernetes/named-object';
import { checkArguments } from '../../refusals/api/arguments';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import type { IRayTlsCa } from '../ray-tls-ca';
import type { BackedIssuer, BackedIssuerConfig } from './backed-issuer';
import { type CertManagerIntermediateCaOptions, intermediateCa } from './intermediate-ca';
import type { ICertManagerIssuer } from './issuer-interface';
import { type CertManagerOwnCaOptions, ownCa } from './own-ca';
import { rayTlsCaAsTlsSecret } from './ray-tls-ca';
import { type CertManagerVaultOptions, vault } from './vault';
import { type CertManagerVenafiOptions, venafi } from './venafi';

/**
 * Who signs behind an issuer of cert-manager.
 *
 * Two kinds of issuer that cert-manager has are missing on purpose. `selfSigned` makes every certificate its own trust anchor, so
 * no two pods would trust each other: it only starts `ownCa`. `acme` issues for public host names, never for addresses of pods.
 */
export class CertManagerBackend {
  /**
   * A CA of its own: a selfSigned Issuer signs one CA Certificate, whose key then signs everything else.
   *
   * The key is made by cert-manager inside the cluster, kept for ever (rotation policy Never), and is in one Secret: of the issuer's
   * namespace, or of cert-manager's cluster resource namespace for a cluster-wide issuer.
   *
   * @throws Error, when passed to an issuer: what cert-manager would never issue; at synth: a Secret that something else of the chart
   * writes too
   */
  public static ownCa(options: CertManagerOwnCaOptions = {}): CertManagerBackend {
    return new CertManagerBackend((issuer) => ownCa(issuer, options));
  }

  /**
   * A CA of its own below another: the issuer above signs one CA Certificate, and the key of that CA signs everything else.
   *
   * The cluster trusts only this intermediate CA and refuses other certificates of the CA above. Clients that trust the CA above can verify
   * the cluster. The issuer above must sign CAs: `docs/security-model.md` lists which issuers do.
   *
   * @param issuer the issuer above; it must serve the namespace of the CA's Secret
   * @throws Error, when passed to an issuer: an issuer above that does not sign CAs or does not serve that namespace, a CA that would outlive
   * the CA above, a Certificate that cert-manager would never issue
   */
  public static intermediateOf(issuer: ICertManagerIssuer, options: CertManagerIntermediateCaOptions = {}): CertManagerBackend {
    return new CertManagerBackend((backed) => intermediateCa(backed, issuer, options));
  }

  /**
   * A CA in a Secret that exists, in its keys `tls.crt` (the CA certificate, then its chain if it is an intermediate) and
   * `tls.key`; a root above it goes to `ca.crt`.
   *
   * @param secretName a Secret in the issuer's namespace, or in cert-manager's cluster resource namespace for a cluster-wide issuer
   * @throws Error, when passed to an issuer: a name that no Secret can have
   */
  public static ca(secretName: string | IConstruct): CertManagerBackend {
    const name = objectName('CertManagerBackend.ca', 'secretName', 'Secret', secretName);
    return new CertManagerBackend(({ scope }) => {
      requireDns1123Subdomain(scope.node.path, 'CertManagerBackend.ca: secretName', name, 'Secret name');
      return { spec: { ca: { secretName: name } }, returnsCa: true };
    });
  }

  /**
   * The CA of a `RayTlsCa`, so that `RayTls.signedBy` and cert-manager issue under one CA.
   *
   * @param ca a CA whose Secret is where the issuer looks for it
   * @throws Error, when passed to an issuer: a Secret in another namespace, or one made elsewhere without `tls.crt` and `tls.key`
   */
  public static rayTlsCa(ca: IRayTlsCa): CertManagerBackend {
    return new CertManagerBackend((issuer) => ({ spec: { ca: { secretName: rayTlsCaAsTlsSecret(issuer, ca) } }, returnsCa: true }));
  }

  /**
   * The PKI secrets engine of a HashiCorp Vault or OpenBao server.
   *
   * @throws Error, when passed to an issuer: an address that is no URL or carries credentials, a path at which Vault does not sign, names
   * that are none, a CA bundle that does not parse or holds a private key
   */
  public static vault(options: CertManagerVaultOptions): CertManagerBackend {
    return new CertManagerBackend((issuer) => ({
      spec: { vault: vault(issuer, options) },
      signsNoCaBecause: "Vault's sign endpoint makes certificates without CA rights",
    }));
  }

  /**
   * CyberArk Certificate Manager, formerly Venafi: self-hosted (TPP) or as a service (Cloud).
   *
   * @throws Error, when passed to an issuer: an empty zone, an address that is no URL or carries credentials, names that are none, a CA
   * bundle that does not parse or holds a private key
   */
  public static venafi(options: CertManagerVenafiOptions): CertManagerBackend {
    return new CertManagerBackend((issuer) => ({ spec: { venafi: venafi(issuer, options) } }));
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isCertManagerBackend: boolean = true;

  private constructor(
    /** @internal */
    public readonly _configure: (issuer: BackedIssuer) => BackedIssuerConfig,
  ) {}
}

checkArguments('CertManagerBackend', CertManagerBackend);
