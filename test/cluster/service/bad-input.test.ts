import { Duration } from 'cdk8s';
import { type RayServeApplication, RayServeConfig, RayServiceUpgrade, type RayTlsServiceProps } from '../../../lib';
import { serviceSpec, testService } from './fixture';

const application: RayServeApplication = { name: 'text', importPath: 'app.main:graph' };
const serving = (...applications: object[]) => ({
  serveConfig: RayServeConfig.of({ applications: applications as RayServeApplication[] }),
});
const withHttp = (httpOptions: object) => ({ serveConfig: RayServeConfig.of({ applications: [application], httpOptions }) });
const head = (fields: object) => ({ head: { template: { spec: { containers: [{ name: 'ray', ...fields }] } } } });
const worker = (fields: object) => ({
  workerGroups: [{ groupName: 'cpu', template: { spec: { containers: [{ name: 'ray', ...fields }] } } }],
});
const upgrade = (options: object) => ({
  upgrade: RayServiceUpgrade.incremental({ gatewayClassName: 'istio', stepSizePercent: 10, interval: Duration.seconds(1), ...options }),
  autoscaling: {},
});
const ports = (...named: [string, number][]) => ({ ports: named.map(([name, containerPort]) => ({ name, containerPort })) });
const ssl = { ssl_certfile: '/etc/ray/tls/tls.crt', ssl_keyfile: '/etc/ray/tls/tls.key' };

