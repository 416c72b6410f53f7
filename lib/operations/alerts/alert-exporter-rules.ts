import { Duration } from 'cdk8s';
import { type AlertRule, AlertSeverity, type AlertSubject, by, seriesOf } from './alert-rule';

const BLIND_AFTER = Duration.minutes(10);

/** Alerts on what the other alerts depend on. */
export function exporterRules(subject: AlertSubject): AlertRule[] {
  const { cluster, namespace } = subject;
  const lastSuccess = `ray_tls_exporter_last_success_timestamp_seconds{${seriesOf(subject)}}`;
  const exporter = `-l app.kubernetes.io/name=ray-tls-exporter,app.kubernetes.io/instance=${cluster}`;
  return [
    {
      alert: 'RayTlsExporterAbsent',
      severity: AlertSeverity.WARNING,
      expr: `absent(${lastSuccess})`,
      lasting: Duration.minutes(10),
      summary: 'nobody watches when its certificates expire.',
      description:
        `Prometheus has no metrics of the exporter of ${cluster}. Does the pod run: kubectl -n ${namespace} get pods ${exporter}? Does Prometheus select its ` +
        'PodMonitor, by the labels that prometheusLabels sets, and does a NetworkPolicy let it in? See docs/troubleshooting.md of cdk8s-ray-tls.',
    },
    {
      alert: 'RayTlsExporterBlind',
      severity: AlertSeverity.WARNING,
      expr: `time() - ${by('resource', lastSuccess)} > ${BLIND_AFTER.toSeconds()}`,
      lasting: Duration.minutes(5),
      summary: 'the exporter cannot read {{ $labels.resource }}.',
      description:
        `The exporter of ${cluster} has not been able to list {{ $labels.resource }} for ten minutes, so alerts that depend on them are silent. Its log says ` +
        `why: kubectl -n ${namespace} logs ${exporter}. See docs/troubleshooting.md of cdk8s-ray-tls.`,
    },
  ];
}
