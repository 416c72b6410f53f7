import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { headContainer, NOW, object, rayCluster, rayJob } from '../rules/support';

/** From where a port of the head is reached. */
function reach(port: string, policies: readonly any[], cluster = rayCluster()): readonly string[] {
  const {
    sets: [set],
  } = audit(
    [cluster, ...policies].map((json) => new Manifest(json)),
    { now: NOW },
  );
  return set.exposure.find((exposed) => exposed.pod.role === 'head' && exposed.port === port)!.reachableFrom;
}

const policy = (spec: object, name = 'policy') =>
  object('NetworkPolicy', name, { spec: { podSelector: {}, ...spec } }, 'networking.k8s.io/v1');
const from = (...peers: object[]) => policy({ ingress: [{ from: peers }] });
const web = { podSelector: { matchLabels: { app: 'web' } } };

test('without a policy every pod gets through, and with one that allows nothing nobody does', () => {
  expect(reach('8265', [])).toEqual(['every pod']);
  expect(reach('8265', [policy({})])).toEqual(['nobody']);
});

test('a policy for egress alone narrows nothing', () => {
  expect(reach('8265', [policy({ policyTypes: ['Egress'] })])).toEqual(['every pod']);
  expect(reach('8265', [policy({ policyTypes: ['Egress', 'Ingress'] })])).toEqual(['nobody']);
});

test.each([
  [web, 'pods app=web of its namespace'],
  [{ ...web, namespaceSelector: { matchLabels: { team: 'ml' } } }, 'pods app=web of namespaces team=ml'],
  [{ ...web, namespaceSelector: {} }, 'pods app=web of namespaces of every label'],
  [{ namespaceSelector: { matchLabels: { team: 'ml' } } }, 'every pod of namespaces team=ml'],
  [{ podSelector: {} }, 'every pod of its namespace'],
  [{ namespaceSelector: {} }, 'every pod'],
  [{ ipBlock: { cidr: '10.0.0.0/8' } }, 'addresses 10.0.0.0/8'],
  [{ ipBlock: { cidr: '0.0.0.0/0' } }, 'every pod'],
  [{ ipBlock: { cidr: '::/0' } }, 'every pod'],
  [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['a', 'b'] }] } }, 'pods app In a|b of its namespace'],
])('a peer is told in words: %j', (peer, words) => {
  expect(reach('8265', [from(peer)])).toEqual([words]);
});

test('policies add up, and a peer is named once', () => {
  const other = policy({ ingress: [{ from: [web, { ipBlock: { cidr: '192.0.2.1/32' } }] }] }, 'other');
  expect(reach('8265', [from(web), other])).toEqual(['pods app=web of its namespace', 'addresses 192.0.2.1/32']);
});

describe('ports', () => {
  const on = (port: string, ...ports: object[]) => reach(port, [policy({ ingress: [{ from: [web], ports }] })]);
  const LET_IN = ['pods app=web of its namespace'];

  test('a rule opens the ports that it names, and all if it names none', () => {
    expect(on('8265', { port: 8265 })).toEqual(LET_IN);
    expect(on('6379', { port: 8265 })).toEqual(['nobody']);
    expect(on('6379')).toEqual(LET_IN);
    expect(on('6379', { protocol: 'TCP' })).toEqual(LET_IN);
    expect(on('6379', { port: 6379, protocol: 'UDP' })).toEqual(['nobody']);
  });

  test('a range opens what lies in it', () => {
    const range = { port: 8000, endPort: 9000 };
    expect(on('8265', range)).toEqual(LET_IN);
    expect(on('10001', range)).toEqual(['nobody']);
    expect(on('10002-19999', { port: 10500 })).toEqual(LET_IN);
    expect(on('10002-19999', { port: 20000 })).toEqual(['nobody']);
    expect(on('random', range)).toEqual(LET_IN);
    expect(on('random', { port: 8000 })).toEqual(['nobody']);
  });

  test('a port may be called by the name that a container gives it', () => {
    const cluster = rayCluster((spec) => {
      headContainer(spec).ports = [{ name: 'dashboard', containerPort: 8265 }];
    });
    const named = policy({ ingress: [{ from: [web], ports: [{ port: 'dashboard' }] }] });
    expect(reach('8265', [named], cluster)).toEqual(LET_IN);
    expect(reach('6379', [named], cluster)).toEqual(['nobody']);
  });
});

