import { Duration } from 'cdk8s';
import { type AlertRule, AlertSeverity, type AlertSubject, by, POD_LABELS, seriesOf } from './alert-rule';
import type { AlertThresholds } from './alert-thresholds';

const LASTING = Duration.minutes(5);
const LEAF = 'ray_pod, role, init_container';
/** How much of a leaf's life may be left at most: a rotation comes when a third is. */
const LEAF_LIFE_LEFT = { [AlertSeverity.WARNING]: 0.25, [AlertSeverity.CRITICAL]: 0.1 };
const EXPIRY = '{{ if gt $value 0.0 }}expires in {{ $value | humanizeDuration }}{{ else }}has expired{{ end }}';

/** Alerts on what ends: leaves, and the CAs that signed them. */
export function expiryRules(subject: AlertSubject, thresholds: AlertThresholds): AlertRule[] {
  return [
    leafExpires(subject, AlertSeverity.CRITICAL, thresholds.leafCritical),
    leafExpires(subject, AlertSeverity.WARNING, thresholds.leafWarning),
    leafUnknown(subject),
    caExpires(subject, AlertSeverity.CRITICAL, thresholds.caCritical),
    caExpires(subject, AlertSeverity.WARNING, thresholds.caWarning),
    caNotTrusted(subject),
  ];
}

function leafExpires(subject: AlertSubject, severity: AlertSeverity, within: Duration): AlertRule {
  const series = seriesOf(subject);
  const left = `ray_tls_leaf_expiry_timestamp_seconds{${series}} - time()`;
  const life = `ray_tls_leaf_expiry_timestamp_seconds{${series}} - ray_tls_leaf_start_timestamp_seconds{${series}}`;
  const near = `${left} < ${within.toSeconds()} and (${left}) / (${life}) < ${LEAF_LIFE_LEFT[severity]}`;
  return {
    alert: 'RayTlsLeafExpires',
    severity,
    expr: by(LEAF, near, 'min'),
    lasting: LASTING,
    labels: POD_LABELS,
    summary: `the certificate of {{ $labels.role }} pod {{ $labels.ray_pod }} ${EXPIRY}.`,
    description:
      `The certificate of pod {{ $labels.ray_pod }} (from its init container {{ $labels.init_container }}) ${EXPIRY}. Ray does not reload it: ` +
      'from then on no peer accepts a connection of this pod. Have the pod replaced: by RayTlsRotation, whose last run says why it did not, or by ' +
      'deleting the pod when nothing runs on it. See docs/rotation.md of cdk8s-ray-tls.',
  };
}

function leafUnknown(subject: AlertSubject): AlertRule {
  return {
    alert: 'RayTlsLeafUnknown',
    severity: AlertSeverity.WARNING,
    expr: `${by(LEAF, `ray_tls_leaf_report_readable{${seriesOf(subject)}}`)} == 0`,
    lasting: Duration.minutes(15),
    labels: POD_LABELS,
    summary: 'it is unknown when the certificate of pod {{ $labels.ray_pod }} expires.',
    description:
      'Init container {{ $labels.init_container }} of pod {{ $labels.ray_pod }} has ended well, but its termination message does not tell of its ' +
      'certificate, so nobody is warned when that ends. Replace the pod; if its successor has no report either, its manifest is not the one that was ' +
      'synthesized. See docs/troubleshooting.md of cdk8s-ray-tls.',
  };
}

function caExpires(subject: AlertSubject, severity: AlertSeverity, within: Duration): AlertRule {
  return {
    alert: 'RayTlsCaExpires',
    severity,
    expr: `${by('ca', `ray_tls_ca_expiry_timestamp_seconds{${seriesOf(subject)}}`, 'min')} - time() < ${within.toSeconds()}`,
    lasting: LASTING,
    summary: `a CA that its pods trust ${EXPIRY}.`,
    description:
      `The CA with SHA-256 fingerprint {{ $labels.ca }}, which signed certificates of running pods, ${EXPIRY}. From then on those pods refuse each ` +
      'other, however long their own certificates are valid. Renew or replace the CA, both trusted for a while, then have all pods replaced: ' +
      'docs/rotation.md of cdk8s-ray-tls.',
  };
}

function caNotTrusted(subject: AlertSubject): AlertRule {
  const series = seriesOf(subject);
  const signing = `${by('ca', `ray_tls_ca_signed_leaves{${series}}`)} > 0`;
  const trusting = by('ca', `ray_tls_ca_trusting_leaves{${series}}`);
  const all = by('', `ray_tls_reported_leaves{${series}}`);
  return {
    alert: 'RayTlsCaNotTrusted',
    severity: AlertSeverity.CRITICAL,
    expr: `${signing} and ${trusting} < on (namespace, ray_cluster) group_left () ${all}`,
    lasting: LASTING,
    summary: 'pods do not trust the CA of other pods.',
    description:
      'The CA with SHA-256 fingerprint {{ $labels.ca }} signed the certificates of {{ $value }} leaves, and not every pod trusts it: those refuse the ' +
      'connections of the others. The CA was changed at one stroke. Have every pod trust both CAs (additionalTrust) and replace the pods that do not yet: ' +
      'docs/rotation.md of cdk8s-ray-tls.',
  };
}
