import { App, Chart, Duration } from 'cdk8s';
import * as library from '../../../lib';
import { refusal } from '../refusals';

// As JavaScript has it: nobody checks types before synth.
const lib = library as unknown as { [name: string]: any };

function place() {
  const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
  const ca = lib.RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls');
  const cluster = (props: object) => new lib.RayTlsCluster(chart, 'cluster', { tls: lib.RayTls.signedBy(ca), ...props });
  return { chart, ca, cluster };
}
type Place = ReturnType<typeof place>;

const TABLE: [string, (place: Place) => unknown, string][] = [
  // Another type
  [
    'the name of a CA',
    () => lib.RayTls.signedBy('ca-tls'),
    "[RayTls.signedBy] ca is 'ca-tls': it must be an IRayTlsCa. Fix: pass RayTlsCa.fromSecretName(...).",
  ],
  [
    'a CA as an issuer',
    ({ ca }) => lib.RayTls.issuedBy(ca),
    "[RayTls.issuedBy] issuer is the ExistingCa 'ray/ca': it must be an ICertManagerIssuer. Fix: pass CertManagerIssuer.fromIssuerName(...), CertManagerIssuer.fromClusterIssuerName(...), CertManagerIssuer.fromIssuerRef(...) or new CertManagerIssuer(...), or use RayTls.signedBy(...).",
  ],
  [
    'an issuer as a CA',
    ({ chart }) => lib.RayTls.signedBy(lib.CertManagerIssuer.fromIssuerName(chart, 'issuer', 'x')),
    "[RayTls.signedBy] ca is the IssuerReference 'ray/issuer': it must be an IRayTlsCa. Fix: pass RayTlsCa.fromSecretName(...) or new RayTlsCa(...), or use RayTls.issuedBy(...) or RayTls.renewedBy(...).",
  ],
  [
    'a CA as the way',
    ({ chart, ca }) => new lib.RayTlsCluster(chart, 'cluster', { tls: ca }),
    "[ray/cluster] tls is the ExistingCa 'ray/ca': it must be a RayTls. Fix: pass RayTls.signedBy(...).",
  ],
  [
    'text for a list',
    ({ cluster }) => cluster({ workerGroups: 'cpu' }),
    "workerGroups is 'cpu': it must be a list. Fix: write a list: ['cpu'].",
  ],
  ['one for a list', ({ cluster }) => cluster({ workerGroups: { groupName: 'a' } }), 'it must be a list. Fix: write a list: [...].'],
  [
    'text for a number',
    ({ cluster }) => cluster({ workerGroups: [{ groupName: 'a', replicas: '3' }] }),
    "[ray/cluster] workerGroups[0].replicas is '3': it must be a number. Fix: write 3 without quotes.",
  ],
  [
    'a number for text',
    ({ cluster }) => cluster({ rayVersion: 2.52 }),
    "rayVersion is 2.52: it must be a string. Fix: write it in quotes: '2.52'.",
  ],
  [
    'hours for a Duration',
    ({ ca }) => lib.RayTls.signedBy(ca, { duration: 24 }),
    '[RayTls.signedBy] options.duration is 24: it must be a Duration. Fix: pass a Duration of cdk8s, such as Duration.hours(1).',
  ],
  [
    'no value of an enum',
    ({ ca }) => lib.RayTls.signedBy(ca, { keyAlgorithm: 'rsa' }),
    "[RayTls.signedBy] options.keyAlgorithm is 'rsa': it must be a KeyAlgorithm. Fix: use a value of KeyAlgorithm: 'ecdsa-p256', 'ecdsa-p384', 'rsa-2048', 'rsa-3072', 'rsa-4096'.",
  ],
  [
    'a name as the cluster',
    ({ chart }) => new lib.RayNetworkPolicy(chart, 'policy', { cluster: 'demo' }),
    "[ray/policy] cluster is 'demo': it must be a RayTlsClusterBase. Fix: pass new RayTlsCluster(...)",
  ],
  ['nothing at all', ({ cluster }) => cluster({ image: null }), 'image is null: it must be a string. Fix: leave it out, or pass a value.'],
  [
    'a private key, which is not shown',
    ({ chart }) => new lib.RayTlsCa(chart, 'x', { keyPair: { certificate: 'a', privateKey: 'hunter2' } }),
    '[ray/x] keyPair is {"certificate":"a","privateKey":***}: it must be a CaKeyPair.',
  ],
  // Unknown
  [
    'a name in the singular',
    ({ cluster }) => cluster({ workerGroup: [] }),
    "workerGroup: RayTlsCluster does not have this option. Fix: write 'workerGroups'.",
  ],
  ['a name as Python writes it', ({ cluster }) => cluster({ ray_version: '2.52.0' }), "Fix: write 'rayVersion'."],
  ['a name as YAML writes it', ({ cluster }) => cluster({ head: { 'ray-start-params': {} } }), "Fix: write 'rayStartParams'."],
  ['a name in capitals', ({ chart, ca }) => new lib.RayTlsCluster(chart, 'cluster', { TLS: lib.RayTls.signedBy(ca) }), "Fix: write 'tls'."],
  [
    'a field of the pods',
    ({ cluster }) => cluster({ node_selector: {} }),
    '[ray/cluster] node_selector: RayTlsCluster does not have this option. Fix: move it into head.template.spec.nodeSelector and into the templates of workerGroups.',
  ],
  [
    'a field of the pods, in the head',
    ({ cluster }) => cluster({ head: { tolerations: [] } }),
    '[ray/cluster] head.tolerations: RayHeadGroup does not have this option. Fix: move it into head.template.spec.tolerations.',
  ],
  ['a field of the object', ({ cluster }) => cluster({ name: 'demo' }), 'Fix: write metadata: { name: ... }.'],
  [
    "a group's name as others have it",
    ({ cluster }) => cluster({ workerGroups: [{ name: 'a' }] }),
    "workerGroups[0].name: RayWorkerGroup does not have this option. Fix: write 'groupName'.",
  ],
  [
    'a field of KubeRay',
    ({ cluster }) => cluster({ autoscalerOptions: {} }),
    'Fix: write it as KubeRay has it: baseSpec: { autoscalerOptions: ... }.',
  ],
  [
    'labels with a typing error',
    ({ cluster }) => cluster({ metadata: { label: {} } }),
    "metadata.label: ApiObjectMetadata does not have this option. Fix: write 'labels'.",
  ],
  [
    'a generated name',
    ({ cluster }) => cluster({ metadata: { generateName: 'ray-' } }),
    "[ray/cluster] metadata.generateName: the API server would choose the name, and certificates and Services need it at synth. Fix: write metadata: { name: ... }, or leave it out for a name made of the construct's path.",
  ],
  [
    'an unknown name that is like none',
    ({ cluster }) => cluster({ colour: 'red' }),
    'colour: RayTlsCluster does not have this option. Fix: remove it.',
  ],
  [
    "a name of JavaScript's own",
    ({ cluster }) => cluster(JSON.parse('{"__proto__": 1}')),
    '__proto__: RayTlsCluster does not have this option. Fix: remove it.',
  ],
  // Missing
  [
    'no way',
    ({ chart }) => new lib.RayTlsCluster(chart, 'cluster', {}),
    '[ray/cluster] tls: RayTlsCluster needs it. Fix: pass RayTls.signedBy(...), RayTls.issuedBy(...), RayTls.renewedBy(...) or RayTls.fromSecret(...).',
  ],
  ['no options', ({ chart }) => new lib.RayTlsCluster(chart, 'cluster'), '[ray/cluster] tls: RayTlsCluster needs it.'],
  [
    'text as the options',
    ({ chart }) => new lib.RayTlsCluster(chart, 'cluster', 'demo'),
    "[ray/cluster] props is 'demo': it must be a RayTlsClusterProps. Fix: pass an object: { ... }.",
  ],
  [
    'no cluster',
    ({ chart }) => new lib.RayTlsCheck(chart, 'check', {}),
    '[ray/check] cluster: RayTlsCheck needs it. Fix: pass new RayTlsCluster(...)',
  ],
  [
    'no issuer',
    () => lib.RayTls.issuedBy(),
    '[RayTls.issuedBy] issuer: RayTls.issuedBy needs it. Fix: pass CertManagerIssuer.fromIssuerName(...)',
  ],
  // The scope
  [
    'no scope',
    ({ ca }) => new lib.RayTlsCluster('cluster', { tls: lib.RayTls.signedBy(ca) }),
    "[RayTlsCluster] scope is 'cluster': it must be a construct. Fix: pass a Chart, or a construct in one, as in new RayTlsCluster(chart, 'cluster', { ... }).",
  ],
  [
    'an App as the scope',
    ({ ca }) => new lib.RayTlsCluster(new App(), 'cluster', { tls: lib.RayTls.signedBy(ca) }),
    '[cluster] scope is the App',
  ],
  ['an id that is a number', ({ chart }) => new lib.RayTlsCa(chart, 5), '[ray] id of a RayTlsCa is 5: it must be a string.'],
  // Native JSON
  [
    'an environment variable in two parts',
    ({ cluster }) => cluster({}).head.addEnv('A', 'b'),
    "variable is 'A': native Kubernetes JSON is an object.",
  ],
  [
    'a field of an environment variable',
    ({ cluster }) => cluster({}).head.addEnv({ name: 'A', value: 5 }),
    'variable.value: KubeRay expects a string here, not a number.',
  ],
  [
    'a template without its spec',
    ({ cluster }) => cluster({ head: { template: { tolerations: [] } } }),
    'move it to head.template.spec.tolerations',
  ],
  [
    'a container in the singular',
    ({ cluster }) => cluster({ head: { template: { spec: { container: [] } } } }),
    "Fix: write 'containers'.",
  ],
];

