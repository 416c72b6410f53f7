import { suppressionOfUnknownRule as rule } from '../../../lib/audit/rules/suppression-of-unknown-rule';
import { complaints, object } from './support';

const suppressing = (suppress: string) => ({
  ...object('ConfigMap', 'a'),
  metadata: { name: 'a', namespace: 'ray', annotations: { 'cdk8s-ray-tls/suppress': suppress } },
});
const WHERE = "ConfigMap ray/a: metadata.annotations['cdk8s-ray-tls/suppress']";

test('compliant: a rule that exists', () => {
  expect(complaints(rule, [suppressing('host-network: RDMA\nshared-leaf: a test')])).toEqual([]);
});

test('non-compliant: a misspelled rule, with the one that was meant; one that never was', () => {
  expect(complaints(rule, [suppressing('host-netwrok: RDMA')])).toEqual([
    `${WHERE}: the rule 'host-netwrok' is not known; 'host-network' is`,
  ]);
  expect(complaints(rule, [suppressing('host-network: RDMA\nfoo: bar')])).toEqual([`${WHERE}: the rule 'foo' is not known`]);
});
