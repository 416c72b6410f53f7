import fc from 'fast-check';
import type { KubeRayVersion } from '../../schemas/support/schema-sources';

type Fields = { readonly [field: string]: fc.Arbitrary<unknown> };

/** Some of the fields. */
const few = (fields: Fields) => fc.record(fields, { requiredKeys: [] });
/** The value, mostly absent, so that most specs have one peculiarity or two. */
const rarely = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.oneof({ weight: 14, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });
const since = (version: KubeRayVersion, least: KubeRayVersion, fields: Fields): Fields => (version >= least ? fields : {});

const flag = fc.constantFrom('1', 'true', '0', 'false');
const label = fc.constantFrom('team', 'corp.example/team', '-team', 'a b', 'x'.repeat(64));
const headEnv = fc.subarray([
  'RAY_enable_autoscaler_v2',
  'RAY_REDIS_ADDRESS',
  'REDIS_PASSWORD',
  'REDIS_USERNAME',
  'RAY_gcs_storage',
  'RAY_gcs_storage_path',
  'RAY_USE_TLS',
]);
const containerName = fc.constantFrom('sidecar', 'autoscaler', 'ray-history-collector', 'wait-gcs-ready', 'ray-job-submitter');
const container = containerName.map((name) => ({ name, image: 'corp.example/sidecar:1' }));
const startParams = few({
  'num-gpus': fc.constantFrom<unknown>('1', 1),
  'num-cpus': fc.constantFrom('1', ''),
  memory: fc.constantFrom('1000'),
  resources: fc.constantFrom('"{}"'),
  labels: fc.constantFrom('a=b'),
  'redis-password': fc.constantFrom('x'),
  'redis-username': fc.constantFrom('x'),
});
const mount = fc.constantFrom(
  { name: 'data', mountPath: '/data' },
  { name: 'gcs-storage', mountPath: '/other' },
  { name: 'data', mountPath: '/data/gcs' },
  { name: 'ray-tls', mountPath: '/tls' },
  { name: 'data', mountPath: '/etc/ray/tls' },
);

const template = (env: fc.Arbitrary<unknown[]>): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 60, arbitrary: fullTemplate(env) }, { weight: 1, arbitrary: fc.constant({ spec: { containers: [] } }) });
const fullTemplate = (env: fc.Arbitrary<unknown[]>) =>
  fc
    .record({
      env,
      sidecar: rarely(container),
      init: rarely(container),
      mounts: rarely(mount),
      restartPolicy: rarely(fc.constantFrom('Always', 'Never', 'OnFailure')),
    })
    .map(({ env, sidecar, init, mounts, restartPolicy }) => ({
      spec: {
        containers: [
          { name: 'ray', image: 'corp.example/trainer:1', env, volumeMounts: mounts === undefined ? [] : [mounts] },
          ...(sidecar === undefined ? [] : [sidecar]),
        ],
        ...(init === undefined ? {} : { initContainers: [init] }),
        ...(mounts === undefined ? {} : { volumes: [{ name: mounts.name, emptyDir: {} }] }),
        ...(restartPolicy === undefined ? {} : { restartPolicy }),
      },
    }));

const groupOf = (version: KubeRayVersion, groupName: string) =>
  fc
    .record({
      template: template(fc.constant([])),
      rayStartParams: rarely(startParams),
      replicas: rarely(fc.integer({ min: -1, max: 4 })),
      minReplicas: rarely(fc.integer({ min: -1, max: 4 })),
      maxReplicas: rarely(fc.integer({ min: -1, max: 4 })),
      suspend: rarely(fc.boolean()),
      resources: rarely(fc.constant({ CPU: '1' })),
      labels: rarely(fc.dictionary(label, label, { maxKeys: 2 })),
      idleTimeoutSeconds: rarely(fc.integer({ min: -1, max: 9 })),
      ...since(version, '1.7', { priority: rarely(fc.nat(2)) }),
    })
    .map((group) => ({ groupName, ...defined(group) }));

const redisOptions = few({
  redisAddress: fc.constantFrom('redis:6379'),
  redisUsername: fc.constantFrom({ value: 'x' }),
  redisPassword: fc.constantFrom({ value: 'x' }),
  externalStorageNamespace: fc.constantFrom('x'),
});
const faultTolerance = (version: KubeRayVersion) =>
  version < '1.7'
    ? redisOptions
    : fc
        .tuple(
          redisOptions,
          few({
            backend: fc.constantFrom('redis', 'rocksdb'),
            storage: few({ claimName: fc.constantFrom('gcs'), size: fc.constantFrom('1Gi'), subPath: fc.constantFrom('a') }),
          }),
        )
        .map((parts) => Object.assign({}, ...parts));

