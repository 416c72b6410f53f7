import { requireServeApplications, requireServeText } from '../../../lib/refusals/service/applications';
import { requireInitializingTimeout } from '../../../lib/refusals/service/initializing-timeout';
import { requireIncrementalUpgrade } from '../../../lib/refusals/service/upgrade';
import { refusal } from '../refusals';

describe('applications', () => {
  const application = { name: 'text', import_path: 'app.main:graph', route_prefix: '/text' };
  const refused = (...changes: object[]) =>
    refusal(() =>
      requireServeApplications(
        'ray/service',
        changes.map((change) => ({ ...application, ...change })),
      ),
    ).replace('[ray/service] serveConfig: applications', '');

  test.each([
    [{ name: '' }, "[0].name is '': every application has a name. Fix: write one, such as 'text'."],
    [{ name: undefined }, "[0].name is undefined: every application has a name. Fix: write one, such as 'text'."],
    [{ name: 7 }, "[0].name is 7: every application has a name. Fix: write one, such as 'text'."],
    [
      { import_path: 'app' },
      "[0].importPath is 'app': it is no path of a Python module with a variable in it. Fix: write it as in 'app.main:graph'.",
    ],
    [
      { route_prefix: 'text' },
      "[0].routePrefix is 'text': Serve's paths begin with '/', do not end with one, and have no '{' or '}'. Fix: write it as in '/text'.",
    ],
  ])('%j is refused', (change, message) => {
    expect(refused(change)).toBe(message);
  });

  test('none at all, and nothing in a file, are refused', () => {
    expect(refused()).toBe(' is []: KubeRay waits for an application to run before it serves anything. Fix: name one at least.');
    expect(refusal(() => requireServeText('ray/service', ' \n'))).toBe(
      "[ray/service] serveConfig is ' \n': there is nothing to serve. Fix: pass the text of a Serve config file, or RayServeConfig.of(...).",
    );
  });

  test('two with one name or path are refused', () => {
    expect(refused({}, { route_prefix: '/other' })).toBe(
      "[1].name is 'text': applications[0] has it already, and Serve tells applications apart by name and by path. Fix: give each its own.",
    );
    expect(refused({}, { name: 'other' })).toContain("[1].routePrefix is '/text': applications[0] has it already");
  });
});

describe('an upgrade step by step', () => {
  const accept = (options: object = {}, autoscaling = true) =>
    requireIncrementalUpgrade(
      'ray/service',
      { gatewayClassName: 'istio', stepSizePercent: 5, maxSurgePercent: 50, ...options },
      autoscaling,
    );
  const refused = (options?: object, autoscaling?: boolean) =>
    refusal(() => accept(options, autoscaling)).replace('[ray/service] upgrade', '');

  test('has steps from 1 percent to the surge, and a surge to 100', () => {
    for (const options of [
      { stepSizePercent: 1, maxSurgePercent: 1 },
      { stepSizePercent: 100, maxSurgePercent: 100 },
    ]) {
      expect(() => accept(options)).not.toThrow();
    }
    const number = (most: number, note = '') => `it is no whole number from 1 to ${most}${note}. Fix: write such a number.`;
    expect(refused({ stepSizePercent: 51 })).toBe(`: stepSizePercent is 51: ${number(50, ', which is maxSurgePercent')}`);
    expect(refused({ stepSizePercent: 101, maxSurgePercent: 100 })).toBe(`: stepSizePercent is 101: ${number(100)}`);
    for (const maxSurgePercent of [0, 101, 1.5])
      expect(refused({ maxSurgePercent })).toBe(`: maxSurgePercent is ${maxSurgePercent}: ${number(100)}`);
  });

  test('needs a Gateway and the autoscaler', () => {
    for (const gatewayClassName of ['', ' ']) {
      expect(refused({ gatewayClassName })).toBe(
        `: gatewayClassName is '${gatewayClassName}': KubeRay makes a Gateway, and a Gateway has a class. Fix: name a GatewayClass of the Kubernetes cluster (kubectl get gatewayclasses).`,
      );
    }
    expect(refused({}, false)).toBe(
      " is 'RayServiceUpgrade.incremental': KubeRay scales both clusters as requests move, and so needs the autoscaler. Fix: turn it on (autoscaling: {}), or use RayServiceUpgrade.newCluster().",
    );
  });
});

test('a time-out for the start is positive, and none is none', () => {
  const accept = (timeout: string) => requireInitializingTimeout('ray/service', { 'ray.io/initializing-timeout': timeout });
  for (const timeout of ['', '30m', '1h30m', '.5h', '+90', '1800']) expect(() => accept(timeout)).not.toThrow();
  expect(() => requireInitializingTimeout('ray/service')).not.toThrow();
  for (const timeout of ['0', '0s', '-5m', '5 m', 'soon']) {
    expect(refusal(() => accept(timeout))).toBe(
      `[ray/service] metadata.annotations['ray.io/initializing-timeout'] is '${timeout}': it is neither a positive duration as Go writes it nor a positive number of seconds. Fix: write it as in '30m' or '1800'.`,
    );
  }
});
