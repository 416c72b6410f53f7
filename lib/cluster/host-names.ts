import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { invalid } from '../refusals/invalid';

/** Who has which name, chart by chart: charts may go to different clusters, so equal names in two of them are no collision. */
const owners = new WeakMap<Chart, Map<string, string>>();

/** Refuses a second cluster, job or service of one name in one namespace of a chart, whatever the kinds of the two. */
export function claimHostName(host: IConstruct, name: string, namespace = ''): void {
  const chart = Chart.of(host);
  const claimed = owners.get(chart) ?? new Map<string, string>();
  owners.set(chart, claimed);
  const key = `${namespace}/${name}`;
  const other = claimed.get(key);
  if (other !== undefined) {
    throw invalid(host.node.path, {
      what: 'metadata.name',
      got: name,
      because: `${other} has it already, and KubeRay would point one Service ${name}-head-svc at the heads of both in turn`,
      fix: 'choose another name',
    });
  }
  claimed.set(key, host.node.path);
}
