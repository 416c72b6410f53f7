import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, type Chart, Duration } from 'cdk8s';
import {
  CertManagerIssuer,
  CertManagerRequestGuard,
  CertManagerUsage,
  type ICertManagerIssuer,
  RayTls,
  RayTlsWorkload,
} from 'cdk8s-ray-tls';
import { openssl, scratchFolder } from '../support/openssl';
import { built } from './support/built';
import { type KubeObject, Sandbox } from './support/sandbox';
import { TokenUser } from './support/token-user';
import { until } from './support/until';

const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body));

const GUARDED = 'guarded';
const UNGUARDED = 'unguarded';
const DENIED = /is forbidden: ValidatingAdmissionPolicy .* denied request: /;
const CREATED = /^certificaterequest\.cert-manager\.io\//;
const DAY = '86400s';

/** A client of a cluster, without the cluster: its init container asks the issuer as those of Ray's pods do. */
function client(chart: Chart, name: string, tls: RayTls): void {
  const container = {
    name: 'app',
    image: 'rayproject/ray:2.58.0',
    command: ['sleep', 'infinity'],
    securityContext: { runAsUser: 1000 },
    resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '256Mi' } },
  };
  const labels = { app: name };
  const workload = new ApiObject(chart, name, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { terminationGracePeriodSeconds: 0, containers: [container] } },
    },
  });
  new RayTlsWorkload(chart, `${name}-identity`, { workload, tls });
}

const manifests = () =>
  built(sandbox.namespace, (chart) => {
    const options = { duration: Duration.days(1) };
    const guarded: ICertManagerIssuer = new CertManagerIssuer(chart, 'issuer', { issuerName: GUARDED });
    const requestGuard = CertManagerRequestGuard.off();
    new CertManagerIssuer(chart, 'unguarded', { issuerName: UNGUARDED, requestGuard });
    for (const name of ['one', 'other']) client(chart, name, RayTls.issuedBy(guarded, options));
    client(chart, 'renewed', RayTls.renewedBy(guarded));
    guarded.addCertificate('web', { secretName: 'web-tls', dnsNames: ['web'], usages: [CertManagerUsage.SERVER_AUTH] });
    const metadata = { name: 'editor' };
    new ApiObject(chart, 'editor', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
    new ApiObject(chart, 'edit', {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'edit' },
      subjects: [{ kind: 'ServiceAccount', name: 'editor', namespace: sandbox.namespace }],
    });
    new ApiObject(chart, 'editor-pod', {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata,
      spec: { serviceAccountName: 'editor', terminationGracePeriodSeconds: 0, containers: [{ ...PAUSE }] },
    });
  });

const PAUSE = { name: 'app', image: 'busybox:1.36', command: ['sleep', 'infinity'] };

let pod: KubeObject;
let neighbour: KubeObject;
let editorPod: KubeObject;
let member: TokenUser;
let unbound: TokenUser;
let editor: TokenUser;

beforeAll(
  sandbox.explained(async () => {
    await sandbox.create();
    await sandbox.apply(manifests());
    [[pod], [neighbour]] = [await sandbox.readyPods('app=one', 1), await sandbox.readyPods('app=other', 1)];
    editorPod = await until('the pod of the editor', 60, async () => {
      const found = await sandbox.get('pod', 'editor');
      return found.status.phase === 'Running' ? found : undefined;
    });
    const folder = scratchFolder();
    const account = pod.spec.serviceAccountName;
    member = await TokenUser.from(sandbox, folder, account, pod);
    unbound = await TokenUser.from(sandbox, folder, account);
    editor = await TokenUser.from(sandbox, folder, 'editor', editorPod);
    // A policy counts a moment after it was applied.
    await until('the policy to deny', 60, async () => (DENIED.test(await member.create(request({ isCA: true }))) ? true : undefined));
  }),
  600_000,
);

afterAll(() => sandbox.delete(), 300_000);

/** A request as the init container of the pod makes it, but for what is given. */
function request(spec: object = {}, owner: KubeObject | undefined = pod, csr = csrOf('')): object {
  const ownerReferences =
    owner === undefined ? undefined : [{ apiVersion: 'v1', kind: 'Pod', name: owner.metadata.name, uid: owner.metadata.uid }];
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'CertificateRequest',
    metadata: { generateName: 'attack-', ownerReferences },
    spec: {
      request: csr,
      issuerRef: { name: GUARDED, kind: 'Issuer', group: 'cert-manager.io' },
      duration: DAY,
      isCA: false,
      usages: ['digital signature', 'server auth', 'client auth'],
      ...spec,
    },
  };
}

