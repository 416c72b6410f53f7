import { invalid } from '../invalid';
import type { IssuerPlace } from './issuer-reach';

/** An issuer of which it may be known that it signs no CA. */
export interface CaSigner extends IssuerPlace {
  /** Why it signs none; undefined if that is not known at synth. */
  readonly _signsNoCaBecause?: string;
}

/** Refuses a CA certificate by an issuer that signs leaves alone: cert-manager would report it as issued, and it would sign nothing. */
export function requireCaSigner(constructPath: string, issuer: IssuerPlace): void {
  const because = (issuer as CaSigner)._signsNoCaBecause;
  if (because === undefined) return;
  throw invalid(constructPath, {
    what: `CertManagerBackend.intermediateOf: the ${issuer.issuerKind} '${issuer.issuerName}'`,
    because: `it signs no CA: ${because}`,
    fix: 'have the intermediate CA signed by hand and pass its Secret to CertManagerBackend.ca, or use CertManagerBackend.ownCa',
  });
}
