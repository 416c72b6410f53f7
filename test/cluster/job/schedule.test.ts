import { RayJobDeletion, RayKind } from '../../../lib';
import { only } from '../../support/synth';
import { comparable, jobSpec, testCronJob } from './fixture';

test.each(['*/5 * * * *', '0 3 * * mon-fri', '15,45 0-6/2 1 JAN ?', '@daily', '@every 1h30m'])('%s is a schedule', (schedule) =>
  expect(only('RayCronJob', testCronJob({ schedule })).spec.schedule).toBe(schedule),
);

test('a scheduled job is the job that it would be alone, but for the Service that it has for itself', () => {
  const props = { deletion: RayJobDeletion.cluster(), backoffLimit: 1, workerGroups: [{ groupName: 'cpu' }] };
  const { spec } = only('RayCronJob', testCronJob({ ...props, timeZone: 'Etc/UTC', suspend: false, kubeRayVersion: '1.7' }));
  expect(spec).toMatchObject({ schedule: '0 3 * * *', timeZone: 'Etc/UTC', suspend: false });
  expect(comparable(spec.jobTemplate)).toEqual(comparable(jobSpec({ ...props, kubeRayVersion: '1.7' })));
  // The Service of the head is the job's, whose name is unknown.
  expect(JSON.stringify(spec.jobTemplate)).not.toContain('head-svc');
});

test('a scheduled job tells its kind', () => expect(testCronJob().kind).toBe(RayKind.RAY_CRON_JOB));

test('the manifest of a scheduled job', () => expect(only('RayCronJob', testCronJob({ schedule: '@daily' }))).toMatchSnapshot());
