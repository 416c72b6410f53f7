import { ApiObject } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { jsonFor, textFor } from '../../kubernetes/helm';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireSelectorLabels } from '../../refusals/names/selector-labels';
import { requireAlertThresholds } from '../../refusals/operations/alert-thresholds';
import { certificateRules } from './alert-certificate-rules';
import { expiryRules } from './alert-expiry-rules';
import { exporterRules } from './alert-exporter-rules';
import { rotationRules } from './alert-rotation-rules';
import { type AlertSubject, prometheusRule } from './alert-rule';
import { startRules } from './alert-start-rules';
import { type AlertThresholds, DEFAULT_ALERT_THRESHOLDS, type RayTlsAlertThresholds } from './alert-thresholds';
import { Exporter } from './exporter';
import { grafanaDashboard } from './grafana-dashboard';

/** Which cluster is watched, and from when on that is worth an alert. */
export interface RayTlsAlertsProps {
  /** The cluster, or the job or service with a cluster of its own. */
  readonly cluster: RayTlsClusterBase;

  /**
   * Labels by which your Prometheus selects the rules and monitors that it takes, such as `{ release: 'kube-prometheus-stack' }`.
   *
   * @default - none, for a Prometheus that takes all
   */
  readonly prometheusLabels?: { [label: string]: string };

  /**
   * From when on something is worth an alert.
   *
   * @default - the default of each threshold
   */
  readonly thresholds?: RayTlsAlertThresholds;
}

/**
 * Warns before any certificate of a cluster expires, and when pods do not get theirs: a PrometheusRule and a PodMonitor
 * (`monitoring.coreos.com/v1`, for the Prometheus Operator), a Grafana dashboard in a ConfigMap labelled `grafana_dashboard: "1"`, and a
 * small exporter that reads the API server and tells what each pod's init container reported of its leaf.
 *
 * The exporter's metrics (`ray_tls_*`) carry the labels `namespace` and `ray_cluster`, those of one pod also `ray_pod`, `role` and
 * `init_container`; times are in seconds since 1970. They hold nothing secret: names, dates and fingerprints of CAs.
 *
 * Alerts on Certificates of cert-manager need a Prometheus that collects the metrics of cert-manager too. Of `RayTls.managedByKubeRay`,
 * whose pods report nothing, only those tell.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsAlerts, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * new RayTlsAlerts(chart, 'alerts', { cluster, prometheusLabels: { release: 'kube-prometheus-stack' } });
 */
export class RayTlsAlerts extends Construct {
  /** @throws Error for a cluster whose chart names no namespace, labels that nothing can have, a warning that would come after the critical alert */
  public constructor(scope: Construct, id: string, props: RayTlsAlertsProps) {
    super(scopeFor('RayTlsAlerts', scope, id), id);
    requireProps(this, 'RayTlsAlerts', props);
    const { cluster, prometheusLabels = {} } = props;
    if (Object.keys(prometheusLabels).length > 0) requireSelectorLabels(this.node.path, 'prometheusLabels', prometheusLabels);
    const thresholds = this.thresholdsOf(props.thresholds);
    const exporter = new Exporter(this, 'Exporter', cluster);
    const subject = { cluster: cluster.name, namespace: exporter.namespace };
    exporter.addMonitor(prometheusLabels);
    this.addRules(subject, thresholds, prometheusLabels);
    this.addDashboard(subject, thresholds);
  }

  private thresholdsOf(given: RayTlsAlertThresholds = {}): AlertThresholds {
    const set = Object.entries(given).filter(([, duration]) => duration !== undefined);
    const thresholds = { ...DEFAULT_ALERT_THRESHOLDS, ...Object.fromEntries(set) };
    requireAlertThresholds(this.node.path, { ...thresholds });
    return thresholds;
  }

  private addRules(subject: AlertSubject, thresholds: AlertThresholds, prometheusLabels: { [label: string]: string }): void {
    const rules = [
      ...expiryRules(subject, thresholds),
      ...startRules(subject, thresholds),
      ...certificateRules(subject, thresholds),
      ...rotationRules(subject, thresholds),
      ...exporterRules(subject),
    ];
    this.node.defaultChild = new ApiObject(this, 'Rules', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { namespace: subject.namespace, labels: { ...labelsOf(subject), ...prometheusLabels } },
      spec: jsonFor(this, { groups: [{ name: `ray-tls-${subject.cluster}`, rules: rules.map((rule) => prometheusRule(subject, rule)) }] }),
    });
  }

  private addDashboard(subject: AlertSubject, thresholds: AlertThresholds): void {
    const { cluster, namespace } = subject;
    new ConfigMap(this, 'Dashboard', {
      metadata: { namespace, labels: { ...labelsOf(subject), grafana_dashboard: '1' } },
      // Grafana's sidecar puts the files of all namespaces into one folder; neither name has a dot.
      data: {
        [`ray-tls.${namespace}.${cluster}.json`]: textFor(this, JSON.stringify(grafanaDashboard(subject, thresholds), undefined, 1)),
      },
    });
  }
}

function labelsOf({ cluster }: AlertSubject): { [label: string]: string } {
  return {
    'app.kubernetes.io/name': 'ray-tls-alerts',
    'app.kubernetes.io/instance': cluster,
    'app.kubernetes.io/managed-by': 'cdk8s-ray-tls',
  };
}

checkArguments('RayTlsAlerts', RayTlsAlerts);
