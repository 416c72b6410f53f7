import { requireIdentityFits } from '../../../lib/refusals/workload/containers';
import { podTemplateField } from '../../../lib/refusals/workload/kinds';
import { refusal } from '../refusals';

const containers = [
  { name: 'web', image: 'web:1' },
  { name: 'twin', image: 'web:1' },
  { name: 'log', image: 'log:1' },
  { name: 'root', image: 'web:1', securityContext: { runAsUser: 0 } },
];
const accept = (names: string[], podSecurity?: object, leafImage?: string) =>
  requireIdentityFits('ray/web', 'Deployment web', { containers, securityContext: podSecurity }, names, leafImage);
const refused = (...parameters: Parameters<typeof accept>) => refusal(() => accept(...parameters)).replace('[ray/web] ', '');

test('containers of one user share a key', () => {
  for (const names of [['web'], ['web', 'twin'], ['root']]) expect(() => accept(names)).not.toThrow();
  expect(() => accept(['web', 'log'], { runAsUser: 1000 })).not.toThrow();
  expect(() => accept(['log', 'root'], { runAsUser: 0 })).not.toThrow();
});

test.each([
  [['web', 'log'], undefined, "containerNames[1] is 'log': it runs as user of its image and 'web' as of its image"],
  [['web', 'root'], undefined, "containerNames[1] is 'root': it runs as user 0 and 'web' as of its image"],
  [['root', 'web'], undefined, "containerNames[1] is 'web': it runs as user of its image and 'root' as 0"],
  [['web', 'root'], { runAsUser: 1000 }, "containerNames[1] is 'root': it runs as user 0 and 'web' as 1000"],
])('%j of two users do not', (names, podSecurity, why) => {
  expect(refused(names, podSecurity)).toBe(
    `${why}, and one user alone can read the private key. Fix: give both the same runAsUser, in the pod's securityContext or in theirs.`,
  );
});

test('another image for the init container needs a user that is written down', () => {
  expect(() => accept(['web'], undefined, 'web:1')).not.toThrow();
  expect(() => accept(['web'], { runAsUser: 1000 }, 'other:1')).not.toThrow();
  expect(refused(['web'], undefined, 'other:1')).toBe(
    "leafImage is 'other:1': the user of 'web' is known to its own image alone, and the private key is made readable by that user alone. Fix: set runAsUser in the pod's securityContext, to the user that the container runs as.",
  );
});

test('containers are there, and one at least', () => {
  expect(refused(['web', 'wb'])).toBe(
    "containerNames[1] is 'wb': the containers of Deployment web are 'web', 'twin', 'log', 'root'. Fix: name one of them.",
  );
  expect(refused([])).toBe('containerNames is []: nobody would use the certificate. Fix: name a container, or leave it out.');
});

test('the template of a kind that is not known is refused', () => {
  expect(podTemplateField('ray/web', { apiGroup: 'batch', kind: 'CronJob', name: 'a' })).toEqual([
    'spec',
    'jobTemplate',
    'spec',
    'template',
  ]);
  expect(refusal(() => podTemplateField('ray/web', { apiGroup: 'ray.io', kind: 'RayCluster', name: 'a' }))).toBe(
    "[ray/web] workload is 'RayCluster 'a' of ray.io': it is none of the kinds whose pod template is known: Deployment, StatefulSet, DaemonSet, Job, CronJob. Fix: pass one of them; a RayCluster gets its identity by RayTlsCluster.",
  );
});
