import { requireCountry, requireSubjectPart } from '../../../lib/refusals/ca/subject';

const part = (value: string, longest = 8) => requireSubjectPart('ray/ca', 'commonName', value, longest);

test.each(['a', 'a b/c+d', 'Würzburg', '12345678', '😀😀😀😀😀😀😀😀'])('%p is accepted: characters count, not bytes', (value) => {
  expect(() => part(value)).not.toThrow();
});

test.each(['', ' ', '123456789', '😀😀😀😀😀😀😀😀😀', 'a\nb', 'a\u0000', '\ud800'])('%p is refused', (value) => {
  expect(() => part(value)).toThrow('[ray/ca] commonName is ');
});

test('a country is two capital letters', () => {
  expect(() => requireCountry('ray/ca', 'country', 'DE')).not.toThrow();
  for (const value of ['', 'D', 'de', 'DEU', 'Ü1', 'DE\n']) expect(() => requireCountry('ray/ca', 'country', value)).toThrow('ISO 3166-1');
});
