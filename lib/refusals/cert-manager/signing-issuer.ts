import { invalid } from '../invalid';

/**
 * Refuses an issuer that cannot give Ray's pods certificates which they verify among each other.
 *
 * @param issuer an Issuer or ClusterIssuer of `cert-manager.io/v1`, whole
 */
export function requireSigningIssuer(constructPath: string, issuer: { readonly [field: string]: any }): void {
  const what = `the ${issuer.kind} '${issuer.metadata?.name}'`;
  if (issuer.spec?.selfSigned !== undefined) {
    throw invalid(constructPath, {
      what,
      because:
        'it is selfSigned: every certificate is then its own trust anchor, so no two pods trust each other and each renewal breaks its clients',
      fix: 'let it sign one CA Certificate alone: new CertManagerIssuer() does that, and issues from the CA',
    });
  }
  if (issuer.spec?.acme !== undefined) {
    throw invalid(constructPath, {
      what,
      because:
        'it is an ACME issuer, which proves control of public host names; it issues neither for addresses of pods nor for names inside the cluster',
      fix: 'use an issuer with a CA, Vault or another private PKI behind it',
    });
  }
}
