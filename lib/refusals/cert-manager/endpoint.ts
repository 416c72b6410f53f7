import { invalid } from '../invalid';

/** Refuses what is no address of an HTTP API, and one with credentials in it, which would be readable in the manifest. */
export function requireEndpoint(constructPath: string, what: string, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed !== undefined && parsed.username + parsed.password !== '') {
    throw invalid(constructPath, {
      what,
      because: 'it carries a user name or password, and whoever reads the manifest would read them',
      fix: 'put credentials into a Secret and refer to that',
    });
  }
  if (parsed?.protocol === 'https:' || parsed?.protocol === 'http:') return;
  throw invalid(constructPath, {
    what,
    got: url,
    because: 'it is no http or https URL',
    fix: "write it with its scheme, as in 'https://vault.example.com:8200'",
  });
}

/** Refuses a path of Vault's PKI engine at which no CSR is signed. */
export function requireVaultSignPath(constructPath: string, what: string, path: string): void {
  const segments = path.split('/');
  const sign = segments.findIndex((segment) => segment === 'sign' || segment === 'sign-verbatim');
  const signs = sign > 0 && (sign < segments.length - 1 || segments[sign] === 'sign-verbatim');
  if (signs && segments[0] !== 'v1' && !segments.includes('..') && !segments.includes('')) return;
  throw invalid(constructPath, {
    what,
    got: path,
    because: "cert-manager sends its CSR to '/v1/<path>', and Vault signs CSRs at the sign endpoint of a PKI mount",
    fix: "write '<mount>/sign/<role>', as in 'pki_int/sign/ray'",
  });
}

/**
 * Refuses what is no mount of an auth method of Vault.
 *
 * @returns the mount without the slash that Vault lists behind it
 */
export function requireVaultMount(constructPath: string, what: string, mountPath: string): string {
  const mount = mountPath.replace(/\/$/, '');
  if (/^[\w.-]+(\/[\w.-]+)*$/.test(mount) && !/^(v1|auth)(\/|$)|(^|\/)\.\.?(\/|$)/.test(mount)) return mount;
  throw invalid(constructPath, {
    what,
    got: mountPath,
    because: "it is no mount of an auth method, which Vault serves at '/v1/auth/<mount>/login'",
    fix: "write it as `vault auth list` shows it, as in 'kubernetes'",
  });
}
