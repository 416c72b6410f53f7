import { Duration } from 'cdk8s';
import fc from 'fast-check';
import { KeyAlgorithm, type RayWorkerGroup } from '../../../lib';

const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/);
const quantity = fc.constantFrom('100m', '1', '2.5', '64Mi', '1Gi', '1e3');
const value = fc.string({ maxLength: 20 });
const variable = fc.record({ name: fc.stringMatching(/^MY_[A-Z0-9_]{1,10}$/), value });
const resources = fc.record(
  {
    requests: fc.record({ cpu: quantity, memory: quantity }),
    limits: fc.record({ cpu: quantity, 'nvidia.com/gpu': fc.constantFrom('1', 2) }),
  },
  { requiredKeys: [] },
);
const uniqueBy = <T>(item: fc.Arbitrary<T>, key: keyof T) => fc.uniqueArray(item, { selector: (each) => each[key], maxLength: 3 });
const container = (names: fc.Arbitrary<string>) =>
  fc.record(
    {
      name: names,
      image: fc.constant('corp.example/ray@sha256:0123'),
      env: uniqueBy(variable, 'name'),
      imagePullPolicy: fc.constantFrom('Always', 'IfNotPresent'),
      securityContext: fc.record({ runAsUser: fc.nat(65_535) }),
      volumeMounts: uniqueBy(fc.record({ name: fc.constant('data'), mountPath: fc.stringMatching(/^\/data\/[a-z]{1,5}$/) }), 'mountPath'),
    },
    { requiredKeys: ['name', 'image'] },
  );
const template = fc.record(
  {
    metadata: fc.record({ labels: fc.dictionary(name, name, { maxKeys: 3 }), annotations: fc.dictionary(name, value, { maxKeys: 3 }) }),
    spec: fc.record(
      {
        containers: fc.tuple(container(fc.constant('ray')), container(fc.constant('sidecar'))).map((both) => both),
        initContainers: fc.tuple(container(fc.constant('prepare'))).map((one) => one),
        volumes: fc.constant([{ name: 'data', emptyDir: {} }]),
        nodeSelector: fc.dictionary(name, name, { maxKeys: 2 }),
        tolerations: fc.array(
          fc.record({ key: name, operator: fc.constantFrom('Exists'), effect: fc.constantFrom('NoSchedule', 'NoExecute') }),
          { maxLength: 2 },
        ),
        imagePullSecrets: fc.uniqueArray(name, { maxLength: 2 }).map((names) => names.map((each) => ({ name: each }))),
      },
      { requiredKeys: ['containers', 'volumes'] },
    ),
  },
  { requiredKeys: ['spec'] },
);
const startParams = fc.dictionary(fc.constantFrom('num-cpus', 'object-store-memory', 'dashboard-host'), fc.constantFrom('1', '0.0.0.0'));
const workerGroup = fc
  .record(
    {
      groupName: name,
      least: fc.nat(5),
      more: fc.nat(5),
      most: fc.nat(5),
      numOfHosts: fc.integer({ min: 1, max: 4 }),
      rayStartParams: startParams,
      template,
    },
    { requiredKeys: ['groupName', 'least', 'more', 'most'] },
  )
  .map(
    ({ least, more, most, ...group }): RayWorkerGroup => ({
      ...group,
      minReplicas: least,
      replicas: least + more,
      maxReplicas: least + more + most,
    }),
  );

/** Random props of a RayTlsCluster that are valid. */
export const clusterProps = fc.record(
  {
    metadata: fc.record({ name: name.filter((text) => text.length > 1), labels: fc.dictionary(name, name, { maxKeys: 2 }) }),
    rayVersion: fc.constantFrom('2.9.0', '2.46.0', '2.52.0', '2.58.0'),
    image: fc.constant('corp.example/ray@sha256:0123'),
    head: fc.record({ resources, rayStartParams: startParams }, { requiredKeys: [] }),
    workerGroups: fc.uniqueArray(workerGroup, { selector: ({ groupName }) => groupName, maxLength: 4 }),
    autoscaling: fc.record(
      {
        idleTimeout: fc.nat(600).map((seconds) => Duration.seconds(seconds)),
        options: fc.record(
          {
            upscalingMode: fc.constantFrom('Default', 'Aggressive', 'Conservative'),
            version: fc.constantFrom('v1', 'v2'),
            resources,
            env: uniqueBy(variable, 'name'),
          },
          { requiredKeys: [] },
        ),
      },
      { requiredKeys: [] },
    ),
    gcsFaultTolerance: fc.record({ redisAddress: fc.constant('redis:6379') }),
  },
  { requiredKeys: ['rayVersion'] },
);
/** Random options of RayTls.signedBy that are valid. */
export const signing = fc.record(
  {
    keyAlgorithm: fc.constantFrom(...Object.values(KeyAlgorithm)),
    duration: fc.integer({ min: 60, max: 315_360_000 }).map((s) => Duration.seconds(s)),
  },
  { requiredKeys: [] },
);
