import { requireKubeRayAccepts } from '../../../lib/refusals/cluster/kuberay-refusals';
import { refusal } from '../refusals';

const accept = (spec: object) => requireKubeRayAccepts('ray/cluster', { headGroupSpec: {}, ...spec });
const refused = (spec: object) => refusal(() => accept(spec)).replace('[ray/cluster] ', '');
const head = (rayStartParams: object, rest: object = {}) => ({ headGroupSpec: { rayStartParams, ...rest } });
const headEnv = (name: string) => ({ headGroupSpec: { template: { spec: { containers: [{ env: [{ name }] }] } } } });
const worker = (group: object) => ({ workerGroupSpecs: [{}, group] });

test('what says little is accepted', () => {
  for (const spec of [{}, worker({}), worker({ template: {} }), worker({ template: { spec: {} } }), { upgradeStrategy: {} }]) {
    expect(() => accept(spec)).not.toThrow();
    expect(() => accept({ ...spec, enableInTreeAutoscaling: true, autoscalerOptions: { version: 'v2' } })).not.toThrow();
  }
  expect(() => accept({ headGroupSpec: { template: { spec: {} } } })).not.toThrow();
});

describe('parameters of ray start', () => {
  test.each(['num-cpus', 'num-gpus', 'memory', 'resources'])('%s beside resources is refused', (name) => {
    expect(refused(head({ [name]: '1' }, { resources: { cpu: 1 } }))).toBe(
      `headGroupSpec.rayStartParams['${name}'] is '1': headGroupSpec.resources is set too, and KubeRay takes Ray's resources from one of the two. Fix: remove one of the two.`,
    );
  });

  test('one that is empty, or resources that are, are accepted', () => {
    expect(() => accept(head({ memory: '', port: '6379' }, { resources: { cpu: 1 } }))).not.toThrow();
    expect(() => accept(head({ memory: '1' }, { resources: {} }))).not.toThrow();
    expect(() => accept(head({}, { resources: { cpu: 1 } }))).not.toThrow();
  });

  test('labels and what is no text are refused', () => {
    expect(refused(head({ labels: 'a=b' }))).toBe(
      "headGroupSpec.rayStartParams['labels'] is 'a=b': KubeRay takes a group's Ray labels from its 'labels' field alone. Fix: move them to headGroupSpec.labels.",
    );
    expect(refused(worker({ rayStartParams: { 'num-cpus': 1 } }))).toBe(
      "workerGroupSpecs[1].rayStartParams['num-cpus'] is 1: KubeRay takes the parameters of `ray start` as strings. Fix: write '1' in quotes.",
    );
  });
});

describe('access to Redis', () => {
  const REASON =
    'KubeRay takes the access to Redis from gcsFaultToleranceOptions alone. Fix: set redisAddress, redisUsername and redisPassword in gcsFaultTolerance, and remove it here.';

  test('beside gcsFaultToleranceOptions is refused, wherever it is', () => {
    const gcsFaultToleranceOptions = { redisAddress: 'redis:6379' };
    expect(refused(head({ 'redis-username': 'ray' }))).toBe(`headGroupSpec.rayStartParams['redis-username']: ${REASON}`);
    for (const name of ['REDIS_USERNAME', 'RAY_REDIS_ADDRESS']) {
      expect(refused(headEnv(name))).toBe(`environment variable ${name} of the head: ${REASON}`);
    }
    expect(refused({ ...head({ 'redis-password': 'x' }), gcsFaultToleranceOptions })).toBe(
      `headGroupSpec.rayStartParams['redis-password']: ${REASON}`,
    );
    expect(refused({ ...headEnv('REDIS_PASSWORD'), gcsFaultToleranceOptions })).toBe(
      `environment variable REDIS_PASSWORD of the head: ${REASON}`,
    );
  });

  test('a password without them is accepted', () => {
    expect(() => accept(head({ 'redis-password': 'x' }))).not.toThrow();
    expect(() => accept(headEnv('REDIS_PASSWORD'))).not.toThrow();
  });
});

describe('autoscaling', () => {
  const scaled = (spec: object) => ({ enableInTreeAutoscaling: true, ...spec });
  const restarting = (restartPolicy: string) => worker({ template: { spec: { restartPolicy } } });
  const v2 = { autoscalerOptions: { version: 'v2' } };

  test('a suspended group is refused', () => {
    expect(refused(scaled(worker({ suspend: true })))).toBe(
      'workerGroupSpecs[1].suspend is true: KubeRay cannot suspend a worker group under autoscaling. Fix: remove it, or turn autoscaling off.',
    );
    expect(() => accept(worker({ suspend: true }))).not.toThrow();
  });

  test('restarts are refused with version 2 alone', () => {
    expect(refused(scaled({ ...restarting('Always'), ...v2 }))).toBe(
      "workerGroupSpecs[1].template.spec.restartPolicy is 'Always': autoscaler v2 replaces pods instead of restarting them. Fix: remove it, or write 'Never'.",
    );
    expect(() => accept(scaled({ ...restarting('Never'), ...v2 }))).not.toThrow();
    expect(() => accept(scaled(restarting('Always')))).not.toThrow();
    expect(() => accept({ ...restarting('Always'), ...v2 })).not.toThrow();
  });

  test.each([[-1], [1.5], ['60']])('%p is no idle time', (idleTimeoutSeconds) => {
    expect(refused(scaled({ autoscalerOptions: { idleTimeoutSeconds } }))).toMatch(
      /^autoscalerOptions\.idleTimeoutSeconds is .+: it is no whole number of seconds from 0 on\. Fix: write such a number\.$/,
    );
  });

  test.each([[0], [60]])('%p is one', (idleTimeoutSeconds) => {
    expect(() => accept(scaled({ autoscalerOptions: { idleTimeoutSeconds } }))).not.toThrow();
  });
});

test('an upgrade strategy is one of two', () => {
  for (const type of ['Recreate', 'None']) expect(() => accept({ upgradeStrategy: { type } })).not.toThrow();
  expect(refused({ upgradeStrategy: { type: 'Rolling' } })).toBe(
    "upgradeStrategy.type is 'Rolling': KubeRay knows Recreate and None. Fix: write one of the two.",
  );
});
