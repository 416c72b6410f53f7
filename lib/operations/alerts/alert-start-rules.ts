import { Duration } from 'cdk8s';
import { type AlertRule, AlertSeverity, type AlertSubject, by, POD_LABELS, seriesOf } from './alert-rule';
import type { AlertThresholds } from './alert-thresholds';

/** A pod whose node was restarted waits again for a moment, and has been there for long. */
const LASTING = Duration.minutes(2);

/** Alerts on pods that do not get their certificate. */
export function startRules(subject: AlertSubject, thresholds: AlertThresholds): AlertRule[] {
  const { cluster, namespace } = subject;
  const series = seriesOf(subject);
  const requests = `kubectl -n ${namespace} get certificaterequests -l cdk8s-ray-tls/role`;
  return [
    {
      alert: 'RayTlsPodWaiting',
      severity: AlertSeverity.CRITICAL,
      expr:
        `time() - ${by('ray_pod, role, init_container', `ray_tls_init_waiting_since_timestamp_seconds{${series}}`, 'min')} ` +
        `> ${thresholds.podWaiting.toSeconds()}`,
      lasting: LASTING,
      labels: POD_LABELS,
      summary: 'pod {{ $labels.ray_pod }} has been waiting for its certificate for {{ $value | humanizeDuration }}.',
      description:
        'Pod {{ $labels.ray_pod }} does not get past its init container {{ $labels.init_container }}, which says why in one line: ' +
        `kubectl -n ${namespace} logs {{ $labels.ray_pod }} -c {{ $labels.init_container }}. If it has not run at all, kubectl -n ${namespace} ` +
        'describe pod {{ $labels.ray_pod }} names what is missing. Each line has its cause and fix in docs/troubleshooting.md of cdk8s-ray-tls.',
    },
    {
      alert: 'RayTlsRequestRefused',
      severity: AlertSeverity.CRITICAL,
      expr: `${by('state', `ray_tls_certificate_requests{${series},state=~"denied|failed"}`)} > 0`,
      lasting: Duration.minutes(1),
      summary: '{{ $value }} CertificateRequests of its pods are {{ $labels.state }}.',
      description:
        `Pods of ${cluster} asked cert-manager for a certificate, and the answer was no ({{ $labels.state }}): they cannot start. The reason stands in ` +
        `the conditions of the requests: ${requests}, then describe. Correct the issuer or the approval policy; the pods ask again by themselves. ` +
        'See docs/troubleshooting.md of cdk8s-ray-tls.',
    },
    {
      alert: 'RayTlsRequestPending',
      severity: AlertSeverity.WARNING,
      expr:
        `time() - ${by('', `ray_tls_certificate_request_pending_since_timestamp_seconds{${series}}`, 'min')} ` +
        `> ${thresholds.requestPending.toSeconds()}`,
      lasting: Duration.minutes(1),
      summary: 'a CertificateRequest has been waiting for {{ $value | humanizeDuration }}.',
      description:
        `A pod of ${cluster} asked for a certificate, and nobody has answered: ${requests}, then describe. Is cert-manager running, is the issuer Ready, ` +
        'and does somebody approve requests if its own approver is switched off? See docs/troubleshooting.md of cdk8s-ray-tls.',
    },
  ];
}
