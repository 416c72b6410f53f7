/** The parts of a certificate's subject beside its common name. */
export interface CertManagerSubject {
  /**
   * Organizations (O).
   *
   * @default - none
   */
  readonly organizations?: string[];

  /**
   * Organizational units (OU).
   *
   * @default - none
   */
  readonly organizationalUnits?: string[];

  /**
   * Countries (C), each by its code of two letters.
   *
   * @default - none
   */
  readonly countries?: string[];

  /**
   * States or provinces (ST).
   *
   * @default - none
   */
  readonly provinces?: string[];

  /**
   * Cities (L).
   *
   * @default - none
   */
  readonly localities?: string[];

  /**
   * Street addresses (STREET).
   *
   * @default - none
   */
  readonly streetAddresses?: string[];

  /**
   * Postal codes.
   *
   * @default - none
   */
  readonly postalCodes?: string[];

  /**
   * The serial number of the subject, not of the certificate.
   *
   * @default - none
   */
  readonly serialNumber?: string;
}
