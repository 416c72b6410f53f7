import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Chart, Duration, Testing } from 'cdk8s';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayNetworkPolicy,
  RayTls,
  RayTlsCa,
  RayTlsCluster,
  RayTlsCronJob,
  RayTlsJob,
} from '../../../lib';
import { RayTlsAlerts, type RayTlsAlertsProps } from '../../../lib/operations/alerts/ray-tls-alerts';
import { RayTlsRotation } from '../../../lib/operations/rotation/ray-tls-rotation';
import { only, synth, testChart, testCluster } from '../../support/synth';

const DEMO = { metadata: { name: 'demo' }, workerGroups: [{ groupName: 'cpu' }] };

function watched(props: Partial<RayTlsAlertsProps> = {}): Chart {
  const chart = testChart();
  new RayTlsAlerts(chart, 'alerts', { cluster: testCluster(DEMO, chart), ...props });
  return chart;
}

function refused(props: Partial<RayTlsAlertsProps>): string {
  try {
    watched(props);
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was accepted';
}

const dashboards = (chart: Chart) => synth(chart).filter(({ metadata }) => metadata.labels?.grafana_dashboard === '1');
const dashboard = (chart: Chart) => JSON.parse(Object.values<string>(dashboards(chart)[0].data)[0]);
const templateOf = (chart: Chart) => only('Deployment', chart).spec.template;
const matches = (selector: object, labels: object) => expect.objectContaining(selector).asymmetricMatch(labels);

test('the rules, the monitor, the dashboard and the exporter are these', () => {
  const texts = /^(.+\.(py|json))$/;
  const objects = synth(watched())
    .filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-ray-tls')
    .map((object) =>
      object.kind === 'ConfigMap' ? { ...object, data: Object.keys(object.data).map((name) => name.replace(texts, '$1')) } : object,
    );
  expect(objects).toMatchSnapshot();
});

test('two synths are the same, byte by byte', () => {
  expect(JSON.stringify(synth(watched()))).toBe(JSON.stringify(synth(watched())));
});

describe('the exporter', () => {
  test('may list what it tells of, in its namespace, and nothing else', () => {
    const chart = watched();
    const { rules, metadata } = only('Role', chart);
    expect(metadata.namespace).toBe('ray');
    expect(rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: ['cert-manager.io'], resources: ['certificaterequests'], verbs: ['list'] },
      { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: ['list'] },
    ]);
    const { subjects, roleRef } = only('RoleBinding', chart);
    expect(subjects).toEqual([{ kind: 'ServiceAccount', name: templateOf(chart).spec.serviceAccountName, namespace: 'ray' }]);
    expect(roleRef.name).toBe(only('Role', chart).metadata.name);
  });

  test('runs with no privileges and mounts no Secret', () => {
    const { spec } = templateOf(watched());
    expect(spec.automountServiceAccountToken).toBe(false);
    expect(spec.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } });
    expect(spec.initContainers ?? []).toEqual([]);
    expect(spec.containers).toHaveLength(1);
    expect(spec.containers[0].securityContext).toMatchObject({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(JSON.stringify(spec.volumes)).not.toContain('secret');
  });

  test('is no pod of the cluster, so that a RayNetworkPolicy neither shuts it nor lets it in to Ray', () => {
    const chart = testChart();
    const cluster = testCluster(DEMO, chart);
    new RayNetworkPolicy(chart, 'network', { cluster });
    new RayTlsAlerts(chart, 'alerts', { cluster });
    const policies = synth(chart).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies).toHaveLength(2);
    for (const { spec } of policies) {
      expect(matches(spec.podSelector.matchLabels, templateOf(chart).metadata.labels)).toBe(false);
      expect(matches(spec.podSelector.matchLabels, { ...templateOf(chart).metadata.labels, 'cdk8s-ray-tls/cluster': 'demo' })).toBe(true);
    }
  });

  test('is replaced when its scripts change, though their ConfigMap keeps its name', () => {
    const chart = watched();
    const { data } = synth(chart).find(({ kind, data }) => kind === 'ConfigMap' && data['export.py'] !== undefined);
    const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex');
    expect(templateOf(chart).metadata.annotations).toEqual({ 'cdk8s-ray-tls/scripts': hash });
  });

  test('is found by its PodMonitor, at a port that it has', () => {
    const chart = watched();
    const { spec, metadata } = only('PodMonitor', chart);
    const { labels } = templateOf(chart).metadata;
    expect(metadata.namespace).toBe('ray');
    expect(matches(spec.selector.matchLabels, labels)).toBe(true);
    expect(only('Deployment', chart).spec.selector.matchLabels).toEqual(spec.selector.matchLabels);
    const [{ ports, env }] = templateOf(chart).spec.containers;
    expect(ports).toEqual([{ name: spec.podMetricsEndpoints[0].port, containerPort: 8080, protocol: 'TCP' }]);
    expect(env).toContainEqual({ name: 'PORT', value: '8080' });
    expect(env).toContainEqual({ name: 'CLUSTER', value: 'demo' });
  });

  /** What the exporter takes for a TLS init container (export_readings.py). */
  const [, folder] = /^TLS_SCRIPTS = '(.+)'$/m.exec(
    readFileSync(join(__dirname, '../../../lib/operations/alerts/scripts/export_readings.py'), 'utf8'),
  )!;

  test.each([
    ['signedBy', (chart: Chart) => RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'the-ca', 'ca-tls'))],
    ['issuedBy', (chart: Chart) => RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp'))],
    ['fromSecret', () => RayTls.fromSecret('leaf')],
  ])('knows the TLS init containers of RayTls.%s, and no others', (_, tls) => {
    const chart = testChart();
    const cluster = new RayTlsCluster(chart, 'cluster', { ...DEMO, tls: tls(chart) });
    new KubeRbacProxyAuth(chart, 'auth', { cluster });
    cluster.head.addInitContainer({ name: 'mine', image: 'x', command: ['sh', '/scripts/make-leaf.sh'] });
    const { headGroupSpec, workerGroupSpecs } = only('RayCluster', chart).spec;
    const known = [headGroupSpec, ...workerGroupSpecs].map(({ template }: any) =>
      template.spec.initContainers
        .filter(({ command }: any) => command.some((word: string) => word.startsWith(folder)))
        .map(({ name }: any) => name),
    );
    expect(known).toEqual([['kube-rbac-proxy-leaf', 'ray-tls-leaf'], ['ray-tls-leaf']]);
  });
});

