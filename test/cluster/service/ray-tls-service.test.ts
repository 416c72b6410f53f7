import { Duration } from 'cdk8s';
import { parse } from 'yaml';
import { RayKind, RayPortPurpose, RayServeConfig, RayServiceUpgrade } from '../../../lib';
import { only, testCluster } from '../../support/synth';
import { comparable } from '../job/fixture';
import { serviceSpec, testService } from './fixture';

const workerGroups = [{ groupName: 'cpu' }];
const leafServices = (template: any) => template.spec.initContainers[0].env.find(({ name }: any) => name === 'LEAF_SERVICES')?.value;

describe('the cluster of a service', () => {
  test("its head's leaf carries the Services that lead to it; a worker's that of Serve alone, as it could pass for the head", () => {
    const { headGroupSpec, workerGroupSpecs } = serviceSpec({ workerGroups }).rayClusterConfig;
    expect(leafServices(headGroupSpec.template).split(',').sort()).toEqual(['answers-head-svc', 'answers-serve-svc']);
    expect(leafServices(workerGroupSpecs[0].template)).toBe('answers-serve-svc');
  });
  test('its pods are selected by a label of our own, those of the old and the new cluster alike', () => {
    const { headGroupSpec, workerGroupSpecs } = serviceSpec({ workerGroups }).rayClusterConfig;
    for (const { template } of [headGroupSpec, ...workerGroupSpecs]) {
      expect(template.metadata.labels).toEqual({ 'cdk8s-ray-tls/cluster': 'answers' });
    }
  });
  test('leaves the readiness of workers to KubeRay, whose probe asks Serve too', () => {
    const { headGroupSpec, workerGroupSpecs } = serviceSpec({ workerGroups }).rayClusterConfig;
    expect(headGroupSpec.template.spec.containers[0].readinessProbe).toBeDefined();
    expect(workerGroupSpecs[0].template.spec.containers[0].readinessProbe).toBeUndefined();
  });
  test('does not depend on what is served: a change of applications alone makes no new cluster', () => {
    const other = RayServeConfig.of({ applications: [{ name: 'other', importPath: 'other:graph' }] });
    expect(serviceSpec({ serveConfig: other }).rayClusterConfig).toEqual(serviceSpec().rayClusterConfig);
  });
  test('is the very cluster that a RayTlsCluster is, but for the leaves and the readiness of workers', () => {
    const ofCluster = only('RayCluster', testCluster({ workerGroups, metadata: { name: 'answers' } })).spec;
    delete ofCluster.workerGroupSpecs[0].template.spec.containers[0].readinessProbe;
    expect(comparable(serviceSpec({ workerGroups }).rayClusterConfig)).toEqual(comparable(ofCluster));
  });
});

test('a second apply finds nothing to change, as KubeRay writes a RayService back through its own types', () => {
  const spec = serviceSpec({ workerGroups });
  expect(JSON.stringify(spec)).not.toContain('[]');
  expect(spec.rayClusterConfig.workerGroupSpecs[0].scaleStrategy).toEqual({});
});

test('a service tells its kind, its names and its Services', () =>
  expect(testService()).toMatchObject({
    kind: RayKind.RAY_SERVICE,
    name: 'answers',
    headServiceName: 'answers-head-svc',
    serveServiceName: 'answers-serve-svc',
  }));

describe('what is served', () => {
  test("is written in Serve's own form, and reads as the same", () => {
    const serveConfig = RayServeConfig.of({
      applications: [
        {
          name: 'text',
          importPath: 'app.main:graph',
          routePrefix: '/text',
          runtimeEnv: { env_vars: { A: 'no' } },
          args: { size: 3 },
          deployments: [{ name: 'Model', num_replicas: 2 }],
        },
        { name: 'root', importPath: 'root.app' },
      ],
      httpOptions: { request_timeout_s: 30 },
      grpcOptions: { port: 9000, grpc_servicer_functions: ['a.b'] },
      proxyLocation: 'EveryNode',
      loggingConfig: { log_level: 'DEBUG' },
    });
    expect(parse(serviceSpec({ serveConfig }).serveConfigV2)).toEqual({
      proxy_location: 'EveryNode',
      http_options: { request_timeout_s: 30 },
      grpc_options: { port: 9000, grpc_servicer_functions: ['a.b'] },
      logging_config: { log_level: 'DEBUG' },
      applications: [
        {
          name: 'text',
          route_prefix: '/text',
          import_path: 'app.main:graph',
          runtime_env: { env_vars: { A: 'no' } },
          args: { size: 3 },
          deployments: [{ name: 'Model', num_replicas: 2 }],
        },
        { name: 'root', route_prefix: '/', import_path: 'root.app' },
      ],
    });
  });
  test('is handed on as it is where it is a text', () => {
    const text = 'applications:\n  - name: a # mine\n    import_path: a:b\n';
    expect(serviceSpec({ serveConfig: RayServeConfig.fromYaml(text) }).serveConfigV2).toBe(text);
  });
});

describe('what is said of the service itself', () => {
  test('is left to KubeRay where nothing is said', () =>
    expect(Object.keys(serviceSpec()).sort()).toEqual(['rayClusterConfig', 'serveConfigV2']));
  test('is what KubeRay calls it', () => {
    const spec = serviceSpec({
      upgrade: RayServiceUpgrade.newCluster(),
      oldClusterDeletionDelay: Duration.minutes(5),
      excludeHeadFromServing: true,
      suspend: false,
      kubeRayVersion: '1.7',
      serveService: { metadata: { name: 'own' }, spec: { type: 'ClusterIP' } },
    });
    expect(spec).toMatchObject({
      upgradeStrategy: { type: 'NewCluster' },
      rayClusterDeletionDelaySeconds: 300,
      excludeHeadPodFromServeSvc: true,
      suspend: false,
      serveService: { metadata: { name: 'own' }, spec: { type: 'ClusterIP' } },
    });
    expect(leafServices(spec.rayClusterConfig.headGroupSpec.template)).toContain('own');
  });
  test('is upgraded not at all, or step by step, where that is said', () => {
    expect(serviceSpec({ upgrade: RayServiceUpgrade.none() }).upgradeStrategy).toEqual({ type: 'None' });
    const upgrade = RayServiceUpgrade.incremental({ gatewayClassName: 'istio', stepSizePercent: 20, interval: Duration.seconds(30) });
    expect(serviceSpec({ upgrade, autoscaling: {} }).upgradeStrategy).toEqual({
      type: 'NewClusterWithIncrementalUpgrade',
      clusterUpgradeOptions: { gatewayClassName: 'istio', stepSizePercent: 20, intervalSeconds: 30, maxSurgePercent: 100 },
    });
  });
});

describe('the ports of a service', () => {
  const serving = (props: object) =>
    testService(props)
      .exposure()
      .filter(({ purpose }) => purpose === RayPortPurpose.SERVE)
      .map(({ groupName, port, guards }) => [groupName, port, guards]);

  test('are those of Serve on workers too, and nothing protects them by itself', () =>
    expect(serving({ workerGroups })).toEqual([
      ['headgroup', '8000', []],
      ['cpu', '8000', []],
    ]));
  test('are listed once where a worker declares them', () => {
    const template = { spec: { containers: [{ name: 'ray', ports: [{ name: 'serve', containerPort: 8000 }] }] } };
    expect(serving({ workerGroups: [{ groupName: 'cpu', template }] })).toEqual([
      ['headgroup', '8000', []],
      ['cpu', '8000', []],
    ]);
  });
});

test('the manifest of a service', () => expect(only('RayService', testService({ workerGroups }))).toMatchSnapshot());
