import { requireEndpoint, requireVaultSignPath } from '../../refusals/cert-manager/endpoint';
import type { BackedIssuer } from './backed-issuer';
import type { CertManagerCaBundle } from './ca-bundle';
import type { CertManagerVaultAuth } from './vault-auth';

/** Where Vault signs, and how cert-manager logs in to it. */
export interface CertManagerVaultOptions {
  /** The address of the Vault server, such as `https://vault.example.com:8200`. */
  readonly server: string;

  /**
   * The sign endpoint of a PKI secrets engine, without `/v1/`, such as `pki_int/sign/ray`.
   *
   * The role behind it must allow IP SANs and both server and client use for `RayTls.issuedBy`. Vault asks for a common name unless the
   * role says `require_cn=false`.
   */
  readonly path: string;

  /** How cert-manager logs in. */
  readonly auth: CertManagerVaultAuth;

  /**
   * The CA certificates by which the Vault server itself is verified.
   *
   * @default - those that the container of cert-manager trusts
   */
  readonly serverTrust?: CertManagerCaBundle;

  /**
   * The Vault namespace (Vault Enterprise).
   *
   * @default - none
   */
  readonly vaultNamespace?: string;

  /**
   * The name to expect in the Vault server's certificate, if it is another one than in its address.
   *
   * @default - the host in `server`
   */
  readonly serverName?: string;
}

/** `spec.vault` of an issuer. */
export function vault(issuer: BackedIssuer, options: CertManagerVaultOptions): { readonly [field: string]: unknown } {
  const path = issuer.scope.node.path;
  requireEndpoint(path, 'CertManagerBackend.vault: server', options.server);
  requireVaultSignPath(path, 'CertManagerBackend.vault: path', options.path);
  return {
    server: options.server,
    path: options.path,
    auth: options.auth._render(issuer),
    ...options.serverTrust?._render(path),
    namespace: options.vaultNamespace,
    serverName: options.serverName,
  };
}
