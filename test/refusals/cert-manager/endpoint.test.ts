import { requireCaBundle } from '../../../lib/refusals/cert-manager/ca-bundle';
import { requireEndpoint, requireVaultMount, requireVaultSignPath } from '../../../lib/refusals/cert-manager/endpoint';
import { makeCa } from '../../support/openssl';

test.each(['https://vault.example.com:8200', 'http://vault.vault.svc:8200', 'https://tpp.example.com/vedsdk'])(
  '%s is an address',
  (url) => {
    expect(() => requireEndpoint('test', 'server', url)).not.toThrow();
  },
);

test.each(['', 'vault', 'vault:8200', '//vault', 'ftp://vault', 'unix:///run/vault.sock'])('%p is no address', (url) => {
  expect(() => requireEndpoint('test', 'server', url)).toThrow(/^\[test\] server is .*no http or https URL/);
});

test.each(['https://token@vault', 'https://:s3cret@vault', 'ftp://ray:s3cret@vault'])('%s is refused without its credentials', (url) => {
  expect(() => requireEndpoint('test', 'server', url)).toThrow(/^\[test\] server: it carries a user name or password/);
  expect(() => requireEndpoint('test', 'server', url)).not.toThrow(/token@|s3cret/);
});

test.each(['pki/sign/ray', 'a/b/pki/sign/ray', 'pki/issuer/root/sign/ray', 'pki/sign-verbatim', 'pki/sign-verbatim/ray'])(
  'Vault signs at %s',
  (path) => {
    expect(() => requireVaultSignPath('test', 'path', path)).not.toThrow();
  },
);

test.each([
  '',
  'pki',
  'pki/sign',
  'sign/ray',
  'pki/issue/ray',
  '/pki/sign/ray',
  'pki/sign/',
  'v1/pki/sign/ray',
  'pki/../sign/ray',
  'pki//sign/ray',
])('Vault does not sign at %p', (path) => {
  expect(() => requireVaultSignPath('test', 'path', path)).toThrow(/^\[test\] path is .* Fix: write '<mount>\/sign\/<role>'/);
});

describe('a CA bundle', () => {
  const { certificate, privateKey } = makeCa();
  const broken = certificate.replace(/\n[A-Za-z0-9+/]{64}\n/, '\n');

  test('holds one certificate or several, with text between them', () => {
    expect(() => requireCaBundle('test', 'serverTrust', certificate)).not.toThrow();
    expect(() => requireCaBundle('test', 'serverTrust', `# root\n${certificate}\n# intermediate\n${certificate}`)).not.toThrow();
  });

  test.each([
    ['nothing', '', /no certificate in PEM form/],
    ['base64 of a certificate', Buffer.from(certificate).toString('base64'), /no certificate in PEM form/],
    ['a broken certificate', broken, /does not parse/],
    ['a broken certificate after a sound one', certificate + broken, /does not parse/],
    ['a private key', privateKey, /it holds a private key/],
    ['a private key after a certificate', certificate + privateKey, /it holds a private key/],
  ])('does not hold %s', (_, pem, message) => {
    expect(() => requireCaBundle('test', 'serverTrust', pem)).toThrow(message);
    expect(() => requireCaBundle('test', 'serverTrust', pem)).not.toThrow(privateKey.split('\n')[1]);
  });
});

test('the refusals say what to write instead', () => {
  expect(() => requireEndpoint('test', 'server', 'https://me:hunter2@vault')).toThrow(
    new Error(
      '[test] server: it carries a user name or password, and whoever reads the manifest would read them. Fix: put credentials into a Secret and refer to that.',
    ),
  );
  expect(() => requireEndpoint('test', 'server', 'vault:8200')).toThrow(
    new Error(
      "[test] server is 'vault:8200': it is no http or https URL. Fix: write it with its scheme, as in 'https://vault.example.com:8200'.",
    ),
  );
  expect(() => requireVaultSignPath('test', 'path', 'pki/issue/ray')).toThrow(
    new Error(
      "[test] path is 'pki/issue/ray': cert-manager sends its CSR to '/v1/<path>', and Vault signs CSRs at the sign endpoint of a PKI mount. Fix: write '<mount>/sign/<role>', as in 'pki_int/sign/ray'.",
    ),
  );
});

test.each([
  ['kubernetes', 'kubernetes'],
  ['kubernetes/', 'kubernetes'],
  ['clusters/eu-1', 'clusters/eu-1'],
  ['v1-cluster', 'v1-cluster'],
])('%s is a mount of an auth method: %s', (path, mount) => {
  expect(requireVaultMount('test', 'mountPath', path)).toBe(mount);
});

test.each(['', '/', '/v1/auth/kubernetes', 'v1/auth/kubernetes', 'auth/kubernetes', 'a//b', 'a/../b', 'kube rnetes', 'a?b'])(
  '%p is no mount of an auth method',
  (path) => {
    expect(() => requireVaultMount('test', 'mountPath', path)).toThrow(
      /^\[test\] mountPath is .+ Fix: write it as `vault auth list` shows it/,
    );
  },
);
