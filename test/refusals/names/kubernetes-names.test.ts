import { requireDns1035Label, requireDns1123Label, requireDns1123Subdomain } from '../../../lib/refusals/names/kubernetes-names';
import { refusal } from '../refusals';

const subdomain = (name: string) => () => requireDns1123Subdomain('ray', 'secretName', name, 'Secret name');

test('every label of a subdomain is one', () => {
  for (const name of ['a', 'a.b', '1-a.b-2', 'a'.repeat(253)]) expect(subdomain(name)).not.toThrow();
  for (const name of ['A.b', 'a.B', '', 'a..b', '-a.b', 'a.b-']) {
    expect(refusal(subdomain(name))).toBe(
      `[ray] secretName is '${name}': a Secret name is a DNS subdomain: lower-case letters, digits, '-' and '.', a letter or digit first and last (RFC 1123). Fix: use only such characters, as in 'ray-ca'.`,
    );
  }
  expect(refusal(subdomain('a'.repeat(254)))).toContain(
    'it has 254 characters and a Secret name has at most 253. Fix: choose a shorter one.',
  );
});

test('a label of RFC 1123 may begin with a digit, one of RFC 1035 may not', () => {
  expect(() => requireDns1123Label('ray', 'name', '1a', 'name')).not.toThrow();
  expect(() => requireDns1123Label('ray', 'name', 'a'.repeat(63), 'name')).not.toThrow();
  expect(refusal(() => requireDns1123Label('ray', 'name', 'a.b', 'name'))).toBe(
    "[ray] name is 'a.b': a name is a DNS label: lower-case letters, digits and '-', no '-' first or last (RFC 1123). Fix: use only such characters, as in 'ray-workers'.",
  );
  expect(() => requireDns1035Label('ray', 'name', 'a1-b', 4, 'name')).not.toThrow();
  expect(refusal(() => requireDns1035Label('ray', 'name', '1a', 4, 'name'))).toBe(
    "[ray] name is '1a': a name is a DNS label: lower-case letters, digits and '-', a letter first, no '-' last (RFC 1035). Fix: use only such characters, as in 'ray-cluster'.",
  );
  expect(refusal(() => requireDns1035Label('ray', 'name', 'abcde', 4, 'name'))).toContain('it has 5 characters and a name has at most 4');
});