/** A CSR for the name of a head, in base64. */
function csrOf(extensions: string): string {
  const folder = scratchFolder();
  const [key, config, csr] = ['key', 'config', 'csr'].map((name) => join(folder, name));
  openssl('genpkey', '-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256', '-out', key);
  writeFileSync(
    config,
    `[req]\nprompt=no\ndistinguished_name=dn\nreq_extensions=ext\n[dn]\nCN=ray-head\n[ext]\nsubjectAltName=DNS:demo-head-svc\n${extensions}`,
  );
  openssl('req', '-new', '-key', key, '-config', config, '-out', csr);
  return Buffer.from(openssl('req', '-in', csr)).toString('base64');
}

const at = (name: string) => ({ issuerRef: { name, kind: 'Issuer', group: 'cert-manager.io' } });

/** What an issuer made of a request: the text of the certificate, once it is there. */
async function signed(name: string): Promise<string> {
  const certificate = await until(`${name} to be signed`, 60, async () => {
    const found = JSON.parse(await sandbox.kubectl(['get', name, '--output=json']));
    return found.status?.certificate as string | undefined;
  });
  const file = join(scratchFolder(), 'tls.crt');
  writeFileSync(file, Buffer.from(certificate, 'base64'));
  return openssl('x509', '-in', file, '-noout', '-text');
}

rule('a second apply changes no policy', async () => {
  const outcomes = (await sandbox.apply(manifests())).filter((line) => line.startsWith('validatingadmissionpolicy'));
  expect(outcomes.length).toBeGreaterThan(1);
  for (const outcome of outcomes) expect(outcome).toMatch(/ unchanged$/);
});

describe('a pod', () => {
  rule('gets the leaf that it requests for itself', async () => {
    const name = await member.create(request());
    expect(name).toMatch(CREATED);
    expect(await signed(name)).toContain('CA:FALSE');
  });

  const ATTACKS: [string, () => object][] = [
    ['a CA', () => ({ isCA: true, usages: ['digital signature', 'cert sign'] })],
    ['to be a CA with the usages of a leaf', () => ({ isCA: true })],
    ['the usage cert sign', () => ({ usages: ['digital signature', 'cert sign', 'client auth'] })],
    ['the usage any', () => ({ usages: ['any'] })],
    ['no usages', () => ({ usages: undefined })],
    ['ten years', () => ({ duration: '87600h' })],
    ['a second more than its cluster', () => ({ duration: '86401s' })],
    ['no duration', () => ({ duration: undefined })],
    ['a CA of the issuer by its name alone', () => ({ isCA: true, issuerRef: { name: GUARDED } })],
    ['a CA of the issuer without a group', () => ({ isCA: true, issuerRef: { name: GUARDED, kind: 'Issuer' } })],
  ];
  test.each(ATTACKS)('cannot request %s', async (_, spec) => {
    expect(await member.create(request(spec()))).toMatch(DENIED);
    expect(await member.create(request())).toMatch(CREATED);
  });

  test.each([
    ['another pod', () => neighbour],
    ['no pod', () => undefined],
    ['a pod of that name that is gone', () => ({ metadata: { ...pod.metadata, uid: neighbour.metadata.uid } })],
  ])('cannot request a leaf for %s', async (_, owner) => {
    const attack = { ...(request() as any) };
    const other = request({}, owner() ?? undefined) as any;
    attack.metadata = owner() === undefined ? { generateName: 'attack-' } : other.metadata;
    expect(await member.create(attack)).toMatch(DENIED);
  });

  rule('cannot request what is no duration', async () => {
    expect(await member.create(request({ duration: 'for ever' }))).not.toMatch(CREATED);
  });

  rule('cannot request by a token that is bound to no pod', async () => {
    expect(await unbound.create(request())).toMatch(DENIED);
    expect(await unbound.create(request({}, { metadata: { name: '', uid: '' } }))).not.toMatch(CREATED);
  });

  rule('cannot make a CA of a request that was accepted', async () => {
    const name = await member.create(request());
    await sandbox.kubectl(['annotate', name, 'seen=true']);
    const patch = JSON.stringify([{ op: 'replace', path: '/spec/isCA', value: true }]);
    const { status, stderr } = await editor.try(['patch', name, '--type=json', `--patch=${patch}`]);
    expect([status, stderr]).toEqual([1, expect.stringContaining('cannot change spec after creation')]);
  });

  rule('cannot get a CA by what its CSR says', async () => {
    const name = await member.create(request({}, pod, csrOf('basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n')));
    if (CREATED.test(name)) {
      const outcome = await until('an answer', 60, async () => {
        const { status } = JSON.parse(await sandbox.kubectl(['get', name, '--output=json']));
        return status?.conditions?.find(({ type, reason }: KubeObject) => type === 'Ready' && reason !== 'Pending');
      });
      if (outcome.status === 'True') expect(await signed(name)).not.toMatch(/CA:TRUE|Certificate Sign/);
    }
  });
});

