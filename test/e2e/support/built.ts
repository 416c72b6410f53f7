import { Chart, Testing } from 'cdk8s';

/** The manifests of what is built into a chart of a namespace, as JSON that kubectl applies. */
export function built(namespace: string, build: (chart: Chart) => void): string {
  const chart = new Chart(Testing.app(), 'ray', { namespace });
  build(chart);
  return JSON.stringify({ apiVersion: 'v1', kind: 'List', items: Testing.synth(chart) });
}

/** What lets several small clusters run beside each other on one small node. */
export const SMALL = {
  head: {
    resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { cpu: '2', memory: '2Gi' } },
    rayStartParams: { 'num-cpus': '1', 'object-store-memory': '100000000' },
  },
  worker: {
    groupName: 'cpu',
    resources: { requests: { cpu: '50m', memory: '512Mi' }, limits: { cpu: '2', memory: '1Gi' } },
    rayStartParams: { 'num-cpus': '1', 'object-store-memory': '100000000' },
  },
};