test.each(TABLE)('%s', (_, action, message) => {
  expect(refusal(() => action(place()))).toContain(message);
});

test('what a class of somebody else adds to the options is its own affair, and a typing error is not', () => {
  class Team extends library.RayTlsCluster {}
  const { chart, ca } = place();
  const tls = lib.RayTls.signedBy(ca);
  expect(new Team(chart, 'team', { tls, costCentre: 'x' } as never)).toBeInstanceOf(lib.RayTlsCluster);
  expect(refusal(() => new Team(chart, 'other', { tls, rayVersions: '2.52.0' } as never))).toContain("Fix: write 'rayVersion'.");
});

test('options may be an object of a class, and without a prototype', () => {
  const { chart, ca } = place();
  class Options {
    public readonly tls = lib.RayTls.signedBy(ca);
    public readonly rayVersion = '2.52.0';
  }
  expect(new lib.RayTlsCluster(chart, 'a', new Options()).rayVersion).toBe('2.52.0');
  expect(new lib.RayTlsCluster(chart, 'b', Object.assign(Object.create(null), new Options())).rayVersion).toBe('2.52.0');
});

test('a Duration of another copy of cdk8s is taken', () => {
  class OtherDuration {
    public toSeconds = () => 3600;
    public toHumanString = () => '1 hour';
  }
  const { ca } = place();
  expect(lib.RayTls.signedBy(ca, { duration: new OtherDuration() })).toBeInstanceOf(lib.RayTls);
  expect(lib.RayTls.signedBy(ca, { duration: Duration.hours(1) })).toBeInstanceOf(lib.RayTls);
});
