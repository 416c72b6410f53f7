import { invalid } from '../invalid';

/** Where an issuer is: its name, and its namespace where it has one that is known at synth. */
export interface IssuerPlace {
  readonly issuerKind: string;
  readonly issuerName: string;
  readonly issuerNamespace?: string;
}

/** Refuses the use of a namespaced issuer from another namespace, where cert-manager does not find it. */
export function requireIssuerInReach(constructPath: string, issuer: IssuerPlace, namespace: string | undefined): void {
  if (issuer.issuerNamespace === undefined || namespace === undefined || issuer.issuerNamespace === namespace) return;
  throw invalid(constructPath, {
    what: `the ${issuer.issuerKind} '${issuer.issuerName}'`,
    because: `it is in namespace '${issuer.issuerNamespace}' and serves that namespace alone, not '${namespace}'`,
    fix: `use a cluster-wide issuer, or one in namespace '${namespace}'`,
  });
}
