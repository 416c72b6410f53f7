import { ipNameConstraints as rule } from '../../../lib/audit/rules/ip-name-constraints';
import { certificate, complaints } from './support';

const limited = (nameConstraints: object) => complaints(rule, [certificate('root', { isCA: true, nameConstraints })]);
const found = (part: string) => `Certificate ray/root: spec.nameConstraints.${part}.ipRanges: no Ray process accepts a leaf of this CA`;

test('compliant: names of DNS', () => {
  expect(limited({ permitted: { dnsDomains: ['svc.cluster.local'], ipRanges: [] } })).toEqual([]);
});

test('non-compliant: ranges of addresses, permitted or excluded', () => {
  expect(limited({ permitted: { ipRanges: ['10.0.0.0/8'] }, excluded: { ipRanges: ['192.0.2.0/24'] } })).toEqual([
    found('permitted'),
    found('excluded'),
  ]);
});
