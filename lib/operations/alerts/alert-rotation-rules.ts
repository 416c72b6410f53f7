import { Duration } from 'cdk8s';
import { type AlertRule, AlertSeverity, type AlertSubject, by, seriesOf } from './alert-rule';
import type { AlertThresholds } from './alert-thresholds';

/** Alerts on a RayTlsRotation that does not do its work; none where the cluster has no rotation. */
export function rotationRules(subject: AlertSubject, thresholds: AlertThresholds): AlertRule[] {
  const { cluster, namespace } = subject;
  const series = seriesOf(subject);
  const logs = `kubectl -n ${namespace} logs -l app.kubernetes.io/name=ray-tls-rotation,app.kubernetes.io/instance=${cluster} --tail=-1`;
  const success = by('', `ray_tls_rotation_last_success_timestamp_seconds{${series}}`);
  const created = by('', `ray_tls_rotation_created_timestamp_seconds{${series}}`);
  return [
    {
      alert: 'RayTlsRotationFailed',
      severity: AlertSeverity.WARNING,
      expr: `${by('', `ray_tls_rotation_failed{${series}}`)} > 0`,
      lasting: Duration.minutes(1),
      summary: 'the last rotation of certificates failed.',
      description:
        `RayTlsRotation of ${cluster} stopped, and replaces nothing further until its next run. Its last line says why: ${logs}. Until the leaves expire ` +
        'the cluster works on. See docs/rotation.md of cdk8s-ray-tls.',
    },
    {
      alert: 'RayTlsRotationOverdue',
      severity: AlertSeverity.WARNING,
      // One that never ended well counts from when it was set up.
      expr: `time() - (${success} or ${created}) > ${thresholds.rotationOverdue.toSeconds()}`,
      lasting: Duration.minutes(5),
      summary: 'no rotation of certificates has ended well for {{ $value | humanizeDuration }}.',
      description:
        `RayTlsRotation of ${cluster} has not ended well for {{ $value | humanizeDuration }}. Is its CronJob suspended, are its pods waiting for a node, ` +
        `does a run take longer than its window? kubectl -n ${namespace} get cronjobs,jobs -l app.kubernetes.io/name=ray-tls-rotation, and ${logs}. ` +
        'See docs/rotation.md of cdk8s-ray-tls.',
    },
  ];
}
