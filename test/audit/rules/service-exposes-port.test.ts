import { serviceExposesPort as rule } from '../../../lib/audit/rules/service-exposes-port';
import { complaints, networkPolicy, object, rayCluster } from './support';

const service = (spec: object) =>
  object('Service', 'front', {
    spec: { type: 'LoadBalancer', selector: { 'ray.io/cluster': 'training', 'ray.io/node-type': 'head' }, ...spec },
  });
const dashboard = service({ ports: [{ port: 80, targetPort: 8265 }] });
const HERE = 'Service ray/front: spec.type: this LoadBalancer leads to 8265 (dashboard and Jobs API) of the head, which nothing protects';

test('compliant: ClusterIP; a port with TLS; limited sources', () => {
  expect(complaints(rule, [rayCluster(), service({ type: 'ClusterIP', ports: [{ port: 8265 }] })])).toEqual([]);
  expect(complaints(rule, [rayCluster(), service({ ports: [{ port: 10001 }] })])).toEqual([]);
  expect(complaints(rule, [rayCluster(), service({ loadBalancerSourceRanges: ['192.0.2.0/24'], ports: [{ port: 8265 }] })])).toEqual([]);
});

test('non-compliant: a LoadBalancer or NodePort before the dashboard', () => {
  expect(complaints(rule, [rayCluster(), dashboard])).toEqual([HERE]);
  expect(complaints(rule, [rayCluster(), service({ type: 'NodePort', ports: [{ port: 8265 }] })])).toEqual([
    HERE.replace('LoadBalancer', 'NodePort'),
  ]);
});

test('the target may be the name of a port', () => {
  const cluster = rayCluster((spec) => {
    spec.headGroupSpec.template.spec.containers[0].ports = [{ name: 'web', containerPort: 8265 }];
  });
  expect(complaints(rule, [cluster, service({ ports: [{ port: 80, targetPort: 'web' }] })])).toEqual([HERE]);
});

test('compliant: another cluster, another namespace, or a port that a network policy closes', () => {
  const other = service({ selector: { 'ray.io/cluster': 'other' }, ports: [{ port: 8265 }] });
  expect(complaints(rule, [rayCluster(), other])).toEqual([]);
  expect(complaints(rule, [{ ...rayCluster(), metadata: { name: 'training', namespace: 'elsewhere' } }, dashboard])).toEqual([]);
  expect(complaints(rule, [rayCluster(), dashboard, networkPolicy({})])).toEqual([]);
});

test("non-compliant: the head's own Service, by serviceType or headService", () => {
  const byType = rayCluster((spec) => {
    spec.headGroupSpec.serviceType = 'NodePort';
  });
  expect(complaints(rule, [byType])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.serviceType: this NodePort leads to 8265 (dashboard and Jobs API) of the head, which nothing protects',
  ]);
  const byTemplate = rayCluster((spec) => {
    spec.headGroupSpec.headService = { spec: { type: 'LoadBalancer' } };
  });
  expect(complaints(rule, [byTemplate])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.headService.spec.type: this LoadBalancer leads to 8265 (dashboard and Jobs API) of the head, which nothing protects',
  ]);
});

