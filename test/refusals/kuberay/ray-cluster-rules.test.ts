import { complaintsOfKubeRay, RAY_CLUSTER_RULES, requireKubeRayRuns } from '../../../lib/refusals/kuberay/ray-cluster-rules';
import type { KubeRayContext } from '../../../lib/refusals/kuberay/rule';
import { refusal } from '../refusals';

type Fields = { readonly [field: string]: any };

const template = (podSpec: Fields = {}, container: Fields = {}) => ({ spec: { containers: [{ name: 'ray', ...container }], ...podSpec } });
const headGroup = (group: Fields = {}) => ({ template: template(), ...group });
const base = { rayVersion: '2.58.0', headGroupSpec: headGroup(), workerGroupSpecs: [{ groupName: 'cpu', template: template() }] };
const head = (group: Fields) => ({ ...base, headGroupSpec: headGroup(group) });
const headEnv = (name: string, value = 'x') => head({ template: template({}, { env: [{ name, value }] }) });
const worker = (group: Fields) => ({ ...base, workerGroupSpecs: [{ groupName: 'cpu', template: template(), ...group }] });
const scaled = (spec: Fields = {}) => ({ ...base, enableInTreeAutoscaling: true, ...spec });
const ft = (options: Fields, spec: Fields = base) => ({ ...spec, gcsFaultToleranceOptions: options });
const history = (env: Fields[], image = 'collector:1') => ({ ...base, historyServerOptions: { collectorOptions: { image, env } } });
const policy = (networkPolicy: Fields, spec: Fields = base) => ({ ...spec, networkPolicy });
const sidecar = (name: string) => template({ containers: [{ name: 'ray' }, { name }] });
const init = (name: string) => template({ initContainers: [{ name }] });
const V2 = { autoscalerOptions: { version: 'v2' } };
const V2_VARIABLE = 'RAY_enable_autoscaler_v2';
const S3 = [
  { name: 'STORAGE_BACKEND', value: 's3' },
  { name: 'S3_REGION', value: 'eu' },
];
const SECRET = { valueFrom: { secretKeyRef: { name: 'azure', key: 'key' } } };
const azure = (mode: string, ...env: Fields[]) =>
  history([{ name: 'STORAGE_BACKEND', value: 'AzureBlob' }, { name: 'AZURE_STORAGE_AUTH_MODE', value: mode }, ...env]);

const context = (rest: Partial<KubeRayContext> = {}): KubeRayContext => ({ kubeRayVersion: '1.7', ...rest });
const refused = (spec: Fields, rest?: Partial<KubeRayContext>) =>
  refusal(() => requireKubeRayRuns('ray/cluster', spec, context(rest))).replace('[ray/cluster] ', '');
const complaints = (spec: Fields, rest?: Partial<KubeRayContext>) => complaintsOfKubeRay(spec, context(rest));

test('ids are unique, and each rule has its source', () => {
  expect(new Set(RAY_CLUSTER_RULES.map(({ id }) => id)).size).toBe(RAY_CLUSTER_RULES.length);
  for (const { source } of RAY_CLUSTER_RULES) expect(source).toMatch(/(KubeRay|Kubernetes) v1\.\d+\.\d+$/);
});