describe('somebody with the role edit', () => {
  rule('gets a CA from an issuer without a guard: that is what the guard is for', async () => {
    const name = await editor.create(request({ ...at(UNGUARDED), isCA: true, usages: ['cert sign'], duration: '43800h' }, editorPod));
    expect(name).toMatch(CREATED);
    expect(await signed(name)).toContain('CA:TRUE');
  });

  rule('gets nothing from a guarded one, not even a leaf for a pod of the same namespace', async () => {
    expect(await editor.create(request({ isCA: true, usages: ['cert sign'] }, editorPod))).toMatch(DENIED);
    for (const owner of [editorPod, pod]) expect(await editor.create(request({}, owner))).toMatch(DENIED);
  });

  rule('cannot pass for cert-manager by a Certificate as owner', async () => {
    const [certificate] = await sandbox.list('certificates.cert-manager.io', '--field-selector=metadata.name!=guarded-ca');
    const attack = request() as any;
    attack.metadata.ownerReferences = [
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        name: certificate.metadata.name,
        uid: certificate.metadata.uid,
        controller: true,
      },
    ];
    attack.spec.usages = certificate.spec.usages;
    expect(await editor.create(attack)).toMatch(DENIED);
    expect(await member.create(attack)).toMatch(DENIED);
  });

  test.each([
    ['a CA', { isCA: true, commonName: 'evil', usages: ['cert sign'] }],
    ['a leaf', { dnsNames: ['demo-head-svc'], usages: ['server auth', 'client auth'] }],
  ])('cannot have cert-manager request %s', async (title, spec) => {
    const name = `evil-${title.replace(' ', '-').toLowerCase()}`;
    const certificate = (issuer: string) => ({
      apiVersion: 'cert-manager.io/v1',
      kind: 'Certificate',
      metadata: { name: `${name}-${issuer}` },
      spec: { secretName: `${name}-${issuer}`, ...at(issuer), ...spec },
    });
    for (const issuer of [GUARDED, UNGUARDED]) expect(await editor.create(certificate(issuer))).toMatch(/^certificate\./);
    await sandbox.kubectl(['wait', `certificate/${name}-${UNGUARDED}`, '--for=condition=Ready', '--timeout=60s'], { seconds: 90 });
    await sandbox.warning(`${name}-${GUARDED}`, DENIED);
    const { status } = await editor.try(['get', 'secret', `${name}-${GUARDED}`]);
    expect(status).toBe(1);
  });

  rule('cannot make the certificate of a client of one for servers', async () => {
    const name = (await sandbox.list('certificates.cert-manager.io')).find(({ spec }) => spec.secretName === 'web-tls')!.metadata.name;
    const patch = JSON.stringify({ spec: { usages: ['server auth', 'client auth'] } });
    expect((await editor.try(['patch', `certificate/${name}`, '--type=merge', `--patch=${patch}`])).status).toBe(0);
    await sandbox.warning(name, DENIED);
    await sandbox.apply(manifests());
  });
});

describe('cert-manager', () => {
  const text = async (secret: string) => {
    const { data } = await sandbox.get('secret', secret);
    const file = join(scratchFolder(), 'tls.crt');
    writeFileSync(file, Buffer.from(data['tls.crt'], 'base64'));
    return openssl('x509', '-in', file, '-noout', '-serial', '-ext', 'extendedKeyUsage');
  };

  rule('gets the certificates that the app declares signed, and signed again', async () => {
    await sandbox.readyPods('app=renewed', 1);
    const declared = (await sandbox.list('certificates.cert-manager.io')).filter(({ spec }) => spec.issuerRef.name === GUARDED);
    const mine = declared.filter(({ metadata }) => !metadata.name.startsWith('evil'));
    expect(mine).toHaveLength(2);
    for (const { metadata, spec } of mine) {
      await sandbox.kubectl(['wait', `certificate/${metadata.name}`, '--for=condition=Ready', '--timeout=120s'], { seconds: 150 });
      const before = await text(spec.secretName);
      const condition = {
        type: 'Issuing',
        status: 'True',
        reason: 'ManuallyTriggered',
        message: 'renewal',
        lastTransitionTime: new Date().toISOString(),
      };
      const { conditions } = (await sandbox.get('certificate', metadata.name)).status;
      const patch = JSON.stringify({ status: { conditions: [...conditions, condition] } });
      await sandbox.kubectl(['patch', `certificate/${metadata.name}`, '--subresource=status', '--type=merge', `--patch=${patch}`]);
      await until('another certificate', 120, async () => ((await text(spec.secretName)) === before ? undefined : true));
    }
    expect(await text('web-tls')).toMatch(/TLS Web Server Authentication\s*$/);
  });
});
