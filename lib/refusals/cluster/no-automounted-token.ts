import { invalid } from '../invalid';

/**
 * Refuses a pod template in whose containers Kubernetes would mount the token of a ServiceAccount that may do
 * what only one container of the pod is meant to.
 *
 * @param mayDo what the ServiceAccount may do, for the error
 */
export function requireNoAutomountedToken(
  constructPath: string,
  place: string,
  podSpec: { readonly [field: string]: any },
  mayDo: string,
): void {
  if (podSpec.automountServiceAccountToken === false) return;
  throw invalid(constructPath, {
    what: `${place}: automountServiceAccountToken`,
    got: podSpec.automountServiceAccountToken,
    because: `every container of the pod would get the token of a ServiceAccount that ${mayDo}, and Ray runs whatever code it is sent`,
    fix: 'set it to false, and mount a projected serviceAccountToken volume into the one container that speaks to the API server',
  });
}
