import { Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { invalid } from '../refusals/invalid';

/** Who writes which Secret, chart by chart: charts may go to different clusters, so equal names in two of them are no collision. */
const writers = new WeakMap<Chart, Map<string, string>>();

/** Refuses a second construct of one chart that writes the same Secret. */
export function claimSecretName(writer: IConstruct, secretName: string): void {
  const chart = Chart.of(writer);
  const claimed = writers.get(chart) ?? new Map<string, string>();
  writers.set(chart, claimed);
  const other = claimed.get(secretName);
  if (other !== undefined) {
    throw invalid(writer.node.path, {
      what: 'secretName',
      got: secretName,
      because: `${other} writes that Secret already, and one Secret holds one CA`,
      fix: 'choose another secretName, or pass the first CA on',
    });
  }
  claimed.set(secretName, writer.node.path);
}