const collectorEnv = fc.subarray([
  { name: 'STORAGE_BACKEND', value: 'S3' },
  { name: 'S3_REGION', value: 'eu' },
  { name: 'GCS_BUCKET', value: 'bucket' },
  { name: 'RAY_CLUSTER_NAME', value: 'x' },
]);
const historyServer = few({ collectorOptions: few({ image: fc.constantFrom('corp.example/collector:1', ''), env: collectorEnv }) });
const rules = few({ ingressRules: fc.constant([{}]), egressRules: fc.constant([{}]) });
const networkPolicy = few({
  mode: fc.constantFrom('DenyAll', 'DenyAllIngress', 'DenyAllEgress'),
  head: rules,
  worker: rules,
  workerGroups: fc.constantFrom('cpu', 'gpu').chain((groupName) => rules.map((each) => [{ groupName, ...each }])),
});
const auth = (version: KubeRayVersion) =>
  few({
    mode: fc.constantFrom('token', 'disabled'),
    ...since(version, '1.6', { secretName: fc.constantFrom('token'), enableK8sTokenAuth: fc.boolean() }),
  });
const autoscaler = (version: KubeRayVersion) =>
  few({
    version: fc.constantFrom('v1', 'v2'),
    idleTimeoutSeconds: fc.integer({ min: -1, max: 60 }),
    env: fc.constantFrom([], [{ name: 'KUBERAY_GEN_AUTOSCALER_START_CMD', value: 'x' }]),
    ...since(version, '1.7', { volumeMounts: fc.constantFrom([], [{ name: 'ray-tls', mountPath: '/tls' }]) }),
  });

/** Plain specs of a RayCluster of which KubeRay refuses many: whatever its validation looks at is there, mostly one or two at a time. */
export const roughSpec = (version: KubeRayVersion): fc.Arbitrary<any> =>
  fc
    .record({
      rayVersion: fc.constantFrom('2.46.0', '2.52.0', '2.55.0', '2.56.0'),
      enableInTreeAutoscaling: fc.constantFrom(undefined, false, true),
      autoscalerOptions: fc.option(autoscaler(version), { nil: undefined }),
      gcsFaultToleranceOptions: rarely(faultTolerance(version)),
      authOptions: rarely(auth(version)),
      ...since(version, '1.6', { upgradeStrategy: rarely(few({ type: fc.constantFrom('Recreate', 'None', 'Rolling') })) }),
      ...since(version, '1.7', {
        historyServerOptions: rarely(historyServer),
        networkPolicy: rarely(networkPolicy),
        tlsOptions: rarely(fc.record({ enabled: fc.boolean() })),
      }),
      headGroupSpec: fc
        .record({
          template: template(
            fc.oneof(
              { weight: 12, arbitrary: fc.constant<unknown[]>([]) },
              {
                weight: 1,
                arbitrary: fc.tuple(headEnv, flag).map(([names, value]) => names.slice(0, 1).map((name) => ({ name, value }))),
              },
            ),
          ),
          rayStartParams: rarely(startParams),
          resources: rarely(fc.constant({ CPU: '1' })),
          labels: rarely(fc.dictionary(label, label, { maxKeys: 1 })),
        })
        .map(defined),
      workerGroupSpecs: fc.tuple(groupOf(version, 'cpu'), rarely(groupOf(version, 'Mem_2'))).map((groups) => groups.filter((each) => each)),
    })
    .map(defined);

/** Annotations of the object that KubeRay's validation looks at. */
export const roughAnnotations = few({
  'ray.io/ft-enabled': fc.constantFrom('true', 'false', 'True'),
  'ray.io/external-storage-namespace': fc.constantFrom('x'),
});

/** Props of a RayTlsCluster with such a spec. */
export const roughClusterProps = (version: KubeRayVersion): fc.Arbitrary<any> =>
  fc
    .tuple(roughSpec(version), rarely(roughAnnotations))
    .map(([baseSpec, annotations]) => ({ baseSpec, metadata: { name: 'rough', annotations } }));

function defined<T extends object>(record: T): any {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}