const accepted: [string, Fields, Partial<KubeRayContext>?][] = [
  ['a plain cluster', base],
  ['a plain cluster under autoscaling', scaled()],
  ['a plain cluster under autoscaler v2', scaled(V2)],
  ['a parameter that is empty beside resources', head({ rayStartParams: { memory: '', port: '6379' }, resources: { cpu: 1 } })],
  ['a parameter beside no resources', head({ rayStartParams: { memory: '1' }, resources: {} })],
  ['labels of Kubernetes', head({ labels: { 'corp.example/team': 'a_b', zone: '' } })],
  ['Redis by the older annotation', headEnv('RAY_REDIS_ADDRESS'), { annotations: { 'ray.io/ft-enabled': 'True' } }],
  ['a password for it', headEnv('REDIS_PASSWORD'), { annotations: { 'ray.io/ft-enabled': 'true' } }],
  ['embedded storage', ft({ backend: 'rocksdb', storage: { claimName: 'gcs', size: undefined } })],
  ['the variable of autoscaler v2 under autoscaling', scaled(headEnv(V2_VARIABLE, '1'))],
  ['the variable that turns autoscaler v2 off', headEnv(V2_VARIABLE, '0')],
  ['a suspended group without autoscaling', worker({ suspend: true })],
  ['restarts without autoscaler v2', scaled(worker({ template: template({ restartPolicy: 'Always' }) }))],
  ['restarts where autoscaling is off', { ...worker({ template: template({ restartPolicy: 'Always' }) }), ...V2 }],
  ['no restarts', scaled({ ...worker({ template: template({ restartPolicy: 'Never' }) }), ...V2 })],
  ['an idle time of a group under autoscaler v2', scaled({ ...worker({ idleTimeoutSeconds: 5 }), ...V2 })],
  ['a priority under autoscaler v2', scaled({ ...worker({ priority: 5 }), ...V2 })],
  ['the priority that every group has', worker({ priority: 0 })],
  ['a collector', history(S3)],
  ['a collector for a storage that KubeRay does not know', history([{ name: 'STORAGE_BACKEND', value: 'own' }])],
  ['a collector for Azure, by a Secret', azure('connection_string', { name: 'AZURE_STORAGE_CONNECTION_STRING', ...SECRET })],
  ['a collector for Azure, by an identity', azure('Default', { name: 'AZURE_STORAGE_ACCOUNT_URL', value: 'x' })],
  ['tokens of Kubernetes', { ...base, authOptions: { mode: 'token', enableK8sTokenAuth: true } }],
  ['a policy', policy({ mode: 'DenyAll', head: { ingressRules: [{}], egressRules: [{}] }, workerGroups: [{ groupName: 'cpu' }] })],
  ['an upgrade strategy', { ...base, upgradeStrategy: { type: 'Recreate' } }],
  ['an upgrade strategy without a type', { ...base, upgradeStrategy: {} }, { kind: 'RayJob' }],
  ['a container called autoscaler without autoscaling', head({ template: sidecar('autoscaler') })],
  ['an init container of the head called wait-gcs-ready', head({ template: init('wait-gcs-ready') })],
];

for (const [title, spec, rest] of accepted) {
  test(`${title} is accepted`, () => {
    expect(complaints(spec, rest)).toEqual([]);
  });
}

const REDIS_REASON = 'KubeRay takes the access to Redis from gcsFaultToleranceOptions alone';
const OURS = 'KubeRay adds a container of that name to the pod, and the API server rejects two';

