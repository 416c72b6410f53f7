import type { Chart } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCronJob, type RayTlsCronJobProps, RayTlsJob, type RayTlsJobProps } from '../../lib';
import { only, testChart } from '../support/synth';

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
