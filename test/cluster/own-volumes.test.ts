import { ApiObject, type Chart, Testing } from 'cdk8s';
import { KubeRbacProxyAuth, RayNetworkPolicy, RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps, RayTlsWorkload } from '../../lib';
import { testChart } from '../support/synth';

type Json = { [field: string]: any };

const CA_SECRET = 'ca-tls';
const SIDECAR = { name: 'notebook', image: 'jupyter/base-notebook:2026-01-05' };

function tlsOf(chart: Chart): RayTls {
  return RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', CA_SECRET));
}

function clusterWith(props: Partial<RayTlsClusterProps>, chart = testChart()): RayTlsCluster {
  return new RayTlsCluster(chart, 'cluster', { tls: tlsOf(chart), ...props });
}

function withHead(spec: Json): RayTlsCluster {
  return clusterWith({ head: { template: { spec: { containers: [{ name: 'ray-head' }], ...spec } } } });
}

function synth(cluster: RayTlsCluster): any[] {
  return Testing.synth(cluster.node.scope as Chart);
}

const sidecar = (more: Json) => ({ containers: [{ name: 'ray-head' }, { ...SIDECAR, ...more }] });
const init = (more: Json) => ({ initContainers: [{ name: 'prepare', image: 'busybox:1.37', ...more }] });
const mounts = (...names: string[]) => ({ volumeMounts: names.map((name) => ({ name, mountPath: `/x/${name}` })) });

describe("no container of the caller's mounts what this library has made", () => {
  test.each([
    ['a sidecar, the leaf', sidecar(mounts('ray-tls')), "container 'notebook' of head.template: volumeMounts: ray-tls"],
    ['a sidecar, one file of it', sidecar({ volumeMounts: [{ name: 'ray-tls', mountPath: '/k', subPath: 'tls.key' }] }), 'ray-tls'],
    ['a sidecar, the CA', sidecar(mounts('ray-tls-ca')), "container 'notebook' of head.template: volumeMounts: ray-tls-ca"],
    ['a sidecar, the scripts', sidecar(mounts('ray-tls-scripts')), 'ray-tls-scripts'],
    ['an init container, the leaf', init(mounts('ray-tls')), "container 'prepare' of head.template: volumeMounts: ray-tls"],
    ['the Ray container, the CA', { containers: [{ name: 'ray-head', ...mounts('ray-tls-ca') }] }, 'volumeMounts: ray-tls-ca'],
    [
      'the Ray container, the leaf once more and writable',
      { containers: [{ name: 'ray-head', ...mounts('ray-tls') }] },
      "container 'ray-head' of head.template: volumeMounts: ray-tls",
    ],
  ])('%s', (_, spec, message) => {
    const cluster = withHead(spec);
    expect(() => synth(cluster)).toThrow(message);
    expect(() => synth(cluster)).toThrow('the volume belongs to RayTls.signedBy');
  });

  test('nor by addVolumeMount, addContainer and addInitContainer', () => {
    const [mounting, container, initContainer] = [withHead({}), withHead({}), withHead({})];
    mounting.head.addVolumeMount({ name: 'ray-tls-ca', mountPath: '/ca' });
    container.head.addContainer({ ...SIDECAR, ...mounts('ray-tls') });
    initContainer.head.addInitContainer({ name: 'prepare', image: 'busybox:1.37', ...mounts('ray-tls') });
    for (const cluster of [mounting, container, initContainer]) expect(() => synth(cluster)).toThrow('the volume belongs to');
  });

  test('nor the autoscaler, in whose options the mount stands', () => {
    const cluster = clusterWith({ autoscaling: { options: mounts('ray-tls-ca') } });
    expect(() => synth(cluster)).toThrow('autoscalerOptions: volumeMounts: ray-tls-ca');
  });

  test("nor the token of the autoscaler, by Ray's container", () => {
    const cluster = clusterWith({
      autoscaling: {},
      head: { template: { spec: { containers: [{ name: 'ray-head', ...mounts('ray-autoscaler-token') }] } } },
    });
    expect(() => synth(cluster)).toThrow("the volume belongs to RayTlsCluster's autoscaling");
  });

  test('nor a sidecar of another workload', () => {
    const chart = testChart();
    const workload = new ApiObject(chart, 'app', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'app' },
      spec: {
        template: {
          spec: {
            containers: [
              { name: 'client', image: 'rayproject/ray:2.58.0' },
              { ...SIDECAR, ...mounts('ray-tls') },
            ],
          },
        },
      },
    });
    new RayTlsWorkload(chart, 'identity', { workload, tls: tlsOf(chart) });
    expect(() => Testing.synth(chart)).toThrow("container 'notebook' of Deployment 'app': volumeMounts: ray-tls");
  });

  test('shareIdentityWith is how a container gets the certificate', () => {
    const cluster = withHead(sidecar({ image: 'rayproject/ray:2.58.0' }));
    cluster.head.shareIdentityWith('notebook');
    expect(synth(cluster).at(-1).kind).toBe('RayCluster');
  });

  test("volumes of the caller's own stay the caller's", () => {
    const cluster = withHead({ ...sidecar(mounts('data')), volumes: [{ name: 'data', emptyDir: {} }] });
    expect(synth(cluster).at(-1).kind).toBe('RayCluster');
  });
});

