import { Duration } from 'cdk8s';
import { type AlertRule, AlertSeverity, type AlertSubject } from './alert-rule';
import type { AlertThresholds } from './alert-thresholds';

/** Alerts on the Certificates of cert-manager in the cluster's namespace, by cert-manager's own metrics (v1.21): none where nobody collects them. */
export function certificateRules({ namespace }: AlertSubject, thresholds: AlertThresholds): AlertRule[] {
  const expiry = each(namespace, 'expiration_timestamp_seconds');
  const renewal = each(namespace, 'renewal_timestamp_seconds');
  const describe = `kubectl -n ${namespace} describe certificate {{ $labels.name }}`;
  return [
    {
      alert: 'RayTlsCertificateNotReady',
      severity: AlertSeverity.WARNING,
      expr: `${each(namespace, 'ready_status', 'condition!="True"')} == 1`,
      lasting: Duration.minutes(15),
      summary: 'Certificate {{ $labels.name }} of cert-manager is not Ready.',
      description:
        `cert-manager cannot issue Certificate ${namespace}/{{ $labels.name }}, or cannot renew it. Its conditions and events say why: ${describe}. ` +
        'See docs/troubleshooting.md of cdk8s-ray-tls.',
    },
    {
      alert: 'RayTlsCertificateOverdue',
      severity: AlertSeverity.WARNING,
      // 0 where there is none yet.
      expr: `time() - (${renewal} > 0) > ${Duration.hours(1).toSeconds()}`,
      lasting: Duration.minutes(5),
      summary: 'Certificate {{ $labels.name }} of cert-manager should have been renewed {{ $value | humanizeDuration }} ago.',
      description:
        `cert-manager has not renewed Certificate ${namespace}/{{ $labels.name }} when it was time. Is cert-manager running, and its issuer Ready? ` +
        `${describe}. See docs/troubleshooting.md of cdk8s-ray-tls.`,
    },
    {
      alert: 'RayTlsCertificateExpires',
      severity: AlertSeverity.CRITICAL,
      // One that is short-lived and renewed in time is always near its end.
      expr: `(${expiry} > 0) - time() < ${thresholds.leafCritical.toSeconds()} unless on (name) ${renewal} > time()`,
      lasting: Duration.minutes(5),
      summary:
        'Certificate {{ $labels.name }} of cert-manager is not renewed, and {{ if gt $value 0.0 }}expires in {{ $value | humanizeDuration }}{{ else }}has expired{{ end }}.',
      description:
        `cert-manager should have renewed Certificate ${namespace}/{{ $labels.name }}. When it has expired, whoever uses it is refused: ${describe}. ` +
        'See docs/troubleshooting.md of cdk8s-ray-tls.',
    },
  ];
}

/** One series for each Certificate of the namespace, whose label Prometheus renames unless it was told to honour the labels of cert-manager. */
function each(namespace: string, metric: string, matcher?: string): string {
  const further = matcher === undefined ? '' : `,${matcher}`;
  const name = `certmanager_certificate_${metric}`;
  const renamed = `${name}{exported_namespace="${namespace}"${further}}`;
  const honoured = `${name}{namespace="${namespace}",exported_namespace=""${further}}`;
  return `max by (name) (${renamed} or ${honoured})`;
}
