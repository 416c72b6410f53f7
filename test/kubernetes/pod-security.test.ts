import { RayPodSecurity } from '../../lib';
import { synth, testChart, testCluster } from '../support/synth';

const HARDENED = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 1000,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** The pod spec of the head as it is rendered. */
function head(podSecurity?: RayPodSecurity, spec: object = {}, options?: object): any {
  const chart = testChart();
  testCluster({ podSecurity, head: { template: { spec } }, autoscaling: options && { options } }, chart);
  return synth(chart).find(({ kind }) => kind === 'RayCluster').spec;
}

const podSpec = (podSecurity?: RayPodSecurity, spec: object = {}) => head(podSecurity, spec).headGroupSpec.template.spec;
const rayContext = (podSecurity?: RayPodSecurity, spec: object = {}) => podSpec(podSecurity, spec).containers[0].securityContext;
const withContext = (securityContext: object) => rayContext(undefined, { containers: [{ name: 'ray', securityContext }] });

test("Ray's containers, and whatever reads their key, are hardened by default", () => {
  const chart = testChart();
  testCluster({ workerGroups: [{ groupName: 'cpu' }], autoscaling: {} }, chart);
  const { spec } = synth(chart).find(({ kind }) => kind === 'RayCluster');
  const [headSpec, worker] = [spec.headGroupSpec, spec.workerGroupSpecs[0]].map(({ template }) => template.spec);
  for (const container of [headSpec.containers[0], worker.containers[0], spec.autoscalerOptions]) {
    expect(container.securityContext).toEqual(HARDENED);
  }
  for (const { initContainers } of [headSpec, worker]) {
    expect(initContainers[0].securityContext).toEqual({ ...HARDENED, readOnlyRootFilesystem: true });
  }
  expect([headSpec.securityContext, worker.securityContext]).toEqual([undefined, undefined]);
});

test('another uid is one for all', () => {
  const spec = head(RayPodSecurity.restricted(2000), {}, {});
  const { containers, initContainers } = spec.headGroupSpec.template.spec;
  expect([containers[0], initContainers[0], spec.autoscalerOptions].map(({ securityContext }) => securityContext.runAsUser)).toEqual([
    2000, 2000, 2000,
  ]);
});

test('an assigned user is named nowhere, and is not root', () => {
  const { runAsUser, ...rest } = HARDENED;
  const spec = head(RayPodSecurity.assignedUser(), {}, {});
  expect(spec.headGroupSpec.template.spec.containers[0].securityContext).toEqual(rest);
  expect(JSON.stringify(spec)).not.toContain(`"runAsUser"`);
});

test('unrestricted leaves templates and images as they are', () => {
  const spec = head(RayPodSecurity.unrestricted(), {}, {});
  expect([spec.headGroupSpec.template.spec.containers[0], spec.autoscalerOptions].map((each) => each.securityContext)).toEqual([
    undefined,
    undefined,
  ]);
});

describe('what a template sets wins', () => {
  test.each<[string, object, object]>([
    ['a uid', { runAsUser: 3000 }, { ...HARDENED, runAsUser: 3000 }],
    ['a seccomp profile', { seccompProfile: { type: 'Unconfined' } }, { ...HARDENED, seccompProfile: { type: 'Unconfined' } }],
    [
      'an added capability',
      { capabilities: { add: ['SYS_PTRACE'] } },
      { ...HARDENED, capabilities: { add: ['SYS_PTRACE'], drop: ['ALL'] } },
    ],
    ['dropped capabilities', { capabilities: { drop: ['NET_RAW'] } }, { ...HARDENED, capabilities: { drop: ['NET_RAW'] } }],
    ['privilege escalation', { allowPrivilegeEscalation: true }, { ...HARDENED, allowPrivilegeEscalation: true }],
  ])('%s', (_, given, expected) => {
    expect(withContext(given)).toEqual(expected);
  });

  test('for the pod', () => {
    const spec = podSpec(undefined, { securityContext: { runAsUser: 3000, runAsNonRoot: true, seccompProfile: { type: 'Localhost' } } });
    expect(spec.containers[0].securityContext).toEqual({ allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } });
    expect(spec.initContainers[0].securityContext.runAsUser).toBeUndefined();
  });

  test('root, under which the kubelet would not start a container that must not be root', () => {
    const { runAsUser, runAsNonRoot, ...rest } = HARDENED;
    expect(withContext({ runAsUser: 0 })).toEqual({ ...rest, runAsUser: 0 });
    expect(withContext({ runAsNonRoot: false })).toEqual({ ...rest, runAsNonRoot: false });
    expect(rayContext(undefined, { securityContext: { runAsUser: 0 } })).toEqual(rest);
  });

  test('what the API server refuses beside allowPrivilegeEscalation: false', () => {
    expect(withContext({ privileged: true })).toEqual({ privileged: true });
    for (const add of [['SYS_ADMIN'], ['CAP_SYS_ADMIN']]) {
      expect(withContext({ capabilities: { add } }).allowPrivilegeEscalation).toBeUndefined();
    }
  });

  test('a sidecar stays as it is', () => {
    const sidecar = { name: 'logs', image: 'fluent-bit:3' };
    expect(podSpec(undefined, { containers: [{ name: 'ray' }, sidecar] }).containers[1].securityContext).toBeUndefined();
  });
});

describe('the autoscaler reads the key of the Ray container', () => {
  const autoscaler = (securityContext: object | undefined, ray: object, podSecurity?: RayPodSecurity) =>
    head(podSecurity, { containers: [{ name: 'ray', securityContext: ray }] }, { securityContext }).autoscalerOptions.securityContext;

  test('as its user, whatever that is', () => {
    expect(autoscaler(undefined, { runAsUser: 3000 })).toEqual({ ...HARDENED, runAsUser: 3000 });
    expect(autoscaler(undefined, { runAsUser: 0 })).toMatchObject({ runAsUser: 0, allowPrivilegeEscalation: false });
    expect(autoscaler(undefined, { runAsUser: 0 }).runAsNonRoot).toBeUndefined();
    expect(autoscaler(undefined, { runAsUser: 3000 }, RayPodSecurity.unrestricted())).toEqual({ runAsUser: 3000 });
    expect(autoscaler({ runAsUser: 3000 }, { runAsUser: 3000 })).toEqual({ ...HARDENED, runAsUser: 3000 });
  });

  test('and another user is refused', () => {
    expect(() => autoscaler({ runAsUser: 2000 }, {})).toThrow(
      '[ray/cluster] autoscalerOptions.securityContext.runAsUser is 2000: the Ray container of the head runs as user 1000, and one user alone ' +
        'can read their private key. Fix: remove it, or set 1000.',
    );
    expect(() => autoscaler({ runAsUser: 2000 }, {}, RayPodSecurity.unrestricted())).toThrow(
      "runs as user of its image, and one user alone can read their private key. Fix: set the same runAsUser in the head's template.",
    );
  });
});

test.each([
  [0, 'Pod Security restricted does not allow root. Fix: name another uid, or use RayPodSecurity.unrestricted().'],
  [-1, 'a uid is a whole number from 1 to 2147483647. Fix: name one, such as 1000.'],
  [1.5, 'a uid is a whole number'],
  [2 ** 31, 'a uid is a whole number'],
])('the uid %p is refused', (uid, reason) => {
  expect(() => head(RayPodSecurity.restricted(uid))).toThrow(`[ray/cluster] podSecurity: runAsUser is ${uid}: ${reason}`);
});
