import { createHash } from 'node:crypto';
import { Chart, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { PodScripts } from './pod-script';

const LABELS = { 'app.kubernetes.io/managed-by': 'cdk8s-ray-tls' };
const LONGEST_NAME = 63;
const HASH_LENGTH = 10;

/**
 * The ConfigMap with these scripts in the namespace of the pods that mount it; all pods of a chart that run the same scripts share it.
 *
 * It is immutable and named by its content. Nobody can change what a pod runs without changing the pod, and an upgrade of this library
 * makes a new ConfigMap beside the one that existing pods mount.
 *
 * @param scope where the pods are made
 * @param namespace where they run; undefined if only `kubectl apply` says it
 * @returns the name of the ConfigMap
 */
export function scriptsConfigMap(scope: Construct, namespace: string | undefined, scripts: PodScripts): string {
  const chart = Chart.of(scope);
  const data = Object.fromEntries(Object.entries(scripts).sort(([a], [b]) => (a < b ? -1 : 1)));
  const hash = createHash('sha256').update(JSON.stringify(data)).digest('hex').slice(0, HASH_LENGTH);
  const id = ['ray-tls-scripts', ...(namespace === undefined ? [] : [namespace]), hash].join('-');
  const configMap = (chart.node.tryFindChild(id) as k8s.KubeConfigMap | undefined) ?? make(chart, id, { namespace, hash, data });
  // Before the pods in the manifest, as `kubectl apply` makes objects in their order.
  scope.node.addDependency(configMap);
  return configMap.name;
}

function make(
  chart: Chart,
  id: string,
  content: { readonly namespace?: string; readonly hash: string; readonly data: PodScripts },
): k8s.KubeConfigMap {
  const { namespace, hash, data } = content;
  const stem = Names.toDnsLabel(chart, { extra: ['tls-scripts'], includeHash: false, maxLen: LONGEST_NAME - HASH_LENGTH - 1 });
  return new k8s.KubeConfigMap(chart, id, { metadata: { name: `${stem}-${hash}`, namespace, labels: LABELS }, immutable: true, data });
}
