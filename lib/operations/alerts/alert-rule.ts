import type { Duration } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';

/** What the alerts of one RayTlsAlerts are about. */
export interface AlertSubject {
  readonly cluster: string;
  readonly namespace: string;
}

/** Severities that most Alertmanagers route by; one of the second is silenced while the first is there, by the rules that they come with. */
export enum AlertSeverity {
  CRITICAL = 'critical',
  WARNING = 'warning',
}

/** One alert. */
export interface AlertRule {
  readonly alert: string;
  readonly severity: AlertSeverity;
  /** PromQL that yields one value for each thing that is wrong. */
  readonly expr: string;
  /** For how long that has to be so. */
  readonly lasting: Duration;
  /** One line, as a template of Prometheus. */
  readonly summary: string;
  /** What it means and what to do, as a template of Prometheus. */
  readonly description: string;
  readonly labels?: { readonly [name: string]: string };
}

/** Where the labels of a metric of the exporter's that tell of one pod go: into the labels by which people look for pods. */
export const POD_LABELS = { pod: '{{ $labels.ray_pod }}' };

/** The label that the exporter gives every metric, beside the namespace: not `cluster`, which means a Kubernetes cluster to many. */
const CLUSTER_LABEL = 'ray_cluster';

/** What selects a cluster's series of the exporter. */
export function seriesOf({ cluster, namespace }: AlertSubject): string {
  return `namespace="${namespace}",${CLUSTER_LABEL}="${cluster}"`;
}

/** One series of the exporter's for each value of these labels: without those of the exporter's pod, another one of which would be another alert. */
export function by(labels: string, expr: string, choose: 'min' | 'max' = 'max'): string {
  return `${choose} by (namespace, ${CLUSTER_LABEL}${labels === '' ? '' : `, ${labels}`}) (${expr})`;
}

/** The rule as a PrometheusRule has it. */
export function prometheusRule({ cluster, namespace }: AlertSubject, rule: AlertRule): PlainObject {
  const { alert, severity, expr, lasting, summary, description, labels } = rule;
  return {
    alert,
    expr,
    for: `${lasting.toSeconds()}s`,
    labels: { ...labels, severity, namespace, [CLUSTER_LABEL]: cluster },
    annotations: { summary: `Ray cluster ${namespace}/${cluster}: ${summary}`, description },
  };
}
