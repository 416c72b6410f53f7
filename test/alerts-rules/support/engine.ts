import { spawnSync } from 'node:child_process';
import { RayTlsAlerts, type RayTlsAlertsProps } from '../../../lib/operations/alerts/ray-tls-alerts';
import { only, testChart, testCluster } from '../../support/synth';
import { ENGINE } from './build-engine';

/** An alert that fires. */
export interface FiringAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The rule file that the Prometheus Operator makes of the PrometheusRule for the cluster ray/demo. */
export function ruleFile(props: Partial<RayTlsAlertsProps> = {}): string {
  const chart = testChart('ray');
  const cluster = testCluster({ metadata: { name: 'demo' } }, chart);
  new RayTlsAlerts(chart, 'alerts', { cluster, ...props });
  return JSON.stringify(only('PrometheusRule', chart).spec);
}

/** The alerts that Prometheus raises in that minute; the clock begins at 0, and rules and series are looked at every minute. */
export function firing(rules: string, series: readonly string[], minute: number): FiringAlert[] {
  const cases = [{ RuleFile: rules, Series: series, Minute: minute }];
  const { status, stdout, stderr } = spawnSync(ENGINE, { input: JSON.stringify(cases), encoding: 'utf8', timeout: 30_000 });
  if (status !== 0) throw new Error(`the engine failed: ${stderr}`);
  return JSON.parse(stdout)[0];
}
