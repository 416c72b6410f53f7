import { suppressionWithoutReason as rule } from '../../../lib/audit/rules/suppression-without-reason';
import { complaints, rayCluster } from './support';

const annotated = (value: string) => {
  const cluster = rayCluster();
  cluster.metadata.annotations = { 'cdk8s-ray-tls/suppress': value };
  return complaints(rule, [cluster]);
};
const found = (id: string) =>
  `RayCluster ray/training: metadata.annotations['cdk8s-ray-tls/suppress']: '${id}' is suppressed without a reason`;

test('compliant: a reason for each, and no suppression at all', () => {
  expect(annotated('host-network: fast network\n\nhttp-port-unprotected: closed by the mesh: see ADR 7\n')).toEqual([]);
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test.each([['host-network'], ['host-network:'], ['host-network:   ']])('non-compliant: "%s"', (value) => {
  expect(annotated(value)).toEqual([found('host-network')]);
});

test('it cannot be suppressed itself', () => {
  expect(annotated('host-network:\nsuppression-without-reason: we never write reasons')).toEqual([found('host-network')]);
});