test('a RayTlsRotation is known by the labels that the exporter asks for', () => {
  const chart = testChart();
  const cluster = testCluster(DEMO, chart);
  new RayTlsRotation(chart, 'rotation', { cluster });
  const script = readFileSync(join(__dirname, '../../../lib/operations/alerts/scripts/export.py'), 'utf8');
  const [, name] = /f'app\.kubernetes\.io\/name=([a-z-]+),app\.kubernetes\.io\/instance=\{self\.cluster\}'/.exec(script)!;
  const { metadata, spec } = only('CronJob', chart);
  for (const { labels } of [metadata, spec.jobTemplate.metadata]) {
    expect(labels).toMatchObject({ 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': 'demo' });
  }
});

describe('labels for Prometheus', () => {
  test('are on the rules and the monitor alike, and on nothing else', () => {
    const labelled = synth(watched({ prometheusLabels: { release: 'monitoring' } })).filter(
      ({ metadata }) => metadata.labels?.release === 'monitoring',
    );
    expect(labelled.map(({ kind }) => kind).sort()).toEqual(['PodMonitor', 'PrometheusRule']);
  });

  test('may be none', () => {
    expect(refused({ prometheusLabels: {} })).toBe('it was accepted');
  });

  test.each([
    ['no label key', { 'a b': 'x' }],
    ['no label value', { release: 'a b' }],
  ])('that are %s are refused', (_, prometheusLabels) => {
    expect(refused({ prometheusLabels })).toMatch(/^\[ray\/alerts\] prometheusLabels.* Fix: .+\.$/);
  });
});

describe('thresholds', () => {
  test.each([
    ['leafWarning', { leafWarning: Duration.days(3) }, 'thresholds.leafCritical is 3 days'],
    ['leafWarning', { leafCritical: Duration.days(20) }, 'thresholds.leafCritical is 20 days'],
    ['caWarning', { caWarning: Duration.days(10) }, 'thresholds.caCritical is 14 days'],
  ])('%s that comes no sooner than what is critical is refused', (what, thresholds, because) => {
    expect(refused({ thresholds })).toContain(`[ray/alerts] thresholds.${what} is '`);
    expect(refused({ thresholds })).toContain(because);
  });

  test.each(['leafWarning', 'leafCritical', 'caWarning', 'caCritical', 'requestPending', 'podWaiting', 'rotationOverdue'])(
    '%s is between a minute and ten years',
    (name) => {
      const bounds = 'Fix: choose between 1 minute and 3650 days.';
      expect(refused({ thresholds: { [name]: Duration.seconds(59) } })).toMatch(
        new RegExp(`^\\[ray/alerts\\] thresholds.${name} is '59 seconds'`),
      );
      expect(refused({ thresholds: { [name]: Duration.seconds(59) } })).toContain(bounds);
      expect(refused({ thresholds: { [name]: Duration.days(3651) } })).toContain(bounds);
    },
  );

  test('that are left out, or undefined, are the defaults', () => {
    const rules = only('PrometheusRule', watched()).spec;
    expect(only('PrometheusRule', watched({ thresholds: { leafWarning: undefined } })).spec).toEqual(rules);
    expect(JSON.stringify(rules)).toContain('1209600');
  });
});

test('a cluster whose chart names no namespace is refused', () => {
  const chart = new Chart(Testing.app(), 'ray');
  const cluster = testCluster(DEMO, chart);
  expect(() => new RayTlsAlerts(chart, 'alerts', { cluster })).toThrow(/the cluster's namespace.*Fix: name it/);
});

test.each([
  [
    'RayTlsJob',
    (chart: Chart, tls: RayTls) => new RayTlsJob(chart, 'host', { metadata: { name: 'demo' }, tls, entrypoint: 'python a.py' }),
  ],
  [
    'RayTlsCronJob',
    (chart: Chart, tls: RayTls) =>
      new RayTlsCronJob(chart, 'host', { metadata: { name: 'demo' }, tls, entrypoint: 'python a.py', schedule: '@daily' }),
  ],
  [
    'cluster that KubeRay manages',
    (chart: Chart, _: RayTls) => testCluster({ ...DEMO, tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7.0' }, chart),
  ],
])('a %s can be watched, by the label of its pods', (_, host) => {
  const chart = testChart();
  const cluster = host(chart, RayTls.fromSecret('leaf'));
  new RayTlsAlerts(chart, 'alerts', { cluster });
  expect(cluster.head.toJson().metadata.labels).toMatchObject({ 'cdk8s-ray-tls/cluster': 'demo' });
  expect(templateOf(chart).spec.containers[0].env).toContainEqual({ name: 'CLUSTER', value: 'demo' });
  expect(templateOf(chart).metadata.labels).not.toHaveProperty(['cdk8s-ray-tls/cluster']);
});

describe('two clusters', () => {
  const chart = testChart();
  for (const name of ['one', 'two']) {
    const cluster = new RayTlsCluster(chart, name, { metadata: { name }, tls: RayTls.fromSecret('leaf') });
    new RayTlsAlerts(chart, `${name}-alerts`, { cluster });
  }
  const objects = synth(chart);

  test('of one namespace have objects, exporters and dashboards of their own', () => {
    const names = objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    const found = dashboards(chart);
    expect(found.flatMap(({ data }) => Object.keys(data)).sort()).toEqual(['ray-tls.ray.one.json', 'ray-tls.ray.two.json']);
    const uids = found.map(({ data }) => JSON.parse(Object.values<string>(data)[0]).uid);
    expect(new Set(uids).size).toBe(2);
    const [first, second] = objects.filter(({ kind }) => kind === 'Deployment').map(({ spec }) => spec);
    expect(matches(first.selector.matchLabels, second.template.metadata.labels)).toBe(false);
  });

  test('never share a series: every selector of an alert on the exporter’s metrics names cluster and namespace', () => {
    for (const { spec } of objects.filter(({ kind }) => kind === 'PrometheusRule')) {
      const [{ name, rules }] = spec.groups;
      const own = `namespace="ray",ray_cluster="${name.replace('ray-tls-', '')}"`;
      const selectors = rules.flatMap(({ expr }: any) => expr.match(/ray_tls_\w+(\{[^}]*\})?/g) ?? []);
      expect(selectors.length).toBeGreaterThan(15);
      for (const selector of selectors) expect(selector).toContain(`{${own}`);
    }
  });
});

describe('the dashboard', () => {
  const found = dashboard(watched());

  test('has panels side by side that do not overlap, each with a number of its own', () => {
    const taken = new Set<string>();
    for (const { gridPos } of found.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x++) {
        for (let y = gridPos.y; y < gridPos.y + gridPos.h; y++) {
          expect(taken).not.toContain(`${x},${y}`);
          taken.add(`${x},${y}`);
        }
      }
    }
    expect(new Set(found.panels.map(({ id }: any) => id)).size).toBe(found.panels.length);
  });

  test('asks for series of its cluster alone, of the data source that is chosen in it', () => {
    const [variable] = found.templating.list;
    expect(variable).toMatchObject({ type: 'datasource', query: 'prometheus' });
    for (const { targets, datasource } of found.panels) {
      expect(datasource.uid).toBe(`$${variable.name}`);
      for (const { expr } of targets) {
        for (const selector of expr.match(/ray_tls_\w+(\{[^}]*\})?/g)) expect(selector).toContain('{namespace="ray",ray_cluster="demo"');
      }
    }
  });

  test('has the colours of the thresholds', () => {
    const { panels } = dashboard(watched({ thresholds: { leafWarning: Duration.days(30), leafCritical: Duration.days(7) } }));
    const [leaf] = panels;
    expect(leaf.fieldConfig.defaults.thresholds.steps).toEqual([
      { color: 'red', value: null },
      { color: 'orange', value: 7 * 86_400 },
      { color: 'green', value: 30 * 86_400 },
    ]);
  });

  test('fits into its ConfigMap with room to spare', () => {
    const [text] = Object.values<string>(dashboards(watched())[0].data);
    expect(text.length).toBeLessThan(50_000);
  });
});
