import { invalid } from '../invalid';
import type { IssuerPlace } from './issuer-reach';

/** Refuses an API token in Ray's containers with which code that runs in Ray could request whatever it wants. */
export function requireGuardedRequests(constructPath: string, what: string, unguarded: IssuerPlace | undefined): void {
  if (unguarded === undefined) return;
  const { issuerKind, issuerName } = unguarded;
  throw invalid(constructPath, {
    what,
    because: `every Ray container then holds a token of its pod's ServiceAccount, by which a task can request a CA certificate from the ${issuerKind} '${issuerName}'`,
    fix: `pass { requestGuard: CertManagerRequestGuard.on() } to the issuer, or use RayTokenSource.generated()`,
  });
}