describe('which pods a policy is for', () => {
  const selecting = (podSelector: object) => reach('8265', [policy({ podSelector })]);
  const expression = (key: string, operator: string, values?: string[]) => selecting({ matchExpressions: [{ key, operator, values }] });
  const [SELECTED, NOT_SELECTED] = [['nobody'], ['every pod']];

  test('by labels of the template, and by those that KubeRay adds', () => {
    expect(selecting({ matchLabels: { team: 'ml' } })).toEqual(SELECTED);
    expect(selecting({ matchLabels: { team: 'web' } })).toEqual(NOT_SELECTED);
    expect(selecting({ matchLabels: { team: 'ml', 'ray.io/cluster': 'training', 'ray.io/node-type': 'head' } })).toEqual(SELECTED);
    expect(selecting({ matchLabels: { 'ray.io/identifier': 'training-head', 'ray.io/group': 'headgroup' } })).toEqual(SELECTED);
    expect(selecting({ matchLabels: { 'ray.io/node-type': 'worker' } })).toEqual(NOT_SELECTED);
  });

  test('by expressions', () => {
    expect(expression('team', 'In', ['ml', 'web'])).toEqual(SELECTED);
    expect(expression('team', 'In', ['web'])).toEqual(NOT_SELECTED);
    expect(expression('team', 'NotIn', ['web'])).toEqual(SELECTED);
    expect(expression('absent', 'NotIn', ['web'])).toEqual(SELECTED);
    expect(expression('team', 'NotIn', ['ml'])).toEqual(NOT_SELECTED);
    expect(expression('team', 'Exists')).toEqual(SELECTED);
    expect(expression('absent', 'Exists')).toEqual(NOT_SELECTED);
    expect(expression('absent', 'DoesNotExist')).toEqual(SELECTED);
    expect(expression('team', 'DoesNotExist')).toEqual(NOT_SELECTED);
    expect(expression('team', 'Near')).toEqual(NOT_SELECTED);
  });

  test('in its namespace alone', () => {
    const elsewhere = policy({});
    elsewhere.metadata.namespace = 'other';
    expect(reach('8265', [elsewhere])).toEqual(NOT_SELECTED);
  });
});

describe("KubeRay's own network policy", () => {
  const own = (networkPolicy: object) =>
    reach(
      '8265',
      [],
      rayCluster((spec) => Object.assign(spec, { networkPolicy })),
    );

  test('lets the pods of the cluster in, and whom it is told to', () => {
    expect(own({})).toEqual(['pods ray.io/cluster=training of its namespace']);
    expect(own({ mode: 'DenyAllIngress', head: { ingressRules: [{ from: [web] }] } })).toEqual([
      'pods ray.io/cluster=training of its namespace',
      'pods app=web of its namespace',
    ]);
  });

  test('narrows nothing for egress alone', () => {
    expect(own({ mode: 'DenyAllEgress' })).toEqual(['every pod']);
  });
});

test("in the node's network no policy applies", () => {
  const cluster = rayCluster((spec) => {
    spec.headGroupSpec.template.spec.hostNetwork = true;
  });
  expect(reach('8265', [], cluster)).toEqual(['every pod', 'whoever reaches the node']);
  expect(reach('8265', [policy({})], cluster)).toEqual(['every pod', 'whoever reaches the node']);
});

describe('at the edges', () => {
  const on = (port: string, ...ports: object[]) => reach(port, [policy({ ingress: [{ from: [web], ports }] })]);
  const LET_IN = ['pods app=web of its namespace'];

  test('policies for the same pods add up, whichever comes last', () => {
    const addresses = policy({ ingress: [{ from: [{ ipBlock: { cidr: '192.0.2.1/32' } }] }] }, 'other');
    expect(reach('8265', [from(web), addresses])).toEqual([...LET_IN, 'addresses 192.0.2.1/32']);
    expect(reach('8265', [addresses, from(web)])).toEqual(['addresses 192.0.2.1/32', ...LET_IN]);
  });

  test('a rule with several ports opens each of them', () => {
    expect(on('8265', { port: 6379 }, { port: 8265 })).toEqual(LET_IN);
  });

  test('a port that is null is every port', () => {
    expect(on('8265', { port: null })).toEqual(LET_IN);
  });

  test('a named port is the one of that name, not the first that has a name', () => {
    const cluster = rayCluster((spec) => {
      headContainer(spec).ports = [
        { name: 'gcs', containerPort: 6379 },
        { name: 'dashboard', containerPort: 8265 },
      ];
    });
    const named = policy({ ingress: [{ from: [web], ports: [{ port: 'dashboard' }] }] });
    expect(reach('8265', [named], cluster)).toEqual(LET_IN);
    expect(reach('6379', [named], cluster)).toEqual(['nobody']);
  });

  test('every label of a selector has to fit, whichever of them is looked up', () => {
    for (const podSelector of [
      { matchLabels: { team: 'ml', 'ray.io/node-type': 'worker' } },
      { matchLabels: { 'ray.io/node-type': 'worker', team: 'ml' } },
    ]) {
      expect(reach('8265', [policy({ podSelector })])).toEqual(['every pod']);
    }
  });

  test('the labels by which KubeRay marks its pods count', () => {
    const podSelector = { matchLabels: { 'app.kubernetes.io/name': 'kuberay', 'app.kubernetes.io/created-by': 'kuberay-operator' } };
    expect(reach('8265', [policy({ podSelector })])).toEqual(['nobody']);
  });

  test('a selector that is none selects nothing', () => {
    expect(reach('8265', [policy({ podSelector: 'head' })])).toEqual(['every pod']);
  });

  test.each([
    [{ podSelector: { matchLabels: { app: 'web', tier: 'front' } } }, 'pods app=web,tier=front of its namespace'],
    [{ podSelector: { matchExpressions: [{ key: 'app', operator: 'Exists' }] } }, 'pods app Exists of its namespace'],
    [{ ipBlock: {} }, 'addresses '],
  ])('a peer is told in words: %j', (peer, words) => {
    expect(reach('8265', [from(peer)])).toEqual([words]);
  });

  test("of a RayJob's cluster the name is not known", () => {
    const job = rayJob((spec) => Object.assign(spec, { networkPolicy: {} }));
    expect(reach('8265', [], job)).toEqual(['pods ray.io/cluster=its own of its namespace']);
  });
});
