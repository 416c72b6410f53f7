import { invalid } from '../invalid';

type Json = { readonly [field: string]: any };

/** Refuses an autoscaler that runs as another user than Ray, as it could not read the private key. */
export function requireOneUser(constructPath: string, headSpec: Json, autoscalerOptions: Json): void {
  const userOf = (container: Json) => container.securityContext?.runAsUser ?? headSpec.securityContext?.runAsUser;
  const [ray, autoscaler] = [userOf(headSpec.containers[0]), userOf(autoscalerOptions)];
  if (autoscaler === ray) return;
  throw invalid(constructPath, {
    what: 'autoscalerOptions.securityContext.runAsUser',
    got: autoscaler,
    because: `the Ray container of the head runs as user ${ray ?? 'of its image'}, and one user alone can read their private key`,
    fix: ray === undefined ? "set the same runAsUser in the head's template" : `remove it, or set ${ray}`,
  });
}
