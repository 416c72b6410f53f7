import { CertManagerBackend } from '../../../lib/ca/cert-manager/backend';
import { CertManagerCaBundle } from '../../../lib/ca/cert-manager/ca-bundle';
import { CertManagerIssuer } from '../../../lib/ca/cert-manager/issuer';
import { CertManagerIssuerScope } from '../../../lib/ca/cert-manager/issuer-scope';
import type { CertManagerVaultOptions } from '../../../lib/ca/cert-manager/vault';
import { CertManagerVaultAuth } from '../../../lib/ca/cert-manager/vault-auth';
import { CertManagerVenafiConnection } from '../../../lib/ca/cert-manager/venafi';
import { makeCa } from '../../support/openssl';
import { onlyObject, rayChart } from './fixture';

const made = makeCa();

/** The spec of an issuer with this backend. */
function specOf(backend: CertManagerBackend): any {
  const chart = rayChart();
  new CertManagerIssuer(chart, 'issuer', { backend });
  return onlyObject(chart, 'Issuer').spec;
}

function vault(options: Partial<CertManagerVaultOptions> = {}): any {
  const all = {
    server: 'https://vault.example.com:8200',
    path: 'pki/sign/ray',
    auth: CertManagerVaultAuth.token('vault-token'),
    ...options,
  };
  return specOf(CertManagerBackend.vault(all)).vault;
}

test('a CA is a Secret with tls.crt and tls.key', () => {
  expect(specOf(CertManagerBackend.ca('corp-ca'))).toEqual({ ca: { secretName: 'corp-ca' } });
  expect(() => specOf(CertManagerBackend.ca('Corp CA'))).toThrow(/^\[test\/issuer\] CertManagerBackend\.ca: secretName is 'Corp CA'/);
});

test('there is no way to write a selfSigned or an ACME issuer', () => {
  const factories = Object.getOwnPropertyNames(CertManagerBackend).filter(
    (name) => typeof (CertManagerBackend as any)[name] === 'function',
  );
  expect(factories.sort()).toEqual(['ca', 'intermediateOf', 'ownCa', 'rayTlsCa', 'vault', 'venafi']);
});

