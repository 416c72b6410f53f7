import { privateKeyOutsideSecret as rule } from '../../../lib/audit/rules/private-key-outside-secret';
import { makeCa } from '../../support/openssl';
import { complaints, headContainer, headPod, object, rayCluster, rayJob, secret } from './support';

const { certificate, privateKey } = makeCa();

test('compliant: keys in Secrets, certificates anywhere', () => {
  expect(
    complaints(rule, [secret('ca', { 'ca.key': privateKey }), object('ConfigMap', 'trust', { data: { 'ca.crt': certificate } })]),
  ).toEqual([]);
});

test('non-compliant: in a ConfigMap', () => {
  const encoded = Buffer.from(privateKey).toString('base64');
  const found = complaints(rule, [object('ConfigMap', 'ca', { data: { key: privateKey }, binaryData: { other: encoded } })]);
  expect(found).toEqual([
    "ConfigMap ray/ca: binaryData['other']: a ConfigMap holds a private key",
    "ConfigMap ray/ca: data['key']: a ConfigMap holds a private key",
  ]);
});

test('non-compliant: in a variable or a command, of any container', () => {
  const cluster = rayCluster((spec) => {
    headContainer(spec).env.push({ name: 'KEY', value: privateKey });
    headPod(spec).initContainers[0].args = [`echo '${privateKey}'`];
  });
  expect(complaints(rule, [cluster])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.initContainers[0]: its command holds a private key',
    'RayCluster ray/training: spec.headGroupSpec.template.spec.containers[0].env: the variable KEY holds a private key',
  ]);
});

test.each([
  ['RayJob', 'spec.submitterPodTemplate', (template: object, spec: object) => ({ ...spec, submitterPodTemplate: template })],
  [
    'RayCronJob',
    'spec.jobTemplate.submitterPodTemplate',
    (template: object, spec: object) => ({ jobTemplate: { ...spec, submitterPodTemplate: template } }),
  ],
])('non-compliant: the submitter of a %s', (kind, path, withTemplate) => {
  const template = { spec: { containers: [{ name: 'submit', env: [{ name: 'KEY', value: privateKey }] }] } };
  const job = object(kind, 'train', { spec: withTemplate(template, rayJob().spec) }, 'ray.io/v1');
  expect(complaints(rule, [job])).toEqual([`${kind} ray/train: ${path}.spec.containers[0].env: the variable KEY holds a private key`]);
});
