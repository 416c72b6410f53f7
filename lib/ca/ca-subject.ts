import { requireCountry, requireSubjectPart } from '../refusals/ca/subject';

/** Who a CA says it belongs to, beside its common name. */
export interface CaSubject {
  /**
   * The country, as two capital letters (ISO 3166-1).
   *
   * @default - none
   */
  readonly country?: string;

  /**
   * The state or province, 1 to 128 characters.
   *
   * @default - none
   */
  readonly stateOrProvince?: string;

  /**
   * The town, 1 to 128 characters.
   *
   * @default - none
   */
  readonly locality?: string;

  /**
   * The organization, 1 to 64 characters.
   *
   * @default - none
   */
  readonly organization?: string;

  /**
   * The unit of the organization, 1 to 64 characters.
   *
   * @default - none
   */
  readonly organizationalUnit?: string;
}

/** The parts from the widest to the narrowest, as a distinguished name lists them; the lengths are those of RFC 5280, appendix A.1. */
const PARTS = [
  { field: 'stateOrProvince', name: 'stateOrProvinceName', longest: 128 },
  { field: 'locality', name: 'localityName', longest: 128 },
  { field: 'organization', name: 'organizationName', longest: 64 },
  { field: 'organizationalUnit', name: 'organizationalUnitName', longest: 64 },
] as const;

/** One part of a distinguished name, by its name in X.520. */
export interface NamePart {
  readonly name: string;
  readonly value: string;
}

/** The distinguished name of a CA, checked. */
export function distinguishedName(constructPath: string, commonName: string, subject: CaSubject): NamePart[] {
  const parts: NamePart[] = [];
  if (subject.country !== undefined) {
    requireCountry(constructPath, 'CaKeyPair.atSynth: subject.country', subject.country);
    parts.push({ name: 'countryName', value: subject.country });
  }
  for (const { field, name, longest } of PARTS) {
    const value = subject[field];
    if (value === undefined) continue;
    requireSubjectPart(constructPath, `CaKeyPair.atSynth: subject.${field}`, value, longest);
    parts.push({ name, value });
  }
  return [...parts, { name: 'commonName', value: commonName }];
}