const rejected: [string, Fields, string, Partial<KubeRayContext>?][] = [
  [
    'group-has-container',
    head({ template: { spec: {} } }),
    'headGroupSpec.template.spec.containers: KubeRay runs Ray in the first container, and there is none.',
  ],
  [
    'start-params-are-strings',
    worker({ rayStartParams: { 'num-cpus': 1 } }),
    "workerGroupSpecs[0].rayStartParams['num-cpus'] is 1: KubeRay takes the parameters of `ray start` as strings. Fix: write '1' in quotes.",
  ],
  ...['num-cpus', 'num-gpus', 'memory', 'resources'].map((name): [string, Fields, string] => [
    'one-source-of-resources',
    head({ rayStartParams: { [name]: '1' }, resources: { cpu: 1 } }),
    `headGroupSpec.rayStartParams['${name}'] is '1': headGroupSpec.resources is set too, and KubeRay takes Ray's resources from one of the two. Fix: remove one of the two.`,
  ]),
  [
    'labels-have-a-field',
    head({ rayStartParams: { labels: 'a=b' } }),
    "headGroupSpec.rayStartParams['labels'] is 'a=b': KubeRay takes a group's Ray labels from its 'labels' field alone. Fix: move them to headGroupSpec.labels.",
  ],
  [
    'labels-are-kubernetes-labels',
    worker({ labels: { team: 'a b' } }),
    "workerGroupSpecs[0].labels['team'] is 'a b': KubeRay makes it a label of the pod too",
  ],
  ['labels-are-kubernetes-labels', head({ labels: { '-team': '' } }), "headGroupSpec.labels['-team'] is ''"],
  [
    'replicas-are-a-range',
    worker({ minReplicas: -1 }),
    'workerGroupSpecs[0].minReplicas is -1: a worker group cannot have fewer than 0 pods',
  ],
  [
    'replicas-are-a-range',
    worker({ minReplicas: 3, maxReplicas: 2 }),
    'workerGroupSpecs[0].minReplicas is 3: it is more than maxReplicas, 2',
  ],
  [
    'group-idle-timeout',
    scaled(worker({ idleTimeoutSeconds: 60 })),
    'workerGroupSpecs[0].idleTimeoutSeconds is 60: only autoscaler v2 has a time for each worker group',
  ],
  ['group-idle-timeout', scaled({ ...worker({ idleTimeoutSeconds: -1 }), ...V2 }), 'a time cannot be shorter than 0 seconds'],
  [
    'group-priority',
    scaled(worker({ priority: 1 })),
    'workerGroupSpecs[0].priority is 1: only autoscaler v2 knows priorities of worker groups',
  ],
  [
    'group-priority',
    scaled({ ...worker({ priority: 1 }), ...V2, rayVersion: '2.55.1' }),
    'Ray 2.55.1 knows no priorities of worker groups. Fix: use Ray 2.56.0 or newer',
  ],
  [
    'fault-tolerance-twice',
    ft({ redisAddress: 'redis:6379' }),
    "the annotation ray.io/ft-enabled is 'true': gcsFaultToleranceOptions is set too, and KubeRay takes one of the two. Fix: remove the annotation.",
    { annotations: { 'ray.io/ft-enabled': 'true' } },
  ],
  ['fault-tolerance-twice', ft({ redisAddress: 'redis:6379' }), "is 'false'", { annotations: { 'ray.io/ft-enabled': 'false' } }],
  [
    'redis-without-fault-tolerance',
    headEnv('RAY_REDIS_ADDRESS'),
    'environment variable RAY_REDIS_ADDRESS of the head: Ray would keep its state in Redis',
  ],
  ['redis-access-by-options', headEnv('REDIS_USERNAME'), `environment variable REDIS_USERNAME of the head: ${REDIS_REASON}`],
  [
    'redis-access-by-options',
    head({ rayStartParams: { 'redis-username': 'x' } }),
    `headGroupSpec.rayStartParams['redis-username']: ${REDIS_REASON}`,
  ],
  [
    'redis-access-by-options',
    ft({}, head({ rayStartParams: { 'redis-password': 'x' } })),
    `headGroupSpec.rayStartParams['redis-password']: ${REDIS_REASON}`,
  ],
  ['redis-access-by-options', ft({}, headEnv('REDIS_PASSWORD')), `environment variable REDIS_PASSWORD of the head: ${REDIS_REASON}`],
  ['redis-access-by-options', ft({}, headEnv('RAY_REDIS_ADDRESS')), `environment variable RAY_REDIS_ADDRESS of the head: ${REDIS_REASON}`],
  [
    'redis-access-by-options',
    ft({}),
    'the annotation ray.io/external-storage-namespace',
    { annotations: { 'ray.io/external-storage-namespace': 'a' } },
  ],
  [
    'fault-tolerance-backend',
    ft({ backend: 'rocksdb', redisAddress: 'redis:6379' }),
    "gcsFaultToleranceOptions.redisAddress: the backend is 'rocksdb', and no Redis is used",
  ],
  ['fault-tolerance-backend', ft({ storage: {} }), 'gcsFaultToleranceOptions.storage: the backend is Redis, which has its own storage'],
  [
    'fault-tolerance-backend',
    ft({ backend: 'rocksdb', storage: { claimName: 'a', size: '1Gi' } }),
    'gcsFaultToleranceOptions.storage.size: claimName names a claim that exists',
  ],
  [
    'fault-tolerance-backend',
    ft({ backend: 'rocksdb' }, headEnv('RAY_gcs_storage')),
    'environment variable RAY_gcs_storage of the head: KubeRay sets it itself',
  ],
  [
    'fault-tolerance-backend',
    ft({ backend: 'rocksdb' }, head({ template: template({}, { volumeMounts: [{ name: 'a', mountPath: '/data/gcs' }] }) })),
    "the mount of 'a' at /data/gcs in the head: KubeRay sets it itself",
  ],
  [
    'fault-tolerance-backend',
    ft({ backend: 'rocksdb' }, head({ template: template({ volumes: [{ name: 'gcs-storage' }] }) })),
    "the volume 'gcs-storage' of the head",
  ],
  [
    'autoscaler-v2-without-autoscaling',
    headEnv(V2_VARIABLE, 'true'),
    `environment variable ${V2_VARIABLE} of the head is 'true': autoscaling is off`,
  ],
  [
    'autoscaler-version-twice',
    scaled({ ...headEnv(V2_VARIABLE, '0'), ...V2 }),
    'autoscalerOptions.version is set too, and KubeRay takes one of the two',
  ],
  [
    'suspended-under-autoscaling',
    scaled(worker({ suspend: true })),
    'workerGroupSpecs[0].suspend is true: KubeRay cannot suspend a worker group under autoscaling. Fix: remove it, or turn autoscaling off.',
  ],
  [
    'restart-policy-under-autoscaler-v2',
    scaled({ ...head({ template: template({ restartPolicy: 'Always' }) }), ...V2 }),
    "headGroupSpec.template.spec.restartPolicy is 'Always': autoscaler v2 replaces pods instead of restarting them. Fix: remove it, or write 'Never'.",
  ],
  ...[-1, 1.5, '60'].map((idleTimeoutSeconds): [string, Fields, string] => [
    'autoscaler-idle-timeout',
    { ...base, autoscalerOptions: { idleTimeoutSeconds } },
    'it is no whole number of seconds from 0 on. Fix: write such a number.',
  ]),
  [
    'autoscaler-start-command',
    scaled({ autoscalerOptions: { env: [{ name: 'KUBERAY_GEN_AUTOSCALER_START_CMD', value: 'x' }] } }),
    "autoscalerOptions.env is 'KUBERAY_GEN_AUTOSCALER_START_CMD': KubeRay sets this variable itself. Fix: remove it.",
  ],
  [
    'history-server-collector',
    { ...base, historyServerOptions: {} },
    "historyServerOptions.collectorOptions: KubeRay runs the History Server's collector",
  ],
  ['history-server-collector', history(S3, ''), 'historyServerOptions.collectorOptions.image: KubeRay has no image of its own'],
  ['history-server-collector', history([]), 'the collector needs STORAGE_BACKEND, with a literal value'],
  [
    'history-server-collector',
    history([{ name: 'STORAGE_BACKEND', ...SECRET }]),
    'the collector needs STORAGE_BACKEND, with a literal value',
  ],
  ['history-server-collector', history(S3.slice(0, 1)), 'the collector needs S3_REGION'],
  ['history-server-collector', history([{ name: 'STORAGE_BACKEND', value: 'gcs' }]), 'the collector needs GCS_BUCKET'],
  ['history-server-collector', history([...S3, { name: 'RAY_ROLE', value: 'x' }]), "env is 'RAY_ROLE': KubeRay sets this variable itself"],
  ['history-server-collector', azure('connection_string'), 'the collector needs AZURE_STORAGE_CONNECTION_STRING,'],
  ['history-server-collector', azure(' Workload_Identity '), 'the collector needs AZURE_STORAGE_ACCOUNT_URL,'],
  ['history-server-collector', azure(''), 'the collector needs AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT_URL'],
  [
    'history-server-container',
    { ...history(S3), ...worker({ template: sidecar('ray-history-collector') }) },
    'workerGroupSpecs[0].template.spec.containers',
  ],
  [
    'token-needs-ray',
    { ...base, authOptions: { mode: 'token' }, rayVersion: '2.51.9' },
    "authOptions.mode is 'token': it needs Ray 2.52.0, and rayVersion is 2.51.9",
  ],
  [
    'kubernetes-token',
    { ...base, authOptions: { enableK8sTokenAuth: true } },
    "authOptions.mode is not 'token', and authentication would be off",
  ],
  ['kubernetes-token', { ...base, rayVersion: '2.54.0', authOptions: { mode: 'token', enableK8sTokenAuth: true } }, 'it needs Ray 2.55.0'],
  [
    'kubernetes-token',
    { ...base, authOptions: { mode: 'token', enableK8sTokenAuth: true, secretName: 'a' } },
    "authOptions.secretName is 'a'",
  ],
  ...['RayJob', 'RayService', 'RayCronJob'].map((kind): [string, Fields, string, Partial<KubeRayContext>] => [
    'kubernetes-token-of-job-or-service',
    { ...base, authOptions: { mode: 'token', enableK8sTokenAuth: true } },
    `KubeRay cannot yet run a ${kind} whose cluster takes tokens of Kubernetes`,
    { kind },
  ]),
  [
    'network-policy',
    policy({ mode: 'DenyAllEgress', head: { ingressRules: [{}] } }),
    'networkPolicy.head.ingressRules: the mode DenyAllEgress leaves ingress open',
  ],
  [
    'network-policy',
    policy({ mode: 'DenyAllIngress', worker: { egressRules: [{}] } }),
    'networkPolicy.worker.egressRules: the mode DenyAllIngress leaves egress open',
  ],
  [
    'network-policy',
    policy({ workerGroups: [{ groupName: 'gpu' }] }),
    "networkPolicy.workerGroups[0].groupName is 'gpu': the worker groups are 'cpu'. Fix: name one of them.",
  ],
  [
    'network-policy',
    policy({}, worker({ groupName: 'Cpu' })),
    "workerGroupSpecs[0].groupName is 'Cpu': KubeRay makes it a part of the name of a NetworkPolicy",
  ],
  [
    'upgrade-strategy',
    { ...base, upgradeStrategy: { type: 'Rolling' } },
    "upgradeStrategy.type is 'Rolling': KubeRay knows Recreate and None. Fix: write one of the two.",
  ],
  [
    'upgrade-strategy-of-job-or-service',
    { ...base, upgradeStrategy: { type: 'None' } },
    'KubeRay refuses it for the cluster of a RayService, which has its own way to a new cluster',
    { kind: 'RayService' },
  ],
  [
    'container-of-kuberay',
    scaled(head({ template: sidecar('autoscaler') })),
    `headGroupSpec.template.spec.containers is 'autoscaler': ${OURS}. Fix: rename yours.`,
  ],
  [
    'redis-address',
    ft({ externalStorageNamespace: 'x' }),
    'gcsFaultToleranceOptions.redisAddress is undefined: KubeRay before 1.7 keeps the state of GCS in Redis alone',
    { kubeRayVersion: '1.6' },
  ],
  [
    'container-of-kuberay',
    scaled(head({ template: init('autoscaler') })),
    `headGroupSpec.template.spec.initContainers is 'autoscaler': ${OURS}`,
  ],
  [
    'container-of-kuberay',
    worker({ template: init('wait-gcs-ready') }),
    `workerGroupSpecs[0].template.spec.initContainers is 'wait-gcs-ready': ${OURS}`,
  ],
  ['container-of-kuberay', { ...head({ template: init('wait-for-tls-ip-san') }), tlsOptions: { enabled: true } }, OURS],
  [
    'container-names-once',
    head({ template: init('ray') }),
    "headGroupSpec.template.spec.initContainers is 'ray': a container of the pod has that name too",
  ],
];

