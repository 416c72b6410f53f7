import type { RayTlsRotation } from 'cdk8s-ray-tls';
import type { KubeObject, Sandbox } from './sandbox';
import { until } from './until';

/** A schedule that never comes: the thirtieth of February. */
export const NEVER = '0 0 30 2 *';

/** Runs a rotation by hand, as the documentation says, until it has ended; what it printed. */
export async function rotate(sandbox: Sandbox, rotation: RayTlsRotation, run: string): Promise<{ succeeded: boolean; log: string }> {
  await sandbox.kubectl(['create', 'job', run, `--from=cronjob/${rotation.cronJobName}`]);
  const job = await until(`the end of ${run}`, 900, async () => {
    const { status } = await sandbox.get('job', run);
    return (status.conditions ?? []).find(({ type, status: is }: KubeObject) => is === 'True' && ['Complete', 'Failed'].includes(type));
  });
  const log = await sandbox.kubectl(['logs', `job/${run}`, '--all-containers', '--ignore-errors']);
  return { succeeded: job.type === 'Complete', log };
}
