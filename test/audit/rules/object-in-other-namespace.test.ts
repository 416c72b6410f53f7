import { objectInOtherNamespace as rule } from '../../../lib/audit/rules/object-in-other-namespace';
import { complaints, podTemplate } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
const object = (kind: string, namespace: string | undefined, name: string, rest = {}) => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace },
  ...rest,
});

/** A cluster whose head mounts a Secret and a ConfigMap, under a ServiceAccount. */
function cluster(optional?: boolean): any {
  const template = podTemplate();
  template.spec.serviceAccountName = 'trainer';
  template.spec.volumes = [
    { name: 'config', configMap: { name: 'config', optional } },
    { name: 'both', projected: { sources: [{ secret: { name: 'ray-ca' } }, { configMap: { name: 'kube-root-ca.crt' } }] } },
  ];
  return {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name: 'training', namespace: 'ray' },
    spec: { headGroupSpec: { rayStartParams: {}, template } },
  };
}

test('non-compliant: all three are in another namespace', () => {
  const elsewhere = ['ConfigMap', 'Secret', 'ServiceAccount'].map((kind, index) =>
    object(kind, 'ops', ['config', 'ray-ca', 'trainer'][index]),
  );
  expect(complaints(rule, [cluster(), ...elsewhere])).toEqual([
    `${HEAD}.serviceAccountName: the head needs the ServiceAccount 'trainer', which is in 'ops'`,
    `${HEAD}.volumes[0]: the head needs the ConfigMap 'config', which is in 'ops'`,
    `${HEAD}.volumes[1]: the head needs the Secret 'ray-ca', which is in 'ops'`,
  ]);
});

test.each([
  ['they are in its namespace, and in another too', [object('ConfigMap', 'ray', 'config'), object('ConfigMap', 'ops', 'config')]],
  ['only whoever applies them knows their namespace', [object('ConfigMap', undefined, 'config'), object('ConfigMap', 'ops', 'config')]],
  ['nobody says where they are', []],
  ['each namespace has one', [object('ServiceAccount', 'ops', 'default'), object('ConfigMap', 'ops', 'kube-root-ca.crt')]],
  [
    'a Certificate makes the Secret there',
    [
      object('Secret', 'ops', 'ray-ca'),
      { ...object('Certificate', 'ray', 'x', { spec: { secretName: 'ray-ca' } }), apiVersion: 'cert-manager.io/v1' },
    ],
  ],
  ['a SealedSecret makes the Secret there', [object('Secret', 'ops', 'ray-ca'), object('SealedSecret', 'ray', 'ray-ca')]],
])('compliant: %s', (_, objects) => {
  expect(complaints(rule, [cluster(), ...objects])).toEqual([]);
});

test('compliant: a volume that may be missing', () => {
  expect(complaints(rule, [cluster(true), object('ConfigMap', 'ops', 'config')])).toEqual([]);
});

test('non-compliant: a pod of this library that runs no Ray; compliant: any other pod', () => {
  const job = (labels: object) => ({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: 'ca', namespace: 'ray' },
    spec: {
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'x', image: 'x' }], volumes: [{ name: 's', configMap: { name: 'config' } }] },
      },
    },
  });
  const config = object('ConfigMap', 'ops', 'config');
  expect(complaints(rule, [job({ 'app.kubernetes.io/managed-by': 'cdk8s-ray-tls' }), config])).toHaveLength(1);
  expect(complaints(rule, [job({}), config])).toEqual([]);
});
