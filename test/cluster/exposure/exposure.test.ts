import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type RayPortExposure, RayPortGuard, RayPortPurpose, type RayTlsCluster } from '../../../lib';
import type { PortProtection } from '../../../lib/cluster/exposure/exposure';
import { testCluster } from '../../support/synth';

const { MUTUAL_TLS, TLS, TOKEN, RBAC_PROXY, NETWORK_POLICY } = RayPortGuard;
const EVERY_POD = ['every pod'];

const group = (ports: RayPortExposure[], groupName: string) => ports.filter((port) => port.groupName === groupName);
const at = (cluster: RayTlsCluster, port: string, groupName = 'headgroup') =>
  group(cluster.exposure(), groupName).find((p) => p.port === port);
const rows = (ports: RayPortExposure[]) => ports.map(({ port, purpose, guards }) => [port, purpose, ...guards]);

describe('a cluster by itself', () => {
  const ports = testCluster({ workerGroups: [{ groupName: 'cpu' }] }).exposure();

  test("guards the head's gRPC ports by mutual TLS, and its HTTP ports by nothing", () => {
    expect(rows(group(ports, 'headgroup'))).toEqual([
      ['6379', 'GCS', 'mutual TLS'],
      ['10001', 'Ray Client', 'mutual TLS'],
      ['23000-24000', 'raylet, objects, workers, sessions', 'mutual TLS'],
      ['8265', 'dashboard and Jobs API'],
      ['44227', 'metrics'],
      ['44217', 'metrics'],
      ['52365', 'agent (HTTP)'],
      ['8080', 'metrics'],
      ['random', 'runtime environment agent (HTTP)'],
      ['random', 'raylet, objects, workers, sessions', 'mutual TLS'],
      ['10002-19999', 'raylet, objects, workers, sessions', 'mutual TLS'],
      ['8000', 'Ray Serve'],
    ]);
  });
  test('guards those of its workers alike', () => {
    expect(rows(group(ports, 'cpu'))).toEqual([
      ['52365', 'agent (HTTP)'],
      ['8080', 'metrics'],
      ['random', 'runtime environment agent (HTTP)'],
      ['random', 'raylet, objects, workers, sessions', 'mutual TLS'],
      ['10002-19999', 'raylet, objects, workers, sessions', 'mutual TLS'],
    ]);
  });
  test('is reached by every pod', () => {
    for (const { reachableFrom } of ports) expect(reachableFrom).toEqual(EVERY_POD);
  });
  test('tells what a pod does, also of a worker group that is called head', () => {
    const misnamed = testCluster({ workerGroups: [{ groupName: 'head' }] }).exposure();
    expect(group(misnamed, 'head').map(({ role }) => role)).toEqual(Array(5).fill('worker'));
  });
});

describe('the parameters of ray start', () => {
  const started = (params: Record<string, string>) => testCluster({ head: { rayStartParams: params } });

  test.each([
    ['port', 'GCS'],
    ['ray-client-server-port', 'Ray Client'],
    ['dashboard-port', 'dashboard and Jobs API'],
    ['dashboard-agent-listen-port', 'agent (HTTP)'],
    ['metrics-export-port', 'metrics'],
    ['runtime-env-agent-port', 'runtime environment agent (HTTP)'],
    ['node-manager-port', 'raylet, objects, workers, sessions'],
    ['object-manager-port', 'raylet, objects, workers, sessions'],
    ['dashboard-agent-grpc-port', 'raylet, objects, workers, sessions'],
  ])('move a port: %s', (name, purpose) => {
    expect(at(started({ [name]: '7777' }), '7777')?.purpose).toBe(purpose);
  });
  test('move the ports of workers, by range or by list', () => {
    expect(at(started({ 'min-worker-port': '20000', 'max-worker-port': '20100' }), '20000-20100')).toBeDefined();
    expect(at(started({ 'worker-port-list': '20001,20007' }), '20001,20007')).toBeDefined();
  });
  test.each(['127.0.0.1', 'localhost', '::1'])('take the dashboard off the pod network: %s', (host) => {
    expect(at(started({ 'dashboard-host': host }), '8265')?.reachableFrom).toEqual(['the pod itself']);
  });
  test('leave the dashboard there by any other host', () => {
    expect(at(started({ 'dashboard-host': '0.0.0.0' }), '8265')?.reachableFrom).toEqual(EVERY_POD);
  });
  test('turn the dashboard off, and its metrics with it', () => {
    const without = started({ 'include-dashboard': 'false' });
    expect(at(without, '8265')).toBeUndefined();
    expect(at(without, '44227')).toBeUndefined();
    expect(at(without, '44217')).toBeDefined();
  });
});

