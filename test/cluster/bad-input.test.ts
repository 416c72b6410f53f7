import { ApiObject, Chart, Duration, Testing } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps, type RayTlsSignedByOptions } from '../../lib';
import { testChart, testCluster } from '../support/synth';

const container = (fields: object) => ({ spec: { containers: [{ name: 'ray', ...fields }] } });
const sidecarFirst = (ray: object) => ({ spec: { containers: [{ name: 'logs', image: 'fluent/fluent-bit:1.9.6' }, ray] } });
const groups = (...workerGroups: object[]): Partial<RayTlsClusterProps> => ({
  workerGroups: workerGroups as RayTlsClusterProps['workerGroups'],
});
const signedBy = (options: RayTlsSignedByOptions) => {
  const chart = testChart();
  return testCluster({ tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'), options) }, chart);
};

/** What was passed, and the whole line with which it is refused: construct path, input, value, reason and fix. */
const TABLE: [string, Partial<RayTlsClusterProps>, string][] = [
  // Names
  [
    'a name of 54 characters',
    { metadata: { name: 'a'.repeat(54) } },
    `[ray/cluster] metadata.name is '${'a'.repeat(54)}': it has 54 characters and a RayCluster name has at most 53. Fix: choose a shorter one.`,
  ],
  [
    'a name with capitals',
    { metadata: { name: 'Demo' } },
    "[ray/cluster] metadata.name is 'Demo': a RayCluster name is a DNS label: lower-case letters, digits and '-', a letter first, no '-' last (RFC 1035). Fix: use only such characters, as in 'ray-cluster'.",
  ],
  [
    'a name that begins with a digit',
    { metadata: { name: '1demo' } },
    "[ray/cluster] metadata.name is '1demo': a RayCluster name is a DNS label",
  ],
  ['an empty name', { metadata: { name: '' } }, "[ray/cluster] metadata.name is '': a RayCluster name is a DNS label"],
  // Versions
  [
    'a Ray version that is none',
    { rayVersion: 'latest' },
    "[ray/cluster] rayVersion is 'latest': it is no version of Ray. Fix: write it in full, such as '2.58.0'.",
  ],
  [
    'a Ray version without its patch',
    { rayVersion: '2.52' },
    "[ray/cluster] rayVersion is '2.52': it is no version of Ray. Fix: write it in full, such as '2.52.0'.",
  ],
  [
    'a Ray version that is too old',
    { rayVersion: '1.13.0' },
    "[ray/cluster] rayVersion is '1.13.0': this library knows Ray 2.9.0 to 2.x. Fix: use such a version of Ray, and one that its image really has.",
  ],
  [
    'a Ray version that is not known yet',
    { rayVersion: '3.0.0' },
    "[ray/cluster] rayVersion is '3.0.0': this library knows Ray 2.9.0 to 2.x.",
  ],
  [
    'an image that does not tell the version of Ray',
    { image: 'corp/ray:latest' },
    "[ray/cluster] image is 'corp/ray:latest': its tag does not tell the version of Ray, which decides what is emitted. Fix: set rayVersion, such as '2.58.0'.",
  ],
  [
    'an image of the Ray project that is too old',
    { image: 'docker.io/rayproject/ray:1.13.0-py38' },
    "[ray/cluster] the version of Ray in the tag of image 'docker.io/rayproject/ray:1.13.0-py38' is '1.13.0': this library knows Ray 2.9.0 to 2.x.",
  ],
  [
    'a version of the base spec that is too old',
    { baseSpec: { rayVersion: '1.13.0' } },
    "[ray/cluster] baseSpec.rayVersion is '1.13.0': this library knows Ray 2.9.0 to 2.x.",
  ],
  [
    'a sidecar before the container that runs Ray',
    { head: { template: sidecarFirst({ name: 'ray-head', image: 'rayproject/ray:2.52.0' }) } },
    "[ray/cluster] head.template.spec.containers[0] is 'logs': KubeRay takes the first container as Ray's, and 'ray-head' stands behind it. Fix: put 'ray-head' first.",
  ],
  [
    'a sidecar before it, with a version of Ray',
    {
      rayVersion: '2.52.0',
      ...groups({ groupName: 'cpu', template: sidecarFirst({ name: 'main', image: 'mirror.example/rayproject/ray:2.52.0' }) }),
    },
    "[ray/cluster] workerGroups[0].template.spec.containers[0] is 'logs': KubeRay takes the first container as Ray's, and 'main' stands behind it. Fix: put 'main' first.",
  ],
  [
    'a sidecar before it, in the base spec',
    { baseSpec: { headGroupSpec: { template: sidecarFirst({ name: 'ray', image: 'team/trainer:1.4.2' }) } } },
    "[ray/cluster] baseSpec.headGroupSpec.template.spec.containers[0] is 'logs': KubeRay takes the first container as Ray's, and 'ray' stands behind it.",
  ],
  [
    'a sidecar before what nobody can tell to run Ray',
    { head: { template: sidecarFirst({ name: 'main', image: 'team/trainer:1.4.2' }) } },
    "[ray/cluster] image is 'fluent/fluent-bit:1.9.6': KubeRay takes the first container as Ray's, and its tag does not tell the version of Ray, which decides what is emitted. Fix: set rayVersion, such as '2.58.0'.",
  ],
  [
    'a KubeRay version that is not known',
    { kubeRayVersion: '1.4.2' },
    "[ray/cluster] kubeRayVersion is '1.4.2': this library knows KubeRay 1.5, 1.6, 1.7. Fix: write the version of the operator that runs in the cluster, such as '1.6' or '1.5.1'.",
  ],
  [
    'a KubeRay version of the future',
    { kubeRayVersion: '2.0.0' },
    "[ray/cluster] kubeRayVersion is '2.0.0': this library knows KubeRay 1.5, 1.6, 1.7.",
  ],
  // Worker groups
  [
    'two groups of one name',
    groups({ groupName: 'cpu' }, { groupName: 'cpu' }),
    "[ray/cluster] workerGroups[1].groupName is 'cpu': workerGroups[0] has this name already, and KubeRay tells worker groups apart by name. Fix: give each worker group its own name.",
  ],
  [
    'a group of a name that the base spec has',
    { baseSpec: { workerGroupSpecs: [{ groupName: 'cpu', template: container({}) }] }, ...groups({ groupName: 'cpu' }) },
    "[ray/cluster] workerGroups[0].groupName is 'cpu': baseSpec.workerGroupSpecs[0] has this name already",
  ],
  ['a group without a name', groups({}), '[ray/cluster] workerGroups[0].groupName: RayWorkerGroup needs it. Fix: pass a string.'],
  [
    'a group with an invalid name',
    groups({ groupName: 'my_group' }),
    "[ray/cluster] workerGroups[0].groupName is 'my_group': a worker group name is a DNS label",
  ],
  [
    'a group with an invalid name in capitals, as it was passed',
    groups({ groupName: 'CPU_1' }),
    "[ray/cluster] workerGroups[0].groupName is 'CPU_1': a worker group name is a DNS label: up to 63 letters, digits and '-', no '-' first or last (RFC 1123). Fix: use only such characters, as in 'ray-workers'.",
  ],
  [
    "a group by the head's name",
    groups({ groupName: 'headgroup' }),
    "[ray/cluster] workerGroups[0].groupName is 'headgroup': 'headgroup' is KubeRay's name for the head (label ray.io/group). Fix: choose another name.",
  ],
  [
    'fewer replicas than the minimum',
    groups({ groupName: 'cpu', replicas: 1, minReplicas: 2 }),
    '[ray/cluster] workerGroups[0].replicas is 1: KubeRay keeps it between minReplicas, 2, and maxReplicas, 2147483647. Fix: choose a number between the two, or move them.',
  ],
  [
    'more replicas than the maximum',
    groups({ groupName: 'cpu', replicas: 4, maxReplicas: 3 }),
    '[ray/cluster] workerGroups[0].replicas is 4: KubeRay keeps it between minReplicas, 0, and maxReplicas, 3.',
  ],
  [
    'a minimum above the maximum',
    groups({ groupName: 'cpu', minReplicas: 4, maxReplicas: 3 }),
    '[ray/cluster] workerGroups[0].minReplicas is 4: it is more than maxReplicas, 3. Fix: lower minReplicas or raise maxReplicas.',
  ],
  [
    'a negative number of replicas',
    groups({ groupName: 'cpu', replicas: -1 }),
    '[ray/cluster] workerGroups[0].replicas is -1: it is no whole number from 0 to 2147483647.',
  ],
  [
    'half a replica',
    groups({ groupName: 'cpu', replicas: 1.5 }),
    '[ray/cluster] workerGroups[0].replicas is 1.5: it is no whole number from 0 to 2147483647.',
  ],
  [
    'replicas of no host',
    groups({ groupName: 'cpu', numOfHosts: 0 }),
    '[ray/cluster] workerGroups[0].numOfHosts is 0: it is no whole number from 1 to 2147483647.',
  ],
  // What the TLS way and KubeRay set themselves
  [
    'a TLS variable set by hand',
    { head: { template: container({ env: [{ name: 'RAY_USE_TLS', value: '0' }] }) } },
    '[ray/cluster] head.template.spec: it sets up TLS itself, and the RayTls way does that. Fix: remove from head.template.spec: env RAY_USE_TLS.',
  ],
  [
    'a TLS variable set by hand in a worker',
    groups({ groupName: 'cpu', template: container({ env: [{ name: 'RAY_TLS_CA_CERT', value: '/x' }] }) }),
    '[ray/cluster] workerGroups[0].template.spec: it sets up TLS itself, and the RayTls way does that. Fix: remove from workerGroups[0].template.spec: env RAY_TLS_CA_CERT.',
  ],
  [
    'a TLS variable set by hand for the autoscaler',
    { autoscaling: { options: { env: [{ name: 'RAY_USE_TLS', value: '1' }] } } },
    '[ray/cluster] autoscalerOptions: it sets up TLS itself, and the RayTls way does that. Fix: remove from autoscalerOptions: env RAY_USE_TLS.',
  ],
  [
    'a variable that KubeRay sets',
    { head: { template: container({ env: [{ name: 'RAY_CLUSTER_NAME', value: 'x' }] }) } },
    '[ray/cluster] head.template.spec.containers[0].env: RAY_CLUSTER_NAME: KubeRay sets this variable',
  ],
  // Collisions, both sides named
  [
    'a volume of the name that the leaf needs',
    { head: { template: { spec: { containers: [{ name: 'ray' }], volumes: [{ name: 'ray-tls', emptyDir: {} }] } } } },
    "[ray/cluster] 'ray-tls' in head.template.spec.volumes: head.template.spec and RayTls.signedBy both define it, and the API server refuses a list that has one name twice. Fix: rename or remove one of the two.",
  ],
  [
    'a mount where the leaf goes',
    groups({ groupName: 'cpu', template: container({ volumeMounts: [{ name: 'x', mountPath: '/etc/ray/tls' }] }) }),
    "[ray/cluster] '/etc/ray/tls' in workerGroups[0].template.spec.containers[0].volumeMounts: workerGroups[0].template.spec.containers[0] and RayTls.signedBy both define it",
  ],
  [
    'a mount of the autoscaler where the leaf goes',
    { autoscaling: { options: { volumeMounts: [{ name: 'x', mountPath: '/etc/ray/tls' }] } } },
    "[ray/cluster] '/etc/ray/tls' in autoscalerOptions.volumeMounts: autoscalerOptions and RayTls.signedBy both define it",
  ],
  [
    'an init container of the name that makes the leaf',
    { head: { template: { spec: { containers: [{ name: 'ray' }], initContainers: [{ name: 'ray-tls-leaf', image: 'x' }] } } } },
    "[ray/cluster] 'ray-tls-leaf' in head.template.spec.initContainers: head.template.spec and RayTls.signedBy both define it",
  ],
  [
    'one environment variable twice',
    {
      head: {
        template: container({
          env: [
            { name: 'A', value: '1' },
            { name: 'A', value: '2' },
          ],
        }),
      },
    },
    "[ray/cluster] 'A' in head.template.spec.containers[0].env: head.template.spec.containers[0] and head.template.spec.containers[0] both define it",
  ],
  // One thing said in two places
  [
    'resources beside those of the template',
    { head: { resources: {}, template: container({ resources: {} }) } },
    "[ray/cluster] head.template.spec.containers[0].resources: the group's 'resources' say them too. Fix: remove one of the two.",
  ],
  [
    'a template beside that of the base spec',
    { head: { template: container({}) }, baseSpec: { headGroupSpec: { template: container({}) } } },
    '[ray/cluster] head.template: baseSpec.headGroupSpec.template is given too, and two templates cannot be told apart.',
  ],
  [
    'an idle time-out in two places',
    { autoscaling: { idleTimeout: Duration.seconds(1), options: { idleTimeoutSeconds: 1 } } },
    '[ray/cluster] autoscaling.options.idleTimeoutSeconds is 1: autoscaling.idleTimeout says it too. Fix: remove one of the two.',
  ],
  // What is no RayCluster spec
  [
    'a whole manifest for a base spec',
    { baseSpec: { apiVersion: 'ray.io/v1', kind: 'RayCluster', spec: {} } },
    "[ray/cluster] baseSpec: it is a whole manifest, and the RayCluster's spec is wanted. Fix: pass the manifest's 'spec', and its name and labels as 'metadata'.",
  ],
  [
    'YAML text for a base spec',
    { baseSpec: 'rayVersion: 2.58.0' },
    "[ray/cluster] baseSpec is 'rayVersion: 2.58.0': native Kubernetes JSON is an object. Fix: pass an object.",
  ],
  ['a list for a template', { head: { template: [] } }, '[ray/cluster] head.template is []: native Kubernetes JSON is an object.'],
  [
    'containers that are no list',
    { head: { template: { spec: { containers: {} } } } },
    '[ray/cluster] head.template.spec.containers: KubeRay expects a list here, not an object. Fix: write a list: [...].',
  ],
  [
    "KubeRay's own mTLS beside ours",
    { baseSpec: { tlsOptions: { enabled: true } } },
    "[ray/cluster] baseSpec.tlsOptions: it is KubeRay's own mTLS, which excludes every other way to certificates.",
  ],
  // What KubeRay refuses only when it is too late
  [
    'a parameter of ray start that is a number',
    { head: { rayStartParams: { 'num-cpus': 2 as any } } },
    "[ray/cluster] head.rayStartParams['num-cpus'] is 2: it must be a string. Fix: write it in quotes: '2'.",
  ],
  [
    'resources of Ray in two places',
    { baseSpec: { headGroupSpec: { resources: { CPU: '1' }, rayStartParams: { 'num-cpus': '1' } } } },
    "[ray/cluster] headGroupSpec.rayStartParams['num-cpus'] is '1': headGroupSpec.resources is set too, and KubeRay takes Ray's resources from one of the two.",
  ],
  [
    'Ray labels as a parameter of ray start',
    { head: { rayStartParams: { labels: 'a=b' } } },
    "[ray/cluster] headGroupSpec.rayStartParams['labels'] is 'a=b': KubeRay takes a group's Ray labels from its 'labels' field alone.",
  ],
  [
    'Redis by environment variable',
    { head: { template: container({ env: [{ name: 'RAY_REDIS_ADDRESS', value: 'redis:6379' }] }) } },
    '[ray/cluster] environment variable RAY_REDIS_ADDRESS of the head: Ray would keep its state in Redis, and KubeRay does not know of it.',
  ],
  [
    "Redis' password twice",
    { gcsFaultTolerance: { redisAddress: 'r:6379' }, head: { rayStartParams: { 'redis-password': 'hunter2' } } },
    "[ray/cluster] headGroupSpec.rayStartParams['redis-password']: KubeRay takes the access to Redis",
  ],
  [
    'a suspended group under autoscaling',
    { autoscaling: {}, baseSpec: { workerGroupSpecs: [{ groupName: 'cpu', suspend: true, template: container({}) }] } },
    '[ray/cluster] workerGroupSpecs[0].suspend is true: KubeRay cannot suspend a worker group under autoscaling.',
  ],
  [
    'pods that autoscaler v2 would have to restart',
    { autoscaling: { options: { version: 'v2' } }, ...groups({ groupName: 'cpu', template: { spec: { restartPolicy: 'Always' } } }) },
    "[ray/cluster] workerGroupSpecs[0].template.spec.restartPolicy is 'Always': autoscaler v2 replaces pods instead of restarting them.",
  ],
  [
    'an unknown upgrade strategy',
    { baseSpec: { upgradeStrategy: { type: 'Rolling' } } },
    "[ray/cluster] upgradeStrategy.type is 'Rolling': KubeRay knows Recreate and None. Fix: write one of the two.",
  ],
];

test.each(TABLE)('%s is refused', (_, props, line) => {
  let message = '';
  try {
    testCluster(props);
  } catch (error) {
    message = (error as Error).message;
  }
  expect(message).toContain(line);
  expect(message).toMatch(/^\[ray\/cluster\] .+: .+\. Fix: .+\.$/s);
  expect(message).not.toContain('hunter2');
});

describe('RayTls.signedBy', () => {
  test.each<[string, RayTlsSignedByOptions, string]>([
    [
      'a leaf of a second',
      { duration: Duration.seconds(1) },
      "[ray/cluster] RayTls.signedBy: duration is '1 second': a leaf has to outlive its pod's start, and one for decades cannot be withdrawn. Fix: choose between 1 minute and 3650 days.",
    ],
    [
      'a leaf of a century',
      { duration: Duration.days(36_500) },
      "[ray/cluster] RayTls.signedBy: duration is '36500 days': a leaf has to outlive",
    ],
    [
      'a DNS name that is none',
      { dnsNames: ['ok.example.com', 'not a name'] },
      "[ray/cluster] RayTls.signedBy: dnsNames[1] is 'not a name': it is no DNS name",
    ],
    [
      'a wildcard in the middle',
      { dnsNames: ['a.*.example.com'] },
      "[ray/cluster] RayTls.signedBy: dnsNames[0] is 'a.*.example.com': it is no DNS name",
    ],
    // In an OpenSSL configuration a comma or a line break would begin another SAN, or another section.
    ['a DNS name that smuggles in another', { dnsNames: ['a.example.com,IP:10.0.0.1'] }, '[ray/cluster] RayTls.signedBy: dnsNames[0]'],
    [
      'a DNS name that smuggles in a section',
      { dnsNames: ['a.example.com\n[leaf]\nbasicConstraints=CA:TRUE'] },
      '[ray/cluster] RayTls.signedBy: dnsNames[0]',
    ],
  ])('%s is refused', (_, options, line) => expect(() => signedBy(options)).toThrow(line));

  test('a CA whose Secret the pods cannot mount is refused', () => {
    const app = Testing.app();
    const ca = RayTlsCa.fromSecretName(new Chart(app, 'security', { namespace: 'security' }), 'ca', 'ca-tls');
    const chart = new Chart(app, 'ray', { namespace: 'ray' });
    expect(() => new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(ca) })).toThrow(
      "[ray/cluster] RayTls.signedBy: the CA security/ca: its Secret is in namespace 'security', and pods in 'ray' can mount Secrets of their own namespace alone. Fix:",
    );
  });
});

test('a worker group that is not there is named, with those that are', () =>
  expect(() => testCluster(groups({ groupName: 'cpu' })).workerGroup('gpu')).toThrow(
    "[ray/cluster] workerGroup is 'gpu': the worker groups are 'cpu'. Fix: ask for one of them.",
  ));

test('nothing that is refused leaves an object behind that would be rendered', () => {
  const chart = testChart();
  expect(() => testCluster({ rayVersion: 'x' }, chart)).toThrow();
  expect(chart.node.findAll().filter((construct) => construct instanceof ApiObject)).toEqual([]);
});
