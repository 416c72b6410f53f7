import { RayKind } from '../../../lib/cluster/ray-kind';
import type { RayTlsClusterProps } from '../../../lib/cluster/ray-tls-cluster';
import { RayClusterDraft } from '../../../lib/cluster/spec/draft';
import { only, testCluster } from '../../support/synth';

function containers(props: Partial<RayTlsClusterProps> = {}): any[] {
  const { headGroupSpec, workerGroupSpecs } = only('RayCluster', testCluster({ workerGroups: [{ groupName: 'cpu' }], ...props })).spec;
  return [headGroupSpec, ...workerGroupSpecs].map(({ template }) => template.spec.containers[0]);
}

const [HEAD, WORKER] = [0, 1];

test.each([HEAD, WORKER])('a pod is Ready as soon as Ray is: asked every second at first, without a delay (pod %d)', (pod) => {
  const { startupProbe, readinessProbe } = containers()[pod];
  expect(startupProbe).toMatchObject({ periodSeconds: 1, httpGet: { path: '/api/healthz', port: 52365 } });
  expect(readinessProbe.httpGet).toEqual(startupProbe.httpGet);
  for (const probe of [startupProbe, readinessProbe]) expect(probe).not.toHaveProperty('initialDelaySeconds');
});

test('Ray has as long to start as KubeRay would give it', () => {
  const { periodSeconds, failureThreshold } = containers()[WORKER].startupProbe;
  expect(periodSeconds * failureThreshold).toBe(30 + 120 * 5);
});

test('liveness is left to KubeRay', () => {
  for (const container of containers()) expect(container).not.toHaveProperty('livenessProbe');
});

describe('Ray older than 2.53, whose agent answers for the raylet alone', () => {
  const [head, worker] = containers({ rayVersion: '2.52.1' });

  test('is asked for the raylet', () => {
    for (const { startupProbe } of [head, worker]) expect(startupProbe.httpGet.path).toBe('/api/local_raylet_healthz');
    expect(worker.readinessProbe.httpGet.path).toBe('/api/local_raylet_healthz');
  });
  test('has the readiness of its head left to KubeRay, which asks for the GCS too', () =>
    expect(head).not.toHaveProperty('readinessProbe'));
});

test('the port is the one that the agent listens on', () => {
  const group = { groupName: 'cpu', rayStartParams: { 'dashboard-agent-listen-port': '7777' } };
  const [head, worker] = containers({ workerGroups: [group] });
  expect(worker.startupProbe.httpGet.port).toBe(7777);
  expect(head.startupProbe.httpGet.port).toBe(52365);
});

test.each(['startupProbe', 'readinessProbe', 'livenessProbe'])("a container's own %s wins, and it gets no other", (name) => {
  const own = { tcpSocket: { port: 6379 } };
  const template = { spec: { containers: [{ name: 'ray', [name]: own }] } };
  const [, worker] = containers({ workerGroups: [{ groupName: 'cpu', template }] });
  const probes = Object.entries(worker).filter(([field]) => field.endsWith('Probe'));
  expect(probes).toEqual([[name, own]]);
});

test('the readiness of a worker that serves is left to KubeRay, which asks whether it does', () => {
  const draft = new RayClusterDraft('path', { workerGroups: [{ groupName: 'cpu' }] }, RayKind.RAY_SERVICE);
  const container = (pod: { toJson(): any }) => pod.toJson().spec.containers[0];
  expect(container(draft.workerGroups[0])).toHaveProperty('startupProbe');
  expect(container(draft.workerGroups[0])).not.toHaveProperty('readinessProbe');
  expect(container(draft.head)).toHaveProperty('readinessProbe');
});