for (const [id, spec, message, rest] of rejected) {
  test(`${id}: ${message}`, () => {
    expect(refused(spec, rest)).toContain(message);
    const rule = RAY_CLUSTER_RULES.find((each) => each.id === id)!;
    expect(rule.check(spec, context(rest))).toHaveLength(1);
    // An older KubeRay runs it, and so does a newer one that lacks the rule.
    const others = { '1.5.1': rule.since === '1.6', '1.6.2': rule.since === '1.7', '1.7.0': rule.until === '1.7' };
    for (const kubeRayVersion of Object.keys(others).filter((version) => others[version as keyof typeof others])) {
      const found = complaints(spec, { ...rest, kubeRayVersion }).filter(({ what }) => what !== 'gcsFaultToleranceOptions.redisAddress');
      expect(found).toEqual([]);
    }
  });
}

test('every rule is among them', () => {
  expect(RAY_CLUSTER_RULES.map(({ id }) => id).filter((id) => rejected.every(([other]) => other !== id))).toEqual(['tls-options']);
});

test('the whole of what is wrong is known, for those who show all of it', () => {
  const spec = { ...head({ rayStartParams: { labels: 'a=b', 'num-cpus': 1 }, labels: { '-': '-' } }), upgradeStrategy: { type: 'x' } };
  expect(complaints(spec)).toHaveLength(4);
});
