import { requireCountry, requireSubjectPart } from '../refusals/ca/subject';

/** The parts of a certificate's subject beside its common name. */
export interface CertificateSubject {
  /**
   * Countries (C), each as two capital letters (ISO 3166-1).
   *
   * @default - none
   */
  readonly countries?: string[];

  /**
   * States or provinces (ST), each 1 to 128 characters.
   *
   * @default - none
   */
  readonly provinces?: string[];

  /**
   * Cities (L), each 1 to 128 characters.
   *
   * @default - none
   */
  readonly localities?: string[];

  /**
   * Street addresses (STREET), each 1 to 128 characters.
   *
   * @default - none
   */
  readonly streetAddresses?: string[];

  /**
   * Postal codes, each 1 to 40 characters.
   *
   * @default - none
   */
  readonly postalCodes?: string[];

  /**
   * Organizations (O), each 1 to 64 characters.
   *
   * @default - none
   */
  readonly organizations?: string[];

  /**
   * Organizational units (OU), each 1 to 64 characters.
   *
   * @default - none
   */
  readonly organizationalUnits?: string[];

  /**
   * The serial number of the subject, not of the certificate, 1 to 64 characters.
   *
   * @default - none
   */
  readonly serialNumber?: string;
}

/** The parts from the widest to the narrowest, as a distinguished name lists them; OIDs by X.520, lengths by RFC 5280, appendix A.1. */
const PARTS = [
  { field: 'countries', oid: '2.5.4.6', longest: 2 },
  { field: 'provinces', oid: '2.5.4.8', longest: 128 },
  { field: 'localities', oid: '2.5.4.7', longest: 128 },
  { field: 'streetAddresses', oid: '2.5.4.9', longest: 128 },
  { field: 'postalCodes', oid: '2.5.4.17', longest: 40 },
  { field: 'organizations', oid: '2.5.4.10', longest: 64 },
  { field: 'organizationalUnits', oid: '2.5.4.11', longest: 64 },
  { field: 'serialNumber', oid: '2.5.4.5', longest: 64 },
] as const;

const COMMON_NAME = '2.5.4.3';

/** One part of a distinguished name. */
export interface NamePart {
  readonly oid: string;
  readonly value: string;
  /** Whether X.520 has it in PrintableString, which holds ASCII alone. */
  readonly printable: boolean;
}

/**
 * Refuses a subject that X.509 has no room for, or that cannot be shown.
 *
 * @param what how the caller names the subject
 */
export function requireSubject(constructPath: string, what: string, subject: CertificateSubject): void {
  for (const { field, longest } of PARTS) {
    for (const [index, value] of values(subject, field).entries()) {
      const place = field === 'serialNumber' ? `${what}.${field}` : `${what}.${field}[${index}]`;
      if (field === 'countries') requireCountry(constructPath, place, value);
      else requireSubjectPart(constructPath, place, value, longest);
    }
  }
}

/** The distinguished name with that common name. */
export function distinguishedName(commonName: string, subject: CertificateSubject): NamePart[] {
  const parts = PARTS.flatMap(({ field, oid }) =>
    values(subject, field).map((value) => ({ oid, value, printable: field === 'countries' || field === 'serialNumber' })),
  );
  return [...parts, { oid: COMMON_NAME, value: commonName, printable: false }];
}

function values(subject: CertificateSubject, field: (typeof PARTS)[number]['field']): readonly string[] {
  const value = subject[field];
  return typeof value === 'string' ? [value] : (value ?? []);
}
