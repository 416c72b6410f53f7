import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { grpcPortUnprotected } from '../../../lib/audit/rules/grpc-port-unprotected';
import { NOW } from '../rules/support';

const template = (command = 'ray start --head --block') => ({
  metadata: { labels: { app: 'ray' } },
  spec: { containers: [{ name: 'ray', image: 'rayproject/ray:2.58.0', command: ['sh', '-c', command] }] },
});
const worker = template('ray start --address=head:6379 --block');
const raySpec = {
  headGroupSpec: { rayStartParams: {}, template: { spec: { containers: [{ name: 'ray', image: 'rayproject/ray:2.58.0' }] } } },
};
const rayCluster = { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: { name: 'inner' }, spec: raySpec };
const asYaml = `apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: inner}
spec:
  headGroupSpec:
    rayStartParams: {}
    template: {spec: {containers: [{name: ray, image: "rayproject/ray:2.58.0"}]}}
`;

/** Where the audit sees an unprotected Ray node in an object. */
function seen(kind: string, apiVersion: string, rest: object): string[] {
  const manifest = new Manifest({ apiVersion, kind, metadata: { name: 'a', namespace: 'ray' }, ...rest } as any);
  const { findings } = audit([manifest], { now: NOW }, [grpcPortUnprotected]);
  return findings.map((finding) => `${finding.manifest.title}: ${finding.path}`);
}

