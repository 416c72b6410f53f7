import { invalid } from '../invalid';

/** Refuses a part of a certificate's subject that X.509 has no room for, or that cannot be shown. */
export function requireSubjectPart(constructPath: string, what: string, value: string, longest: number): void {
  const length = [...value].length;
  if (value.trim() === '' || length > longest) {
    throw invalid(constructPath, {
      what,
      got: value,
      because: `it has ${length} characters, and X.509 (RFC 5280) has room for 1 to ${longest}, not all of them blank`,
      fix: length > longest ? 'shorten it' : 'write a name, or leave it out',
    });
  }
  if (/\p{Cc}|\p{Cs}/u.test(value)) {
    throw invalid(constructPath, { what, got: value, because: 'it has control characters in it', fix: 'remove them' });
  }
}

/** Refuses what is no country code of two letters. */
export function requireCountry(constructPath: string, what: string, value: string): void {
  if (/^[A-Z]{2}$/.test(value)) return;
  throw invalid(constructPath, {
    what,
    got: value,
    because: 'a country in a certificate is two capital letters (ISO 3166-1)',
    fix: "write its code, such as 'DE'",
  });
}
