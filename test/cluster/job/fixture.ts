import type { Chart } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCronJob, type RayTlsCronJobProps, RayTlsJob, type RayTlsJobProps } from '../../../lib';
import { only, testChart } from '../../support/synth';

const defaults = (chart: Chart) => ({
  tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls')),
  metadata: { name: 'train' },
});

/** A job signed by a CA whose Secret was made elsewhere, so that only the job's own objects are rendered. */
export function testJob(props: Partial<RayTlsJobProps> = {}, chart = testChart()): RayTlsJob {
  return new RayTlsJob(chart, 'job', { ...defaults(chart), entrypoint: 'python main.py', ...props });
}

/** A job that a schedule starts, likewise. */
export function testCronJob(props: Partial<RayTlsCronJobProps> = {}, chart = testChart()): RayTlsCronJob {
  return new RayTlsCronJob(chart, 'job', { ...defaults(chart), entrypoint: 'python main.py', schedule: '0 3 * * *', ...props });
}

/** The spec of the RayJob that such a job renders. */
export function jobSpec(props: Partial<RayTlsJobProps> = {}): any {
  return only('RayJob', testJob(props)).spec;
}

/**
 * What of a spec says the same wherever it stands: without what is empty, the Services in the leaves, and the names of scripts, which come from
 * the construct's path.
 */
export function comparable(value: any): any {
  if (typeof value === 'string') return value.replace(/^ray-\w+-tls-scripts-\w+$/, 'scripts');
  if (Array.isArray(value)) return value.filter(({ name }) => name !== 'LEAF_SERVICES').map(comparable);
  if (typeof value !== 'object') return value;
  const fields = Object.entries(value).map(([key, field]) => [key, comparable(field)]);
  return Object.fromEntries(fields.filter(([, field]) => typeof field !== 'object' || Object.keys(field).length > 0));
}