const CASES: [string, string, object, string][] = [
  ['Deployment', 'apps/v1', { spec: { template: template() } }, 'Deployment ray/a: spec.template.spec'],
  ['Pod', 'v1', { spec: template().spec }, 'Pod ray/a: spec'],
  [
    'CronJob',
    'batch/v1',
    { spec: { jobTemplate: { spec: { template: template() } } } },
    'CronJob ray/a: spec.jobTemplate.spec.template.spec',
  ],
  ['ReplicationController', 'v1', { spec: { template: template() } }, 'ReplicationController ray/a: spec.template.spec'],
  ['Rollout', 'argoproj.io/v1alpha1', { spec: { template: template() } }, 'Rollout ray/a: spec.template.spec'],
  ['DeploymentConfig', 'apps.openshift.io/v1', { spec: { template: template() } }, 'DeploymentConfig ray/a: spec.template.spec'],
  ['Service', 'serving.knative.dev/v1', { spec: { template: template() } }, 'Service ray/a: spec.template.spec'],
  ['Notebook', 'kubeflow.org/v1', { spec: { template: template() } }, 'Notebook ray/a: spec.template.spec'],
  ['CloneSet', 'apps.kruise.io/v1alpha1', { spec: { template: template() } }, 'CloneSet ray/a: spec.template.spec'],
  [
    'SandboxTemplate',
    'extensions.agents.x-k8s.io/v1alpha1',
    { spec: { podTemplate: template() } },
    'SandboxTemplate ray/a: spec.podTemplate.spec',
  ],
  ['PodTemplate', 'v1', { template: template() }, 'PodTemplate ray/a: template.spec'],
  [
    'Workload',
    'kueue.x-k8s.io/v1beta1',
    { spec: { podSets: [{ template: template() }] } },
    'Workload ray/a: spec.podSets[0].template.spec',
  ],
  [
    'LeaderWorkerSet',
    'leaderworkerset.x-k8s.io/v1',
    { spec: { replicas: 2, leaderWorkerTemplate: { size: 2, leaderTemplate: template(), workerTemplate: worker } } },
    'LeaderWorkerSet ray/a: spec.leaderWorkerTemplate.leaderTemplate.spec',
  ],
  [
    'LeaderWorkerSet',
    'leaderworkerset.x-k8s.io/v1',
    {
      spec: {
        leaderWorkerTemplate: {
          leaderTemplate: template(
            'bash /vllm-workspace/examples/online_serving/multi-node-serving.sh leader --ray_cluster_size=2; vllm serve --port 8080',
          ),
        },
      },
    },
    'LeaderWorkerSet ray/a: spec.leaderWorkerTemplate.leaderTemplate.spec',
  ],
  [
    'Job',
    'batch.volcano.sh/v1alpha1',
    { spec: { tasks: [{ replicas: 1, name: 'head', template: template() }] } },
    'Job ray/a: spec.tasks[0].template.spec',
  ],
  [
    'JobSet',
    'jobset.x-k8s.io/v1alpha2',
    { spec: { replicatedJobs: [{ template: { spec: { template: template() } } }] } },
    'JobSet ray/a: spec.replicatedJobs[0].template.spec.template.spec',
  ],
  [
    'PyTorchJob',
    'kubeflow.org/v1',
    { spec: { pytorchReplicaSpecs: { Master: { template: template() } } } },
    'PyTorchJob ray/a: spec.pytorchReplicaSpecs.Master.template.spec',
  ],
  [
    'Workflow',
    'argoproj.io/v1alpha1',
    { spec: { templates: [{ name: 'ray', container: { image: 'rayproject/ray', args: ['ray start --head'] } }] } },
    'Workflow ray/a: spec.templates[0]',
  ],
  [
    'WorkflowTemplate',
    'argoproj.io/v1alpha1',
    {
      spec: { templates: [{ name: 'ray', script: { image: 'rayproject/ray', command: ['bash'], source: 'set -e\nray start --head\n' } }] },
    },
    'WorkflowTemplate ray/a: spec.templates[0]',
  ],
  [
    'CronWorkflow',
    'argoproj.io/v1alpha1',
    { spec: { workflowSpec: { templates: [{ resource: { action: 'create', manifest: asYaml } }] } } },
    'RayCluster inner in CronWorkflow ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'Task',
    'tekton.dev/v1',
    { spec: { steps: [{ name: 'ray', image: 'rayproject/ray', script: '#!/bin/sh\nray start --head\n' }] } },
    'Task ray/a: spec',
  ],
  [
    'RayClusterFleet',
    'orchestration.aibrix.ai/v1alpha1',
    { spec: { template: { metadata: {}, spec: raySpec } } },
    'RayClusterFleet ray/a: spec.template.spec.headGroupSpec.template.spec',
  ],
  [
    'Whatever',
    'example.com/v1',
    { spec: { engine: { ray: [raySpec] } } },
    'Whatever ray/a: spec.engine.ray[0].headGroupSpec.template.spec',
  ],
  [
    'RayCronJob',
    'ray.io/v1',
    { spec: { jobTemplate: { rayClusterSpec: raySpec } } },
    'RayCronJob ray/a: spec.jobTemplate.rayClusterSpec.headGroupSpec.template.spec',
  ],
  [
    'AppWrapper',
    'workload.codeflare.dev/v1beta2',
    { spec: { components: [{ template: rayCluster }] } },
    'RayCluster ray/inner in AppWrapper ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'AppWrapper',
    'mcad.ibm.com/v1beta1',
    { spec: { resources: { GenericItems: [{ replicas: 1, generictemplate: rayCluster }] } } },
    'RayCluster ray/inner in AppWrapper ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'Template',
    'template.openshift.io/v1',
    { objects: [rayCluster], parameters: [] },
    'RayCluster ray/inner in Template ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'ManifestWork',
    'work.open-cluster-management.io/v1',
    { spec: { workload: { manifests: [rayCluster] } } },
    'RayCluster ray/inner in ManifestWork ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'Object',
    'kubernetes.crossplane.io/v1alpha2',
    { spec: { forProvider: { manifest: rayCluster } } },
    'RayCluster ray/inner in Object ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'ResourceGraphDefinition',
    'kro.run/v1alpha1',
    { spec: { resources: [{ id: 'c', template: rayCluster }] } },
    'RayCluster ray/inner in ResourceGraphDefinition ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'List',
    'v1',
    { items: [{ apiVersion: 'v1', kind: 'List', items: [rayCluster] }] },
    'RayCluster ray/inner in List ray in List ray/a: spec.headGroupSpec.template.spec',
  ],
  ['ConfigMap', 'v1', { data: { 'cluster.yaml': asYaml } }, 'RayCluster inner in ConfigMap ray/a: spec.headGroupSpec.template.spec'],
  [
    'ConfigMap',
    'v1',
    { data: { 'cluster.json': JSON.stringify(rayCluster) } },
    'RayCluster inner in ConfigMap ray/a: spec.headGroupSpec.template.spec',
  ],
  [
    'ConfigMap',
    'v1',
    { data: { 'all.yaml': `# two\n---\nkind: Namespace\napiVersion: v1\n---\n${asYaml}` } },
    'RayCluster inner in ConfigMap ray/a: spec.headGroupSpec.template.spec',
  ],
  ['Secret', 'v1', { stringData: { 'cluster.yaml': asYaml } }, 'RayCluster inner in Secret ray/a: spec.headGroupSpec.template.spec'],
  [
    'Secret',
    'v1',
    { data: { 'cluster.yaml': Buffer.from(asYaml).toString('base64') } },
    'RayCluster inner in Secret ray/a: spec.headGroupSpec.template.spec',
  ],
];

