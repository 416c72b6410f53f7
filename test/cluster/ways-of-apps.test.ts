import { ApiObject, App, Chart, type ChartProps, Duration, JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import {
  CaKeyPair,
  CertManagerBackend,
  CertManagerCertificate,
  CertManagerIssuer,
  CertManagerRequestPolicy,
  KubeRbacProxyAuth,
  KubeRbacProxyListener,
  RayNetworkPeer,
  RayNetworkPolicy,
  RayServeConfig,
  RayTls,
  RayTlsAlerts,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  RayTlsCronJob,
  RayTlsJob,
  RayTlsRotation,
  RayTlsService,
  RayTlsWorkload,
  RayTokenAuth,
  RayTokenSource,
} from '../../lib';
import { only, synth } from '../support/synth';

/** An app with one of everything. */
function everything(chart: Chart) {
  const ca = new RayTlsCa(chart, 'ca');
  const tls = RayTls.signedBy(ca);
  const issuer = new CertManagerIssuer(chart, 'issuer', { backend: CertManagerBackend.ownCa() });
  const cluster = new RayTlsCluster(chart, 'cluster', {
    tls: RayTls.issuedBy(issuer),
    workerGroups: [{ groupName: 'cpu' }],
    autoscaling: {},
  });
  const plain = new RayTlsCluster(chart, 'plain', { tls, rayVersion: '2.55.0' });
  const serveConfig = RayServeConfig.of({ applications: [{ name: 'a', importPath: 'a:b' }] });
  const deployment = new kplus.Deployment(chart, 'web', { containers: [{ image: 'web:1', securityContext: { user: 1000 } }] });
  const service = new RayTlsService(chart, 'service', { tls, serveConfig });
  return {
    ca,
    pem: new RayTlsCa(chart, 'pem', { keyPair: CaKeyPair.atSynth({ notBefore: new Date('2026-01-01') }) }),
    issuer,
    certificate: new CertManagerCertificate(chart, 'certificate', { issuer, secretName: 'x', dnsNames: ['a.example.com'] }),
    requestPolicy: new CertManagerRequestPolicy(chart, 'requests', {
      issuer,
      dnsNames: [],
      ipAddresses: ['10.0.0.0/8'].map(() => '10.*'),
      maxDuration: Duration.days(1),
      serviceAccountName: 'default',
    }),
    cluster,
    plain,
    job: new RayTlsJob(chart, 'job', { tls, entrypoint: 'a' }),
    onCluster: RayTlsJob.onCluster(chart, 'on-cluster', { cluster: plain, entrypoint: 'a' }),
    cron: new RayTlsCronJob(chart, 'cron', { tls, entrypoint: 'a', schedule: '@daily' }),
    service,
    policy: new RayNetworkPolicy(chart, 'policy', { cluster, clients: [deployment] }),
    proxy: new KubeRbacProxyAuth(chart, 'proxy', { cluster, listener: KubeRbacProxyListener.issuedBy(issuer) }),
    token: new RayTokenAuth(chart, 'token', { cluster: plain, source: RayTokenSource.kubernetes() }),
    alerts: new RayTlsAlerts(chart, 'alerts', { cluster: plain }),
    check: new RayTlsCheck(chart, 'check', { cluster: plain }),
    checks: new RayTlsCheck(chart, 'checks', { cluster: plain, schedule: '@daily' }),
    rotation: new RayTlsRotation(chart, 'rotation', { cluster: plain }),
    workload: new RayTlsWorkload(chart, 'identity', { workload: deployment, tls }),
  };
}

class TeamChart extends Chart {
  public override generateObjectName(object: ApiObject): string {
    return `team-${object.node.path.toLowerCase().replace(/[^a-z0-9]+/g, '-')}`.slice(0, 60).replace(/-$/, '');
  }
}

type Json = any;

/** Every name by which one object refers to another of the same app that has to be there. */
function references(objects: Json[]): [string, string][] {
  const found: [string, string][] = [];
  const walk = (value: Json) => {
    if (typeof value !== 'object' || value === null) return;
    if (value.roleRef) found.push([value.roleRef.kind, value.roleRef.name]);
    if (value.configMap?.name && value.configMap.name !== 'kube-root-ca.crt') found.push(['ConfigMap', value.configMap.name]);
    if (typeof value.serviceAccountName === 'string' && value.containers) found.push(['ServiceAccount', value.serviceAccountName]);
    if (value.policyName) found.push(['ValidatingAdmissionPolicy', value.policyName]);
    for (const child of Object.values(value)) walk(child);
  };
  objects.forEach(walk);
  return found;
}

describe.each<[string, (app: App) => Chart]>([
  ['with names as usual', (app) => new Chart(app, 'ray', { namespace: 'ray' })],
  ['without hashes in names', (app) => new Chart(app, 'ray', { namespace: 'ray', disableResourceNameHashes: true } as ChartProps)],
  ['with names of a team’s own', (app) => new TeamChart(app, 'ray', { namespace: 'ray' })],
])('an app %s', (_, make) => {
  const app = new App();
  const chart = make(app);
  everything(chart);
  const objects = synth(chart);

  test('has each name once, and each as Kubernetes allows it', () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.namespace ?? ''}/${metadata.name}`);
    expect([...new Set(names)]).toEqual(names);
    for (const { metadata } of objects) expect(metadata.name).toMatch(/^[a-z0-9]([-:a-z0-9.]{0,251}[a-z0-9])?$/);
  });
  test('refers to objects that are there', () => {
    const made = new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
    const wanted = references(objects).filter(([kind, name]) => !(kind === 'ServiceAccount' && name === 'default'));
    expect(wanted.length).toBeGreaterThan(25);
    expect(wanted.map(([kind, name]) => `${kind}/${name}`).filter((key) => !made.has(key))).toEqual([]);
  });
  test('passes its own validation, and renders the same twice', () => {
    expect(app.node.findAll().flatMap((one) => one.node.validate())).toEqual([]);
    expect(synth(chart)).toEqual(objects);
  });
});

describe('ApiObject.of', () => {
  const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
  const made = everything(chart);
  const kinds: { readonly [name in keyof typeof made]: string } = {
    ca: 'Job',
    pem: 'Secret',
    issuer: 'Issuer',
    certificate: 'Certificate',
    requestPolicy: 'CertificateRequestPolicy',
    cluster: 'RayCluster',
    plain: 'RayCluster',
    job: 'RayJob',
    onCluster: 'RayJob',
    cron: 'RayCronJob',
    service: 'RayService',
    policy: 'NetworkPolicy',
    proxy: 'ConfigMap',
    token: 'RayCluster',
    alerts: 'PrometheusRule',
    check: 'Job',
    checks: 'CronJob',
    rotation: 'CronJob',
    workload: 'Deployment',
  };
  test.each(Object.entries(kinds))('%s is a %s', (name, kind) =>
    expect(ApiObject.of(made[name as keyof typeof made] as never).kind).toBe(kind),
  );
});

describe('a JsonPatch', () => {
  const patched = (make: (chart: Chart) => any, kind: string, ...ops: JsonPatch[]) => {
    const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
    ApiObject.of(make(chart)).addJsonPatch(...ops);
    return only(kind, chart);
  };
  const ca = (chart: Chart) => new RayTlsCa(chart, 'ca');
  const tolerations = [{ key: 'gpu', operator: 'Exists' }];
  const add = JsonPatch.add('/spec/template/spec/tolerations', tolerations);

  test('of the CA’s Job stays whole, and gives it another name, as a Job cannot be changed', () => {
    const plain = patched(ca, 'Job');
    const quantity = JsonPatch.replace('/spec/template/spec/containers/0/resources/limits/memory', '1Gi');
    const job = patched(ca, 'Job', add, quantity, JsonPatch.add('/spec/podReplacementPolicy', 'Failed'));
    expect(job.spec.template.spec.tolerations).toEqual(tolerations);
    expect(job.spec.template.spec.containers[0].resources).toEqual({
      requests: { cpu: '50m', memory: '64Mi' },
      limits: { cpu: '1', memory: '1Gi' },
    });
    expect(job.spec.podReplacementPolicy).toBe('Failed');
    expect(job.metadata.name).not.toBe(plain.metadata.name);
    expect(patched(ca, 'Job', add, quantity, JsonPatch.add('/spec/podReplacementPolicy', 'Failed'))).toEqual(job);
  });
  test('of its labels alone leaves the name', () =>
    expect(patched(ca, 'Job', JsonPatch.add('/metadata/labels/a', 'b')).metadata.name).toBe(patched(ca, 'Job').metadata.name));
  test('of the Job of a check', () => {
    const check = (chart: Chart) =>
      new RayTlsCheck(chart, 'check', {
        cluster: new RayTlsCluster(chart, 'cluster', {
          tls: RayTls.signedBy(new RayTlsCa(chart, 'ca', { keyPair: CaKeyPair.atSynth({ notBefore: new Date('2026-01-01') }) })),
        }),
      });
    const job = patched(check, 'Job', add);
    expect(job.spec.template.spec.tolerations).toEqual(tolerations);
    expect(job.metadata.name).not.toBe(patched(check, 'Job').metadata.name);
  });
});

test('a chart without anything in it is no hindrance', () => {
  const app = new App();
  new Chart(app, 'empty');
  const chart = new Chart(app, 'ray', { namespace: 'ray' });
  new Chart(app, 'last', { namespace: 'other' });
  new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
  new RayNetworkPolicy(chart, 'policy', {
    cluster: new RayTlsCluster(chart, 'b', { tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'c', 'x')) }),
    clients: [RayNetworkPeer.namespace('a')],
  });
  expect(app.synthYaml()).toContain('kind: RayCluster');
});
