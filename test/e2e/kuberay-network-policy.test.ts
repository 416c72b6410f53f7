import { RayTls, RayTlsCa, RayTlsCluster } from 'cdk8s-ray-tls';
import { built, SMALL } from './support/built';
import { type Place, Sandbox } from './support/sandbox';

/**
 * KubeRay's own network policy (1.7, feature gate RayClusterNetworkPolicy) around a secured cluster: what synth lets through comes up behind it. An older
 * KubeRay does not know the field, and the API server says so.
 */
const sandbox = new Sandbox();
const rule = (title: string, body: () => Promise<void>) => test(title, sandbox.explained(body), 600_000);

const DNS = {
  to: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } } }],
  ports: [
    { protocol: 'UDP', port: 53 },
    { protocol: 'TCP', port: 53 },
  ],
};
const API_SERVER = {
  ports: [
    { protocol: 'TCP', port: 443 },
    { protocol: 'TCP', port: 6443 },
  ],
};

function manifests(networkPolicy: object): string {
  return built(sandbox.namespace, (chart) => {
    new RayTlsCluster(chart, 'cluster', {
      metadata: { name: 'walled' },
      tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
      kubeRayVersion: '1.7',
      baseSpec: { networkPolicy },
      autoscaling: {},
      head: SMALL.head,
      workerGroups: [{ ...SMALL.worker, minReplicas: 1 }],
    });
  });
}

const OPEN = { mode: 'DenyAll', head: { egressRules: [DNS, API_SERVER] }, worker: { egressRules: [DNS] } };

afterAll(() => sandbox.delete(), 240_000);

test('is refused where it would shut the autoscaler off from the API server, or a worker off from the name server', () => {
  expect(() => manifests({ ...OPEN, head: { egressRules: [DNS] } })).toThrow(/shuts the head off from the API server/);
  expect(() => manifests({ ...OPEN, worker: {} })).toThrow(/shuts the workers of 'cpu' off from the name server/);
});

rule('comes up behind what synth lets through, and nobody else reaches it', async () => {
  await sandbox.create();
  const { spec } = await sandbox.get('crd', 'rayclusters.ray.io');
  const known = JSON.stringify(spec.versions).includes('"networkPolicy"');
  if (!known) {
    await expect(sandbox.apply(manifests(OPEN), '--validate=strict')).rejects.toThrow(/unknown field "spec\.networkPolicy"/);
    return;
  }
  await sandbox.apply(manifests(OPEN));
  const [head] = await sandbox.readyPods('ray.io/node-type=head', 1);
  const [worker] = await sandbox.readyPods('ray.io/node-type=worker', 1);
  const place: Place = { pod: worker.metadata.name, container: 'ray-worker', seconds: 90 };
  await sandbox.exec(place, 'ray', 'health-check', '--address', 'walled-head-svc:6379');
  const stranger = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'stranger' } };
  const container = { name: 'client', image: 'rayproject/ray:2.58.0', command: ['sleep', 'infinity'] };
  await sandbox.apply(JSON.stringify({ ...stranger, spec: { terminationGracePeriodSeconds: 0, containers: [container] } }));
  await sandbox.kubectl(['wait', '--for=condition=Ready', 'pod/stranger', '--timeout=120s'], { seconds: 130 });
  const knock = `import socket; socket.create_connection(('${head.status.podIP}', 8265), timeout=5)`;
  const knocked = await sandbox.tryExec({ pod: 'stranger', container: 'client', seconds: 60 }, 'python', '-c', knock);
  expect(knocked).toMatchObject({ status: 1, stderr: expect.stringContaining('timed out') });
});
