import { createHash } from 'node:crypto';
import { ApiObject, Duration, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { kubeApiScript, podScript } from '../../kubernetes/pod-script';
import { ScriptPod } from '../script-pod';

const NAME = 'ray-tls-exporter';
const SCRIPTS = ['export.py', 'export_metrics.py', 'export_readings.py', 'export_server.py'];
const PORT_NAME = 'metrics';
const PORT = 8080;
const METRICS_PATH = '/metrics';
const HEALTH_PATH = '/healthz';
/** Well below the five minutes after which Prometheus forgets a series, and no load to speak of for the API server. */
const INTERVAL = Duration.seconds(30);
const RESOURCES = { requests: { cpu: '10m', memory: '64Mi' }, limits: { cpu: '500m', memory: '256Mi' } };

/**
 * Tells Prometheus of the certificates of a cluster's pods: one pod that may list pods, CertificateRequests, Jobs and CronJobs of its namespace.
 *
 * It is no pod of the cluster, as it speaks to the API server only: a RayNetworkPolicy neither lets it in to Ray nor shuts out its Prometheus.
 */
export class Exporter extends Construct {
  /** The namespace that it runs in, the cluster's. */
  public readonly namespace: string;

  private readonly labels: { readonly [label: string]: string };

  /** @throws Error for a cluster whose chart names no namespace */
  public constructor(scope: Construct, id: string, cluster: RayTlsClusterBase) {
    super(scope, id);
    const ownScripts = Object.fromEntries(SCRIPTS.map((fileName) => [fileName, podScript(__dirname, fileName)]));
    const scripts = { ...ownScripts, ...kubeApiScript() };
    const pod = new ScriptPod(this, 'Pod', {
      cluster,
      name: NAME,
      scripts,
      env: [
        { name: 'CLUSTER', value: cluster.name },
        { name: 'PORT', value: `${PORT}` },
        { name: 'INTERVAL_SECONDS', value: `${INTERVAL.toSeconds()}` },
      ],
      speaksRay: false,
      resources: RESOURCES,
      container: containerFields(),
    });
    // Always the same, with cert-manager or without: to list what is not installed does no harm.
    pod.allow([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: ['cert-manager.io'], resources: ['certificaterequests'], verbs: ['list'] },
      { apiGroups: ['batch'], resources: ['jobs', 'cronjobs'], verbs: ['list'] },
    ]);
    this.namespace = pod.namespace;
    this.labels = pod.labels;
    this.addDeployment(pod, scripts);
  }

  /**
   * Has Prometheus collect its metrics. By a PodMonitor, as nothing else calls it, so that a Service would be of no use.
   *
   * @param labels those by which Prometheus selects its monitors
   */
  public addMonitor(labels: { readonly [label: string]: string }): void {
    new ApiObject(this, 'Monitor', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { namespace: this.namespace, labels: { ...this.labels, ...labels } },
      spec: {
        selector: { matchLabels: { ...this.labels } },
        // The metrics are about other pods, in the namespace that they name themselves.
        podMetricsEndpoints: [{ port: PORT_NAME, path: METRICS_PATH, honorLabels: true }],
      },
    });
  }

  /** Raw, since the classes of cdk8s-plus would drop quantities and whatever is newer than they are. */
  private addDeployment(pod: ScriptPod, scripts: { readonly [fileName: string]: string }): void {
    const deployment = new ApiObject(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { namespace: this.namespace, labels: { ...this.labels } },
      spec: {
        replicas: 1,
        // Two at once would tell everything twice.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: { ...this.labels } },
        template: pod.podTemplate({ restartPolicy: 'Always' }),
      },
    });
    // Its ConfigMap keeps its name when the scripts change, and a running pod would go on with those that it began with.
    const hash = createHash('sha256').update(JSON.stringify(scripts)).digest('hex');
    deployment.addJsonPatch(JsonPatch.add('/spec/template/metadata/annotations', { 'cdk8s-ray-tls/scripts': hash }));
  }
}

function containerFields(): { readonly [field: string]: unknown } {
  const httpGet = { path: HEALTH_PATH, port: PORT_NAME };
  return {
    ports: [{ name: PORT_NAME, containerPort: PORT, protocol: 'TCP' }],
    readinessProbe: { httpGet, periodSeconds: 10, timeoutSeconds: 5 },
    livenessProbe: { httpGet, periodSeconds: 30, timeoutSeconds: 5 },
  };
}
