import { requireIdentityFits } from '../../../lib/refusals/workload/containers';
import { podTemplatePaths, requireTemplates } from '../../../lib/refusals/workload/kinds';
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

describe('where a workload has its pod templates', () => {
  const rollout = { apiGroup: 'argoproj.io', kind: 'Rollout', name: 'a' };
  const other = { apiGroup: 'example.com', kind: 'Thing', name: 'a' };

  test('by its kind', () => {
    expect(podTemplatePaths('ray/web', { apiGroup: 'batch', kind: 'CronJob', name: 'a' })).toEqual([
      ['spec', 'jobTemplate', 'spec', 'template'],
    ]);
    expect(podTemplatePaths('ray/web', rollout)).toEqual([['spec', 'template']]);
    expect(podTemplatePaths('ray/web', { apiGroup: '', kind: 'Pod', name: 'a' })).toEqual([[]]);
  });
  test.each([
    ['spec.template', ['spec', 'template']],
    ['.spec.template', ['spec', 'template']],
    ['$.spec.tasks[*].template', ['spec', 'tasks', '*', 'template']],
    ['spec.tasks.*.template', ['spec', 'tasks', '*', 'template']],
    ['spec.tasks[0].template', ['spec', 'tasks', '0', 'template']],
  ])('by what is said: %s', (text, path) => expect(podTemplatePaths('ray/web', other, text)).toEqual([path]));

  test('is asked for of a kind that is not known', () =>
    expect(refusal(() => podTemplatePaths('ray/web', other))).toBe(
      "[ray/web] workload is 'Thing 'a' of example.com': nobody has said where a workload of this kind has its pod template. Fix: say where it has its pod template: podTemplatePath: 'spec.template'.",
    ));
  test('is not asked for of what KubeRay runs', () =>
    expect(refusal(() => podTemplatePaths('ray/web', { apiGroup: 'ray.io', kind: 'RayCluster', name: 'a' }))).toContain(
      'Fix: use RayTlsCluster, which gives its pods their identity.',
    ));
  test.each(['', 'spec..template', 'spec template', 'spec[a].template'])('is no path: %j', (text) =>
    expect(refusal(() => podTemplatePaths('ray/web', other, text))).toContain(
      `podTemplatePath is '${text}': it is no path of fields. Fix: write it as in 'spec.template'`,
    ),
  );
  test('has containers there', () => {
    expect(refusal(() => requireTemplates('ray/web', 'Deployment web', []))).toBe(
      '[ray/web] Deployment web: there is no pod template with containers. Fix: pass a workload that is made, with at least one container.',
    );
    expect(refusal(() => requireTemplates('ray/web', 'Thing a', [{ template: { containers: [{}] } }], 'spec.template.spec'))).toBe(
      "[ray/web] podTemplatePath is 'spec.template.spec': it leads to the spec of pods, and a pod template has that under spec. Fix: leave '.spec' at its end out.",
    );
  });
});
