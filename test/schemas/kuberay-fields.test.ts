import { readFileSync } from 'node:fs';
import { kubeRaySince } from '../../lib/facts/kuberay-types';
import { KUBERAY_FIELDS, kubeRayFields } from '../../tools/kuberay-fields';
import { testCluster } from '../support/synth';

test('lib/facts/kuberay-fields.ts is current; `npx tsx tools/kuberay-fields.ts` writes it anew', () => {
  expect(readFileSync(KUBERAY_FIELDS, 'utf8')).toBe(kubeRayFields());
});

test('the groups that the typed surface makes have a priority where KubeRay has one', () => {
  const priorityUnder = (kubeRayVersion: string) =>
    testCluster({ kubeRayVersion, workerGroups: [{ groupName: 'cpu' }] })._spec.workerGroupSpecs[0].priority;
  const since = kubeRaySince('RayCluster', 'spec.workerGroupSpecs.priority');
  expect(priorityUnder(since)).toBe(0);
  expect(priorityUnder('1.6')).toBeUndefined();
  expect(since).toBe('1.7');
});