test("compliant: the head's own Service where the Ray container declares other ports", () => {
  const cluster = rayCluster((spec) => {
    spec.headGroupSpec.serviceType = 'LoadBalancer';
    spec.headGroupSpec.template.spec.containers[0].ports = [{ name: 'serve', containerPort: 8000 }];
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('non-compliant: several ports, each named', () => {
  const both = service({ ports: [{ port: 80, targetPort: 8265 }, { port: 52365 }] });
  expect(complaints(rule, [rayCluster(), both])).toEqual([
    'Service ray/front: spec.type: this LoadBalancer leads to 8265 (dashboard and Jobs API) and 52365 (agent (HTTP)) of the head, which nothing protects',
  ]);
});

test('compliant: the Service of the head with ranges of sources', () => {
  const withService = (spec: object) =>
    rayCluster((cluster) => Object.assign(cluster.headGroupSpec, { headService: { spec: { type: 'LoadBalancer', ...spec } } }));
  expect(complaints(rule, [withService({})])).toHaveLength(1);
  expect(complaints(rule, [withService({ loadBalancerSourceRanges: ['192.0.2.0/24'] })])).toEqual([]);
});

describe('from where it takes requests', () => {
  const balanced = (spec: object, annotations: object = {}) => {
    const front = service({ ports: [{ port: 8265 }], ...spec });
    return complaints(rule, [rayCluster(), { ...front, metadata: { ...front.metadata, annotations } }]);
  };
  const RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

  test.each([[['0.0.0.0/0']], [[]], [['0.0.0.0/1', '128.0.0.0/1']], [['::/0']], [['192.0.2.0/24', '0.0.0.0/0']]])(
    'non-compliant: %j',
    (loadBalancerSourceRanges) => {
      expect(balanced({ loadBalancerSourceRanges })).toHaveLength(1);
    },
  );

  test('an annotation counts as the field does', () => {
    expect(balanced({}, { [RANGES]: '192.0.2.0/24, 198.51.100.0/24' })).toEqual([]);
    expect(balanced({}, { [RANGES]: '0.0.0.0/0' })).toHaveLength(1);
  });

  test('ranges are nothing to a NodePort', () => {
    expect(balanced({ type: 'NodePort', loadBalancerSourceRanges: ['192.0.2.0/24'] })).toHaveLength(1);
  });
});

test('non-compliant: external addresses of a Service of any type', () => {
  const external = service({ type: 'ClusterIP', externalIPs: ['192.0.2.7'], ports: [{ port: 8265 }] });
  expect(complaints(rule, [rayCluster(), external])).toEqual([
    'Service ray/front: spec.externalIPs: this Service with external addresses leads to 8265 (dashboard and Jobs API) of the head, which nothing protects',
  ]);
  const own = rayCluster((spec) => Object.assign(spec.headGroupSpec, { headService: { spec: { externalIPs: ['192.0.2.7'] } } }));
  expect(complaints(rule, [own]).map((line) => line.split(': ')[1])).toEqual(['spec.headGroupSpec.headService.spec.externalIPs']);
});

test('non-compliant: a Service that Tailscale publishes', () => {
  const front = service({ type: 'ClusterIP', ports: [{ port: 8265 }] });
  const published = { ...front, metadata: { ...front.metadata, annotations: { 'tailscale.com/funnel': 'true' } } };
  expect(complaints(rule, [rayCluster(), published])).toHaveLength(1);
});

test('non-compliant: a host port; compliant: one on the loopback interface, or to a port that is closed', () => {
  const withPorts = (...ports: object[]) =>
    complaints(rule, [rayCluster((spec) => Object.assign(spec.headGroupSpec.template.spec.containers[0], { ports }))]);
  expect(withPorts({ containerPort: 8265, hostPort: 8265 })).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].ports[0].hostPort: this host port leads to 8265 (dashboard and Jobs API) of the head, which nothing protects',
  ]);
  expect(withPorts({ containerPort: 8000 }, { containerPort: 52365, hostPort: 80 })).toHaveLength(1);
  expect(withPorts({ containerPort: 8265, hostPort: 8265, hostIP: '127.0.0.1' })).toEqual([]);
  expect(withPorts({ containerPort: 6379, hostPort: 6379 })).toEqual([]);
  expect(withPorts({ containerPort: 8265 })).toEqual([]);
});

test("non-compliant: a port that the head's Service has beside KubeRay's own", () => {
  const spec = { type: 'LoadBalancer', ports: [{ name: 'agent', port: 80, targetPort: 52365 }] };
  const cluster = rayCluster((each) => {
    each.headGroupSpec.headService = { spec };
    each.headGroupSpec.template.spec.containers[0].ports = [{ name: 'serve', containerPort: 8000 }];
  });
  expect(complaints(rule, [cluster]).join()).toContain('52365 (agent (HTTP))');
});

test('non-compliant: a Service without a namespace, which may be applied to that of the cluster', () => {
  const nowhere = { ...dashboard, metadata: { name: 'front' } };
  expect(complaints(rule, [rayCluster(), nowhere])).toHaveLength(1);
});

test("the annotations of the head's Service limit its load balancer", () => {
  const limited = (ranges: string) =>
    complaints(rule, [
      rayCluster((spec) => {
        spec.headServiceAnnotations = { 'service.beta.kubernetes.io/load-balancer-source-ranges': ranges };
        spec.headGroupSpec.serviceType = 'LoadBalancer';
      }),
    ]);
  expect(limited('192.0.2.0/24')).toEqual([]);
  expect(limited('0.0.0.0/0')).toHaveLength(1);
});