describe("nothing of the caller's shows the key of the CA under another name", () => {
  const volume = (source: Json) => ({ ...sidecar(mounts('mine')), volumes: [{ name: 'mine', ...source }] });
  test.each([
    ['a volume', volume({ secret: { secretName: CA_SECRET } })],
    ['a volume with the key', volume({ secret: { secretName: CA_SECRET, items: [{ key: 'ca.key', path: 'x' }] } })],
    ['a projected volume', volume({ projected: { sources: [{ secret: { name: CA_SECRET } }] } })],
    ['a variable', sidecar({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: CA_SECRET, key: 'ca.key' } } }] })],
    ['all keys as variables', sidecar({ envFrom: [{ secretRef: { name: CA_SECRET } }] })],
    ['variables of an init container', init({ envFrom: [{ secretRef: { name: CA_SECRET } }] })],
  ])('%s', (_, spec) => {
    const cluster = withHead(spec);
    expect(() => synth(cluster)).toThrow(
      `the Secret '${CA_SECRET}' has a private key that RayTls.signedBy shows to its own containers alone`,
    );
  });

  test.each([
    ['its certificate', volume({ secret: { secretName: CA_SECRET, items: [{ key: 'ca.crt', path: 'ca.crt' }] } })],
    ['its certificate as a variable', sidecar({ env: [{ name: 'CA', valueFrom: { secretKeyRef: { name: CA_SECRET, key: 'ca.crt' } } }] })],
    ['another Secret', volume({ secret: { secretName: 'other' } })],
  ])('%s is let through', (_, spec) => {
    const cluster = withHead(spec);
    expect(synth(cluster).at(-1).kind).toBe('RayCluster');
  });
});

describe('no process of Ray sees those that hold a token or key', () => {
  test.each(['shareProcessNamespace', 'hostPID'])('%s', (field) => {
    const autoscaled = clusterWith({ autoscaling: {}, head: { template: { spec: { [field]: true } } } });
    expect(() => synth(autoscaled)).toThrow(`head.template.spec.${field} is true`);
    expect(() => synth(autoscaled)).toThrow("'autoscaler' alone may hold");
    const guarded = clusterWith({ head: { template: { spec: { [field]: true } } } });
    new KubeRbacProxyAuth(guarded, 'auth', { cluster: guarded });
    expect(() => synth(guarded)).toThrow("'kube-rbac-proxy' alone may hold");
  });

  test('a pod without such containers may share', () => {
    const cluster = clusterWith({ head: { template: { spec: { shareProcessNamespace: true } } } });
    expect(synth(cluster).at(-1).kind).toBe('RayCluster');
  });
});

