/** A kind of issuer that answers CertificateRequests. */
export interface IssuerKind {
  readonly kind: string;
  readonly group: string;
  /** Whether it serves its own namespace alone. */
  readonly namespaced: boolean;
}

/** cert-manager's own issuers, and the external ones of AWS Private CA, Google CAS and step-ca, by the CRDs of their projects. */
export const ISSUER_KINDS: readonly IssuerKind[] = [
  { kind: 'Issuer', group: 'cert-manager.io', namespaced: true },
  { kind: 'ClusterIssuer', group: 'cert-manager.io', namespaced: false },
  { kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io', namespaced: true },
  { kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io', namespaced: false },
  { kind: 'GoogleCASIssuer', group: 'cas-issuer.jetstack.io', namespaced: true },
  { kind: 'GoogleCASClusterIssuer', group: 'cas-issuer.jetstack.io', namespaced: false },
  { kind: 'StepIssuer', group: 'certmanager.step.sm', namespaced: true },
  { kind: 'StepClusterIssuer', group: 'certmanager.step.sm', namespaced: false },
];
