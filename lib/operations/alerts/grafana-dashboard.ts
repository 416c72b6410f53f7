import { createHash } from 'node:crypto';
import type { Duration } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';
import { type AlertSubject, by, seriesOf } from './alert-rule';
import type { AlertThresholds } from './alert-thresholds';
import { type GrafanaPanel, type GrafanaStep, laidOut, statPanel, tablePanel, timePanel } from './grafana-panel';

/** That of Grafana 10.4; newer ones read it too. */
const SCHEMA_VERSION = 39;

/** The dashboard of one cluster, as Grafana (10 and newer) imports it. */
export function grafanaDashboard(subject: AlertSubject, thresholds: AlertThresholds): PlainObject {
  const { cluster, namespace } = subject;
  return {
    uid: `ray-tls-${createHash('sha256').update(`${namespace}/${cluster}`).digest('hex').slice(0, 16)}`,
    title: `Ray TLS: ${namespace}/${cluster}`,
    description: 'When certificates of the pods expire, and what keeps pods from getting one. Made by cdk8s-ray-tls.',
    tags: ['ray', 'tls'],
    schemaVersion: SCHEMA_VERSION,
    editable: false,
    timezone: 'browser',
    time: { from: 'now-24h', to: 'now' },
    refresh: '1m',
    templating: { list: [{ name: 'datasource', label: 'Data source', type: 'datasource', query: 'prometheus' }] },
    annotations: { list: [] },
    links: [],
    panels: laidOut(panels(seriesOf(subject), thresholds)),
  };
}

function panels(series: string, thresholds: AlertThresholds): GrafanaPanel[] {
  const expiry = `ray_tls_leaf_expiry_timestamp_seconds{${series}}`;
  const caExpiry = `ray_tls_ca_expiry_timestamp_seconds{${series}}`;
  const waiting = `ray_tls_init_waiting_since_timestamp_seconds{${series}}`;
  const refused = `ray_tls_certificate_requests{${series},state=~"denied|failed"}`;
  const rotated = `ray_tls_rotation_last_success_timestamp_seconds{${series}}`;
  return [
    statPanel('First leaf expires in', 's', `min(${expiry}) - time()`, timeLeft(thresholds.leafCritical, thresholds.leafWarning)),
    statPanel('First CA expires in', 's', `min(${caExpiry}) - time()`, timeLeft(thresholds.caCritical, thresholds.caWarning)),
    statPanel('Pods with TLS', 'none', `sum(max by (role) (ray_tls_pods{${series}}))`, [{ color: 'text', from: null }]),
    statPanel('Pods that wait for a certificate', 'none', `count(max by (ray_pod) (${waiting}))`, anyIsBad()),
    statPanel('Requests refused', 'none', `sum(max by (state) (${refused}))`, anyIsBad()),
    statPanel('Last rotation', 's', `time() - max(${rotated})`, [
      { color: 'green', from: null },
      { color: 'orange', from: thresholds.rotationOverdue.toSeconds() },
    ]),
    timePanel('Time until leaves expire', 's', [
      { expr: `${by('ray_pod, init_container', expiry, 'min')} - time()`, legend: '{{ray_pod}} {{init_container}}' },
    ]),
    timePanel('CertificateRequests of waiting pods', 'none', [
      { expr: `max by (state) (ray_tls_certificate_requests{${series}})`, legend: '{{state}}' },
    ]),
    tablePanel('Leaves', {
      Expires: { expr: `1000 * max by (ray_pod, role, init_container) (${expiry})`, unit: 'dateTimeAsIso' },
      Restarts: { expr: `max by (ray_pod, role, init_container) (ray_tls_init_restarts_total{${series}})`, unit: 'none' },
    }),
    tablePanel('CAs', {
      Expires: { expr: `1000 * max by (ca) (${caExpiry})`, unit: 'dateTimeAsIso' },
      'Leaves signed': { expr: `max by (ca) (ray_tls_ca_signed_leaves{${series}})`, unit: 'none' },
      'Trusted by': { expr: `max by (ca) (ray_tls_ca_trusting_leaves{${series}})`, unit: 'none' },
    }),
  ];
}

function timeLeft(critical: Duration, warning: Duration): GrafanaStep[] {
  return [
    { color: 'red', from: null },
    { color: 'orange', from: critical.toSeconds() },
    { color: 'green', from: warning.toSeconds() },
  ];
}

function anyIsBad(): GrafanaStep[] {
  return [
    { color: 'green', from: null },
    { color: 'red', from: 1 },
  ];
}