/** What was passed, and the line with which it is refused: construct path, input, value, reason and fix. */
const TABLE: [string, Partial<RayTlsServiceProps>, string][] = [
  [
    'a name of 48 characters, which KubeRay refuses later',
    { metadata: { name: 'a'.repeat(48) } },
    `[ray/service] metadata.name is '${'a'.repeat(48)}': it has 48 characters and a RayService name has at most 47. Fix: choose a shorter one.`,
  ],
  [
    'a time-out for its start that is none',
    { metadata: { name: 'a', annotations: { 'ray.io/initializing-timeout': 'soon' } } },
    "[ray/service] metadata.annotations['ray.io/initializing-timeout'] is 'soon': it is neither a positive duration as Go writes it nor a positive number of seconds. Fix: write it as in '30m' or '1800'.",
  ],
  [
    'a time-out of no time',
    { metadata: { name: 'a', annotations: { 'ray.io/initializing-timeout': '0s' } } },
    "is '0s': it is neither a positive duration",
  ],
  [
    'a suspension that KubeRay 1.6 does not know',
    { suspend: true, kubeRayVersion: '1.6' },
    '[ray/service] suspend is true: KubeRay has it from 1.7 on, and kubeRayVersion is 1.6.',
  ],
  ['no applications', serving(), '[ray/service] serveConfig: applications is []: KubeRay waits for an application to run'],
  ['an empty text', { serveConfig: RayServeConfig.fromYaml(' \n') }, '[ray/service] serveConfig is '],
  ['an application without a name', serving({ ...application, name: '' }), "[ray/service] serveConfig: applications[0].name is ''"],
  [
    'two applications of one name',
    serving(application, { ...application, routePrefix: '/b' }),
    "[ray/service] serveConfig: applications[1].name is 'text': applications[0] has it already, and Serve tells applications apart by name and by path. Fix: give each its own.",
  ],
  [
    'two applications at one path',
    serving(application, { ...application, name: 'b' }),
    "[ray/service] serveConfig: applications[1].routePrefix is '/': applications[0] has it already",
  ],
  [
    'an import path that is none',
    serving({ ...application, importPath: 'app' }),
    "[ray/service] serveConfig: applications[0].importPath is 'app': it is no path of a Python module with a variable in it. Fix: write it as in 'app.main:graph'.",
  ],
  ['a file for an import path', serving({ ...application, importPath: './app.py:graph' }), "importPath is './app.py:graph'"],
  ['a path that does not begin', serving({ ...application, routePrefix: 'text' }), "routePrefix is 'text': Serve's paths begin with '/'"],
  ['a path that does not end', serving({ ...application, routePrefix: '/text/' }), "routePrefix is '/text/'"],
  ['a path with a wildcard', serving({ ...application, routePrefix: '/{a}' }), "routePrefix is '/{a}'"],
  [
    'an upgrade step by step without the autoscaler',
    { ...upgrade({}), autoscaling: undefined },
    "[ray/service] upgrade is 'RayServiceUpgrade.incremental': KubeRay scales both clusters as requests move, and so needs the autoscaler.",
  ],
  ['an upgrade without a class of gateways', upgrade({ gatewayClassName: '' }), "[ray/service] upgrade: gatewayClassName is ''"],
  [
    'an upgrade of no steps',
    upgrade({ stepSizePercent: 0 }),
    '[ray/service] upgrade: stepSizePercent is 0: it is no whole number from 1 to 100.',
  ],
  [
    'steps larger than the new cluster grows',
    upgrade({ stepSizePercent: 60, maxSurgePercent: 50 }),
    '[ray/service] upgrade: stepSizePercent is 60: it is no whole number from 1 to 50, which is maxSurgePercent.',
  ],
  ['a surge over all', upgrade({ maxSurgePercent: 101 }), '[ray/service] upgrade: maxSurgePercent is 101'],
  ['steps at once', upgrade({ interval: Duration.seconds(0) }), "[ray/service] upgrade: interval is '0 seconds'"],
  ['a delay of half a second', { oldClusterDeletionDelay: Duration.millis(500) }, '[ray/service] oldClusterDeletionDelay is '],
  [
    'a head Service of a name of its own',
    { baseSpec: { headGroupSpec: { headService: { metadata: { name: 'own' } } } } },
    "[ray/service] baseSpec.headGroupSpec.headService.metadata.name is 'own': two clusters run during an upgrade, and KubeRay refuses one name for the Services of both. Fix: remove it.",
  ],
  [
    'declared ports without Serve',
    head(ports(['dashboard', 8265])),
    "[ray/service] the port 'serve' of the head's first container is undefined: the container declares other ports, and KubeRay makes the serve service from those named serve or serve-*. Fix: declare { name: 'serve', containerPort: 8000 } there.",
  ],
  [
    'a port of Serve that KubeRay does not know of',
    withHttp({ port: 9000 }),
    "[ray/service] the port 'serve' of the first container of the head is 8000: Serve listens on 9000, and KubeRay would look for it on 8000.",
  ],
  [
    'a port of Serve that KubeRay does not know of on workers',
    { ...withHttp({ port: 9000 }), ...head(ports(['dashboard', 8265], ['serve', 9000])), workerGroups: [{ groupName: 'cpu' }] },
    "[ray/service] the port 'serve' of the first container of 'cpu' is 8000: Serve listens on 9000",
  ],
  [
    'a declared port on which Serve does not listen',
    head(ports(['dashboard', 8265], ['serve', 9000])),
    "[ray/service] the port 'serve' of the first container of the head is 9000: Serve listens on 8000, and KubeRay would look for it on 9000.",
  ],
  [
    'HTTPS on a head that KubeRay asks in plain HTTP',
    withHttp(ssl),
    '[ray/service] serveConfig: httpOptions.ssl_certfile: Serve speaks HTTPS, and KubeRay asks in plain HTTP whether it is well: it would never be sent a request on the head. Fix: set excludeHeadFromServing: true, or have an Ingress speak HTTPS.',
  ],
  [
    'HTTPS on workers that KubeRay asks in plain HTTP',
    { ...withHttp(ssl), ...worker({}), excludeHeadFromServing: true },
    "it would never be sent a request on the workers of 'cpu'.",
  ],
  [
    'no dashboard',
    { head: { rayStartParams: { 'include-dashboard': 'false' } } },
    'the KubeRay operator runs a RayService through the dashboard.',
  ],
];

test.each(TABLE)('%s is refused', (_, props, line) => expect(() => testService(props)).toThrow(line));

test.each(['30m', '1h30m', '.5h', '1800'])('a time-out of %s is accepted', (timeout) =>
  expect(testService({ metadata: { name: 'a', annotations: { 'ray.io/initializing-timeout': timeout } } }).name).toBe('a'),
);

test('HTTPS is accepted where the workers are asked in HTTPS and the head serves nothing', () => {
  const readinessProbe = { httpGet: { path: '/-/healthz', port: 8000, scheme: 'HTTPS' } };
  const spec = serviceSpec({ ...withHttp(ssl), ...worker({ readinessProbe }), excludeHeadFromServing: true });
  expect(spec.rayClusterConfig.workerGroupSpecs[0].template.spec.containers[0].readinessProbe).toEqual(readinessProbe);
});

test('another port of Serve is accepted where KubeRay is told of it everywhere', () => {
  const declared = ports(['dashboard', 8265], ['serve', 9000]);
  expect(testService({ ...withHttp({ port: 9000 }), ...head(declared), ...worker(ports(['serve', 9000])) }).name).toBe('answers');
});
