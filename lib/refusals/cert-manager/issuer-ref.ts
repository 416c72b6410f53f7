import { invalid } from '../invalid';
import { requireDns1123Subdomain } from '../names/kubernetes-names';

/** The API group of cert-manager's own issuers. */
export const CERT_MANAGER_GROUP = 'cert-manager.io';

const KIND = /^[A-Z][A-Za-z0-9]*$/;
const OWN_KINDS = ['Issuer', 'ClusterIssuer'];

/** Refuses a reference that names no issuer. */
export function requireIssuerRef(
  constructPath: string,
  issuerRef: { readonly name: string; readonly kind?: string; readonly group?: string },
): void {
  const { name, kind = 'Issuer', group = CERT_MANAGER_GROUP } = issuerRef;
  requireDns1123Subdomain(constructPath, 'the name of the issuer', name, 'name of an issuer');
  if (group === 'acme.cert-manager.io') {
    throw invalid(constructPath, {
      what: 'the group of the issuer',
      got: group,
      because: 'it holds the orders and challenges of ACME, which issues for public host names alone, never for addresses of pods',
      fix: 'refer to an issuer with a CA, Vault or another private PKI behind it',
    });
  }
  if (!group.includes('.') || group.includes('/')) {
    throw invalid(constructPath, {
      what: 'the group of the issuer',
      got: group,
      because: 'it is no API group: a DNS name, without version',
      fix: `write the group alone, as in 'awspca.cert-manager.io', or leave it out for '${CERT_MANAGER_GROUP}'`,
    });
  }
  if (group === CERT_MANAGER_GROUP ? !OWN_KINDS.includes(kind) : !KIND.test(kind)) {
    throw invalid(constructPath, {
      what: 'the kind of the issuer',
      got: kind,
      because:
        group === CERT_MANAGER_GROUP
          ? `the group '${group}' has the issuer kinds Issuer and ClusterIssuer`
          : 'it is no kind of a Kubernetes object',
      fix: "name the kind as its CRD does, and with it the group that the CRD is of, as in { kind: 'StepIssuer', group: 'certmanager.step.sm' }",
    });
  }
}
