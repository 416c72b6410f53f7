import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { IConstruct } from 'constructs';

/**
 * Text as it has to stand in the files of an app. Where those are the templates of a Helm chart (`cdk8s synth --format helm`), Helm would take
 * `{{ $labels.pod }}` of Prometheus, or `{{pod}}` of Grafana, for its own.
 */
export function textFor(app: IConstruct, text: string): string {
  return isHelmChart(app) ? text.replace(/\{\{|\}\}/g, '{{`$&`}}') : text;
}

/** The same for every text in JSON. */
export function jsonFor<T>(app: IConstruct, value: T): T {
  if (!isHelmChart(app)) return value;
  return JSON.parse(JSON.stringify(value), (_, child: unknown) => (typeof child === 'string' ? textFor(app, child) : child));
}

/** The command puts the scaffolding of the chart there before the app runs. */
function isHelmChart({ node }: IConstruct): boolean {
  const { outdir } = node.root as { outdir?: unknown };
  return typeof outdir === 'string' && basename(outdir) === 'templates' && existsSync(join(dirname(outdir), 'Chart.yaml'));
}
