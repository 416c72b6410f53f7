import { RayTlsAlerts } from '../../lib/operations/alerts/ray-tls-alerts';
import { validateManifest } from '../schemas/support/validate-manifest';
import { only, synth, testChart, testCluster } from '../support/synth';
import { firing } from './support/engine';

const chart = testChart();
const cluster = testCluster({ metadata: { name: 'demo' } }, chart);
new RayTlsAlerts(chart, 'alerts', { cluster, prometheusLabels: { release: 'monitoring' } });
const objects = synth(chart).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'cdk8s-ray-tls');

test('there are the objects that are to be validated', () => {
  expect(new Set(objects.map(({ kind }) => kind))).toEqual(
    new Set(['ConfigMap', 'Deployment', 'PodMonitor', 'PrometheusRule', 'Role', 'RoleBinding']),
  );
});

test.each(objects.map((object) => [object.kind, object.metadata.name, object]))(
  '%s %s is accepted by its schema',
  (_kind, _name, object) => {
    expect(validateManifest(object, { kubeRay: '1.7' })).toEqual([]);
  },
);

test('Prometheus reads every query of the dashboard', () => {
  const [text] = objects.filter(({ metadata }) => metadata.labels.grafana_dashboard === '1').flatMap(({ data }) => Object.values(data));
  const queries = JSON.parse(text as string).panels.flatMap(({ targets }: any) => targets.map(({ expr }: any) => expr));
  expect(queries.length).toBeGreaterThan(10);
  const rules = (exprs: string[]) =>
    JSON.stringify({ groups: [{ name: 'g', rules: exprs.map((expr, index) => ({ alert: `Q${index}`, expr })) }] });
  expect(firing(rules(queries), [], 1)).toEqual([]);
  expect(() => firing(rules(['sum(']), [], 1)).toThrow(/parse error/);
});

test('the rules name no series that the exporter or cert-manager does not tell', () => {
  const told = new Set(
    only('PrometheusRule', chart).spec.groups[0].rules.flatMap(({ expr }: any) => expr.match(/\b(ray_tls|certmanager)_\w+/g)),
  );
  expect([...told].sort()).toEqual([
    'certmanager_certificate_expiration_timestamp_seconds',
    'certmanager_certificate_ready_status',
    'certmanager_certificate_renewal_timestamp_seconds',
    'ray_tls_ca_expiry_timestamp_seconds',
    'ray_tls_ca_signed_leaves',
    'ray_tls_ca_trusting_leaves',
    'ray_tls_certificate_request_pending_since_timestamp_seconds',
    'ray_tls_certificate_requests',
    'ray_tls_exporter_last_success_timestamp_seconds',
    'ray_tls_init_waiting_since_timestamp_seconds',
    'ray_tls_leaf_expiry_timestamp_seconds',
    'ray_tls_leaf_report_readable',
    'ray_tls_leaf_start_timestamp_seconds',
    'ray_tls_reported_leaves',
    'ray_tls_rotation_created_timestamp_seconds',
    'ray_tls_rotation_failed',
    'ray_tls_rotation_last_success_timestamp_seconds',
  ]);
});
