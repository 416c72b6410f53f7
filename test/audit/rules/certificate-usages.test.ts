import { certificateUsages as rule } from '../../../lib/audit/rules/certificate-usages';
import { certificate, complaints, headPod, podTemplate, rayCluster, shareLeaf } from './support';

const using = (usages?: string[], name = 'ray-tls') =>
  complaints(rule, [rayCluster((spec) => shareLeaf(headPod(spec))), certificate(name, { usages })]);
const missing = (usage: string) => [`Certificate ray/ray-tls: spec.usages: the head uses it, and '${usage}' is missing`];

test('compliant: both, or neither', () => {
  expect(using(['server auth', 'client auth'])).toEqual([]);
  expect(using(['digital signature'])).toEqual([]);
  expect(using()).toEqual([]);
});

test('non-compliant: one of the two', () => {
  expect(using(['server auth'])).toEqual(missing('client auth'));
  expect(using(['client auth', 'digital signature'])).toEqual(missing('server auth'));
});

test('compliant: a Certificate that no Ray pod uses', () => {
  expect(using(['server auth'], 'other')).toEqual([]);
});

describe('an application that only connects', () => {
  const client = (usages: string[]) => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web', namespace: 'ray' },
      spec: { template: podTemplate('web') },
    };
    shareLeaf(deployment.spec.template.spec);
    return complaints(rule, [deployment, certificate('ray-tls', { usages })]);
  };
  test('compliant: for clients alone, which then cannot pose as a server', () => expect(client(['client auth'])).toEqual([]));
  test('non-compliant: for servers alone', () =>
    expect(client(['server auth'])).toEqual([
      "Certificate ray/ray-tls: spec.usages: the Deployment web uses it, and 'client auth' is missing",
    ]));
});