describe('ports that containers declare', () => {
  const declaring = (...containers: object[]) => testCluster({ head: { template: { spec: { containers } } } });
  const ray = (...ports: object[]) => ({ name: 'ray-head', ports });

  test("are listed: Serve's by KubeRay's names for it, others as what they are", () => {
    const cluster = declaring(
      ray({ name: 'serve', containerPort: 8001 }, { name: 'serve-grpc', containerPort: 9000 }, { containerPort: 9100 }),
    );
    expect(at(cluster, '8001')?.purpose).toBe(RayPortPurpose.SERVE);
    expect(at(cluster, '9000')?.purpose).toBe(RayPortPurpose.SERVE);
    expect(at(cluster, '9100')).toMatchObject({ purpose: RayPortPurpose.DECLARED, guards: [], reachableFrom: EVERY_POD });
  });
  test('keep 8000 out, which KubeRay adds where a head declares none', () => {
    expect(at(declaring(ray({ name: 'client', containerPort: 10001 })), '8000')).toBeUndefined();
  });
  test('are listed once, with what Ray has there', () => {
    const ports = declaring(ray({ name: 'client', containerPort: 10001 }), {
      name: 'x',
      image: 'x',
      ports: [{ containerPort: 8080 }],
    }).exposure();
    expect(ports.filter(({ port }) => port === '10001').map(({ purpose }) => purpose)).toEqual([RayPortPurpose.CLIENT]);
    expect(ports.filter(({ port }) => port === '8080').map(({ purpose }) => purpose)).toEqual([RayPortPurpose.METRICS]);
  });
  test("are listed of sidecars too, and of a worker group's", () => {
    const template = { spec: { containers: [{ name: 'ray-worker' }, { name: 'ssh', image: 'ssh', ports: [{ containerPort: 22 }] }] } };
    const cluster = testCluster({ workerGroups: [{ groupName: 'cpu', template }] });
    expect(at(cluster, '22', 'cpu')?.purpose).toBe(RayPortPurpose.DECLARED);
    expect(at(cluster, '22')).toBeUndefined();
  });
});

describe('what is attached to a cluster', () => {
  const token: PortProtection = { guards: ({ purpose }) => (purpose === RayPortPurpose.METRICS ? [] : [TOKEN]) };
  const proxy = ({ head }: RayTlsCluster): PortProtection => ({
    opens: [{ role: head.role, groupName: head.groupName, port: '8443', purpose: RayPortPurpose.PROXY, guards: [TLS, RBAC_PROXY] }],
    guards: () => [],
  });
  const walls: PortProtection = { guards: () => [NETWORK_POLICY], reachableFrom: () => ['pods of this cluster'] };

  test('guards ports beside what guards them already', () => {
    const cluster = testCluster();
    cluster._protects(token);
    expect(at(cluster, '6379')?.guards).toEqual([MUTUAL_TLS, TOKEN]);
    expect(at(cluster, '8265')?.guards).toEqual([TOKEN]);
    expect(at(cluster, '8080')?.guards).toEqual([]);
  });
  test('opens ports, once, where its container declares them too', () => {
    const cluster = testCluster();
    cluster._protects(proxy(cluster));
    cluster.head.addContainer({ name: 'proxy', image: 'proxy', ports: [{ containerPort: 8443 }] });
    expect(cluster.exposure().filter(({ port }) => port === '8443')).toEqual([
      {
        role: 'head',
        groupName: 'headgroup',
        port: '8443',
        purpose: 'kube-rbac-proxy',
        guards: [TLS, RBAC_PROXY],
        reachableFrom: EVERY_POD,
      },
    ]);
  });
  test.each(['first', 'last'])('narrows the reach of ports that others open, attached %s', (order) => {
    const cluster = testCluster();
    const concerns = [walls, proxy(cluster)];
    for (const concern of order === 'first' ? concerns : concerns.reverse()) cluster._protects(concern);
    expect(at(cluster, '8443')).toMatchObject({ guards: [TLS, RBAC_PROXY, NETWORK_POLICY], reachableFrom: ['pods of this cluster'] });
  });
  test('never widens the reach of what listens in its pod alone', () => {
    const cluster = testCluster({ head: { rayStartParams: { 'dashboard-host': '127.0.0.1' } } });
    cluster._protects(walls);
    expect(at(cluster, '8265')?.reachableFrom).toEqual(['the pod itself']);
  });
  test('counts once if it is attached twice', () => {
    const cluster = testCluster();
    cluster._protects(walls);
    cluster._protects(walls);
    expect(at(cluster, '6379')).toMatchObject({ guards: [MUTUAL_TLS, NETWORK_POLICY], reachableFrom: ['pods of this cluster'] });
  });
});

test('the table has a line a port, and says of a bare one that nothing protects it', () => {
  const lines = testCluster({ workerGroups: [{ groupName: 'cpu' }] })
    .exposureTable()
    .split('\n');
  expect(lines.slice(0, 3)).toEqual([
    '| Pod | Port | What listens | Protected by | Reachable from |',
    '| --- | --- | --- | --- | --- |',
    '| head | 6379 | GCS | mutual TLS | every pod |',
  ]);
  expect(lines).toContain('| head | 8265 | dashboard and Jobs API | **nothing** | every pod |');
  expect(lines).toContain('| worker group cpu | 52365 | agent (HTTP) | **nothing** | every pod |');
  expect(lines).toHaveLength(2 + 17 + 1);
});

test('the table in docs/network.md is the one of a cluster', () => {
  const documented = readFileSync(join(__dirname, '../../../docs/network.md'), 'utf8');
  expect(documented).toContain(testCluster().exposureTable());
});