describe('Vault', () => {
  test('needs a server, a path to sign at, and one way to log in', () => {
    expect(vault()).toEqual({
      server: 'https://vault.example.com:8200',
      path: 'pki/sign/ray',
      auth: { tokenSecretRef: { name: 'vault-token', key: 'token' } },
    });
  });

  test('is reached by name and namespace as chosen', () => {
    expect(vault({ vaultNamespace: 'platform', serverName: 'vault' })).toMatchObject({ namespace: 'platform', serverName: 'vault' });
  });

  test.each([
    ['token', CertManagerVaultAuth.token('s', 'k'), { tokenSecretRef: { name: 's', key: 'k' } }],
    [
      'AppRole',
      CertManagerVaultAuth.appRole({ roleId: 'r', secretName: 's' }),
      { appRole: { path: 'approle', roleId: 'r', secretRef: { name: 's', key: 'secretId' } } },
    ],
    [
      'AppRole elsewhere',
      CertManagerVaultAuth.appRole({ roleId: 'r', secretName: 's', secretKey: 'k', mountPath: 'ray' }),
      { appRole: { path: 'ray', roleId: 'r', secretRef: { name: 's', key: 'k' } } },
    ],
    [
      'ServiceAccount',
      CertManagerVaultAuth.kubernetes({ role: 'r', serviceAccountName: 'sa' }),
      { kubernetes: { role: 'r', mountPath: '/v1/auth/kubernetes', serviceAccountRef: { name: 'sa' } } },
    ],
    [
      'ServiceAccount elsewhere',
      CertManagerVaultAuth.kubernetes({ role: 'r', serviceAccountName: 'sa', audiences: ['a'], mountPath: 'ray' }),
      { kubernetes: { role: 'r', mountPath: '/v1/auth/ray', serviceAccountRef: { name: 'sa', audiences: ['a'] } } },
    ],
    [
      'ServiceAccount token in a Secret',
      CertManagerVaultAuth.kubernetesToken({ role: 'r', secretName: 's' }),
      { kubernetes: { role: 'r', mountPath: '/v1/auth/kubernetes', secretRef: { name: 's', key: 'token' } } },
    ],
  ])('is logged in to by %s', (_, auth, rendered) => {
    expect(vault({ auth }).auth).toEqual(rendered);
  });

  test.each([
    ['token', CertManagerVaultAuth.token('A B'), 'CertManagerVaultAuth.token: secretName'],
    ['AppRole', CertManagerVaultAuth.appRole({ roleId: 'r', secretName: 'A B' }), 'CertManagerVaultAuth.appRole: secretName'],
    [
      'ServiceAccount',
      CertManagerVaultAuth.kubernetes({ role: 'r', serviceAccountName: 'A B' }),
      'CertManagerVaultAuth.kubernetes: serviceAccountName',
    ],
    [
      'ServiceAccount token',
      CertManagerVaultAuth.kubernetesToken({ role: 'r', secretName: 'A B' }),
      'CertManagerVaultAuth.kubernetesToken: secretName',
    ],
  ])('is not logged in to by %s of a name that is none', (_, auth, what) => {
    expect(() => vault({ auth })).toThrow(`[test/issuer] ${what} is 'A B'`);
  });

  describe('with a ServiceAccount', () => {
    const auth = CertManagerVaultAuth.kubernetes({ role: 'r', serviceAccountName: 'vault-issuer' });
    const backend = CertManagerBackend.vault({ server: 'https://vault', path: 'pki/sign/ray', auth });

    test('has cert-manager ask for tokens of that one and of no other', () => {
      const chart = rayChart();
      new CertManagerIssuer(chart, 'issuer', { backend });
      const role = onlyObject(chart, 'Role');
      expect(role.rules).toEqual([
        { apiGroups: [''], resources: ['serviceaccounts/token'], resourceNames: ['vault-issuer'], verbs: ['create'] },
      ]);
      expect(onlyObject(chart, 'RoleBinding')).toMatchObject({
        roleRef: { kind: 'Role', name: role.metadata.name },
        subjects: [{ kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager' }],
      });
    });

    test("has it do so in cert-manager's cluster resource namespace if the issuer is cluster-wide", () => {
      const chart = rayChart();
      new CertManagerIssuer(chart, 'issuer', { backend, serves: CertManagerIssuerScope.clusterWide({ resourceNamespace: 'pki' }) });
      expect(onlyObject(chart, 'Role').metadata.namespace).toBe('pki');
      expect(onlyObject(chart, 'RoleBinding').metadata.namespace).toBe('pki');
    });

    test('lets a cert-manager of another name and place do so', () => {
      const chart = rayChart();
      const elsewhere = CertManagerVaultAuth.kubernetes({
        role: 'r',
        serviceAccountName: 's',
        certManagerServiceAccountName: 'cm',
        certManagerNamespace: 'pki',
      });
      new CertManagerIssuer(chart, 'issuer', {
        backend: CertManagerBackend.vault({ server: 'https://vault', path: 'pki/sign/ray', auth: elsewhere }),
      });
      expect(onlyObject(chart, 'RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name: 'cm', namespace: 'pki' }]);
    });
  });

  test.each([
    ['an issue endpoint, which takes no CSR', { path: 'pki/issue/ray' }, /path is 'pki\/issue\/ray'.*'<mount>\/sign\/<role>'/],
    ['a server without a scheme', { server: 'vault.example.com:8200' }, /server is 'vault\.example\.com:8200': it is no http or https URL/],
  ])('refuses %s', (_, options, message) => {
    expect(() => vault(options)).toThrow(message);
    expect(() => vault(options)).toThrow(/^\[test\/issuer\] CertManagerBackend\.vault: /);
  });

  test.each([
    ['AppRole without a role ID', CertManagerVaultAuth.appRole({ roleId: '', secretName: 's' }), 'CertManagerVaultAuth.appRole: roleId'],
    [
      'ServiceAccount without a role',
      CertManagerVaultAuth.kubernetes({ role: '', serviceAccountName: 's' }),
      'CertManagerVaultAuth.kubernetes: role',
    ],
    [
      'ServiceAccount token without a role',
      CertManagerVaultAuth.kubernetesToken({ role: '', secretName: 's' }),
      'CertManagerVaultAuth.kubernetesToken: role',
    ],
  ])('refuses %s', (_, auth, what) => {
    expect(() => vault({ auth })).toThrow(`[test/issuer] ${what} is '': it is empty`);
  });

  test('refuses a password in its address without printing it', () => {
    const withPassword = () => vault({ server: 'https://ray:hunter2@vault.example.com' });
    expect(withPassword).toThrow(/it carries a user name or password/);
    expect(withPassword).not.toThrow(/hunter2/);
  });
});

describe('a CA bundle', () => {
  test('stands in the manifest base64-encoded if it is PEM', () => {
    const { caBundle } = vault({ serverTrust: CertManagerCaBundle.fromPem(made.certificate) });
    expect(Buffer.from(caBundle, 'base64').toString()).toBe(made.certificate);
  });

  test('is referred to if it is in a Secret', () => {
    expect(vault({ serverTrust: CertManagerCaBundle.fromSecret('vault-ca') }).caBundleSecretRef).toEqual({
      name: 'vault-ca',
      key: 'ca.crt',
    });
  });

  test('with a private key in it is refused without printing it', () => {
    const withKey = () => vault({ serverTrust: CertManagerCaBundle.fromPem(made.certificate + made.privateKey) });
    expect(withKey).toThrow(/^\[test\/issuer\] serverTrust: it holds a private key/);
    expect(withKey).not.toThrow(made.privateKey.split('\n')[1]);
  });
});

describe('Venafi', () => {
  test('refuses to be without a zone', () => {
    const connection = CertManagerVenafiConnection.cloud({ apiTokenSecretName: 'cloud' });
    expect(() => specOf(CertManagerBackend.venafi({ zone: '', connection }))).toThrow(
      "[test/issuer] CertManagerBackend.venafi: zone is ''",
    );
  });

  test('self-hosted is reached by its address and credentials', () => {
    const connection = CertManagerVenafiConnection.tpp({
      url: 'https://tpp.example.com/vedsdk',
      credentialsSecretName: 'tpp',
      serverTrust: CertManagerCaBundle.fromSecret('tpp-ca'),
    });
    expect(specOf(CertManagerBackend.venafi({ zone: 'DevOps\\Ray', connection })).venafi).toEqual({
      zone: 'DevOps\\Ray',
      tpp: {
        url: 'https://tpp.example.com/vedsdk',
        credentialsRef: { name: 'tpp' },
        caBundleSecretRef: { name: 'tpp-ca', key: 'ca.crt' },
      },
    });
  });

  test('as a service is reached by its token', () => {
    const connection = CertManagerVenafiConnection.cloud({ apiTokenSecretName: 'cloud' });
    expect(specOf(CertManagerBackend.venafi({ zone: 'Ray', connection })).venafi).toEqual({
      zone: 'Ray',
      cloud: { apiTokenSecretRef: { name: 'cloud', key: 'api-key' } },
    });
  });

  test.each([
    [
      'an address without a scheme',
      CertManagerVenafiConnection.tpp({ url: 'tpp', credentialsSecretName: 'tpp' }),
      'CertManagerVenafiConnection.tpp: url',
    ],
    [
      'credentials of no name',
      CertManagerVenafiConnection.tpp({ url: 'https://tpp', credentialsSecretName: '' }),
      'CertManagerVenafiConnection.tpp: credentialsSecretName',
    ],
    [
      'a service without a scheme',
      CertManagerVenafiConnection.cloud({ apiTokenSecretName: 'c', url: 'c' }),
      'CertManagerVenafiConnection.cloud: url',
    ],
    [
      'a token of no name',
      CertManagerVenafiConnection.cloud({ apiTokenSecretName: '' }),
      'CertManagerVenafiConnection.cloud: apiTokenSecretName',
    ],
  ])('refuses %s', (_, connection, what) => {
    expect(() => specOf(CertManagerBackend.venafi({ zone: 'Ray', connection }))).toThrow(`[test/issuer] ${what} is `);
  });
});