test.each(CASES)('a %s of %s is looked at', (kind, apiVersion, rest, place) => {
  expect(seen(kind, apiVersion, rest)).toEqual([place.replace('List ray in', 'List ray/(without a name) in')]);
});

test.each<[string, string, object]>([
  [
    'CustomResourceDefinition',
    'apiextensions.k8s.io/v1',
    { spec: { versions: [{ schema: { properties: { headGroupSpec: { properties: {}, template: {} } } } }] } },
  ],
  ['Whatever', 'example.com/v1', { spec: { properties: { headGroupSpec: { type: 'object', properties: { template: {} } } } } }],
  [
    'ClusterPolicy',
    'kyverno.io/v1',
    { spec: { rules: [{ validate: { pattern: { spec: { containers: [{ image: '*', args: ['ray start --head'] }] } } } }] } },
  ],
  ['ValidatingAdmissionPolicy', 'admissionregistration.k8s.io/v1', { spec: { validations: [{ expression: 'ray start --head' }] } }],
  ['HorizontalPodAutoscaler', 'autoscaling/v2', { spec: { scaleTargetRef: { apiVersion: 'ray.io/v1', kind: 'RayCluster', name: 'a' } } }],
  ['PodMetrics', 'metrics.k8s.io/v1beta1', { containers: [{ name: 'ray', usage: { cpu: '1' } }] }],
  ['ConfigMap', 'v1', { data: { 'README.md': 'apiVersion: and kind: are fields of every object; run `ray start --head`' } }],
])('what a %s describes is no pod', (kind, apiVersion, rest) => {
  expect(seen(kind, apiVersion, rest)).toEqual([]);
});

test('what others wrote about an object is not read again', () => {
  const metadata = { name: 'a', annotations: { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(rayCluster) } };
  const manifest = new Manifest({ ...rayCluster, metadata, status: { rayClusterStatus: rayCluster } } as any);
  expect(audit([manifest], { now: NOW }, [grpcPortUnprotected]).findings).toHaveLength(1);
});

test('a suppression of the object that holds another counts for both', () => {
  const annotations = { 'cdk8s-ray-tls/suppress': 'grpc-port-unprotected: a test' };
  const wrapper = {
    apiVersion: 'workload.codeflare.dev/v1beta2',
    kind: 'AppWrapper',
    metadata: { name: 'a', annotations },
    spec: { components: [{ template: rayCluster }] },
  };
  const { findings, suppressed } = audit([new Manifest(wrapper as any)], { now: NOW }, [grpcPortUnprotected]);
  expect({ findings: findings.length, suppressed: suppressed.length }).toEqual({ findings: 0, suppressed: 1 });
});

test('a script in a ConfigMap that a Deployment runs starts a node', () => {
  const configMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'scripts', namespace: 'ray' },
    data: { 'head.sh': 'ray \\\n  start --head --port=7000', 'other.sh': 'true' },
  };
  const running = (command: string[], mount: object = { mountPath: '/scripts' }) => {
    const containers = [{ name: 'ray', image: 'a', command, volumeMounts: [{ name: 'scripts', ...mount }] }];
    const spec = { containers, volumes: [{ name: 'scripts', configMap: { name: 'scripts' } }] };
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'a', namespace: 'ray' },
      spec: { template: { spec } },
    };
    const { findings } = audit(
      [configMap, deployment].map((json) => new Manifest(json as any)),
      { now: NOW },
      [grpcPortUnprotected],
    );
    return findings.map(({ message }) => message);
  };
  const found = ['nothing protects 7000 (GCS) and 10001 (Ray Client) of the Deployment a'];
  expect(running(['/scripts/head.sh'])).toEqual(found);
  expect(running(['sh', '-c', 'cd /scripts && exec ./head.sh'])).toEqual(found);
  expect(running(['bash', '/start'], { mountPath: '/start', subPath: 'head.sh' })).toEqual(found);
  expect(running(['sh', '-c', 'for each in /scripts/*; do sh $each; done'])).toEqual(found);
  expect(running(['/scripts/other.sh'])).toEqual([]);
  expect(running(['python', 'app.py'])).toEqual([]);
});

test.each([
  ['ray --logging-level info start --head', true],
  ['/opt/venv/bin/ray start --head', true],
  ['exec ray   start --head', true],
  ['ray start-agent', false],
  ['x-ray started', false],
  ['ray job submit -- python start.py', false],
  ['ray status', false],
])('%j starts a node: %p', (command, starts) => {
  expect(seen('Pod', 'v1', template(command))).toHaveLength(starts ? 1 : 0);
});
