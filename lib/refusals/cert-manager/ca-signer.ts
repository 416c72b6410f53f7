import { invalid } from '../invalid';
import type { IssuerPlace } from './issuer-reach';

/** An issuer that may be known not to sign CAs. */
interface CaSigner extends IssuerPlace {
  /** Why it does not sign CAs; undefined if that is not known at synth. */
  readonly _signsNoCaBecause?: string;
}

/** Refuses to request a CA from an issuer that signs only leaves: cert-manager would report the certificate as issued, and it could not sign anything. */
export function requireCaSigner(constructPath: string, issuer: IssuerPlace): void {
  const because = (issuer as CaSigner)._signsNoCaBecause;
  if (because === undefined) return;
  throw invalid(constructPath, {
    what: `CertManagerBackend.intermediateOf: the ${issuer.issuerKind} '${issuer.issuerName}'`,
    because: `it does not sign CAs: ${because}`,
    fix: 'have the intermediate CA signed by hand and pass its Secret to CertManagerBackend.ca, or use CertManagerBackend.ownCa',
  });
}