describe('what protects by the network of the pod refuses that of the node', () => {
  const onNode = { template: { spec: { hostNetwork: true } } };

  test('a network policy, for head and workers', () => {
    const head = clusterWith({ head: onNode });
    const worker = clusterWith({ workerGroups: [{ groupName: 'cpu', ...onNode }] });
    expect(() => new RayNetworkPolicy(head, 'policy', { cluster: head })).toThrow("hostNetwork of the pods of 'headgroup' is true");
    expect(() => new RayNetworkPolicy(worker, 'policy', { cluster: worker })).toThrow("hostNetwork of the pods of 'cpu' is true");
  });

  test('a proxy, for the head alone', () => {
    const head = clusterWith({ head: onNode });
    const worker = clusterWith({ workerGroups: [{ groupName: 'cpu', ...onNode }] });
    expect(() => new KubeRbacProxyAuth(head, 'auth', { cluster: head })).toThrow("hostNetwork of the pods of 'headgroup' is true");
    expect(() => new KubeRbacProxyAuth(worker, 'auth', { cluster: worker })).not.toThrow();
  });

  test('the table of ports says who reaches the loopback interface of the node', () => {
    const cluster = clusterWith({ head: { ...onNode, rayStartParams: { 'dashboard-host': '127.0.0.1' } } });
    const dashboard = cluster.exposure().find(({ port }) => port === '8265');
    expect(dashboard?.reachableFrom).toEqual(['pods in the network of its node']);
  });
});

describe('a manifest with TLS of its own', () => {
  const certificates = { name: 'ray-tls', mountPath: '/etc/ray/tls' };
  const env = [
    { name: 'RAY_USE_TLS', value: '1' },
    { name: 'RAY_TLS_SERVER_CERT', value: '/etc/ray/tls/tls.crt' },
    { name: 'RAY_TLS_CA_CERT', value: '/etc/ca/tls/ca.crt' },
  ];
  const template = {
    spec: {
      initContainers: [
        { name: 'make', image: 'x', volumeMounts: [certificates, { name: 'gen', mountPath: '/gen' }] },
        { name: 'other', image: 'x', volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      ],
      containers: [
        {
          name: 'ray',
          image: 'rayproject/ray:2.58.0',
          env,
          volumeMounts: [certificates, { name: 'ca', mountPath: '/etc/ca/tls' }, { name: 'data', mountPath: '/data' }],
        },
      ],
      volumes: ['ray-tls', 'ca', 'gen', 'data'].map((name) => ({ name, emptyDir: {} })),
    },
  };

  test('is refused once, with all that has to go, and nothing else', () => {
    const baseSpec = { headGroupSpec: { template }, workerGroupSpecs: [{ groupName: 'cpu', template }] };
    const items =
      "env RAY_USE_TLS, RAY_TLS_SERVER_CERT, RAY_TLS_CA_CERT, init containers 'make', volumes 'ray-tls', 'ca', 'gen' with their mounts";
    expect(() => clusterWith({ baseSpec })).toThrow(
      `Fix: remove from baseSpec.headGroupSpec.template.spec: ${items}; from baseSpec.workerGroupSpecs[0].template.spec: ${items}.`,
    );
  });

  test('mended one by one, it never ends with the old certificates in charge', () => {
    const [ray] = template.spec.containers;
    const mended = {
      spec: {
        ...template.spec,
        volumes: template.spec.volumes.slice(1),
        containers: [{ ...ray, env: [], volumeMounts: ray.volumeMounts.slice(1) }],
      },
    };
    const cluster = clusterWith({ baseSpec: { headGroupSpec: { template: mended } } });
    expect(() => synth(cluster)).toThrow("container 'make' of baseSpec.headGroupSpec.template: volumeMounts: ray-tls");
  });
});
