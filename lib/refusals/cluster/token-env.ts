import { invalid } from '../invalid';

/** What KubeRay sets in every Ray container, unless it is there already (v1.6.0); 1.5.1 sets it a second time, and the pod is refused. */
const TOKEN_VARIABLES = ['RAY_AUTH_MODE', 'RAY_AUTH_TOKEN', 'RAY_AUTH_TOKEN_PATH', 'RAY_ENABLE_K8S_TOKEN_AUTH'];

/** Refuses variables by which one Ray process would ask for another token than the rest of its cluster, or for none. */
export function requireNoTokenEnv(constructPath: string, place: string, env: readonly { readonly name?: string }[]): void {
  const found = env.find(({ name }) => TOKEN_VARIABLES.includes(name ?? ''));
  if (found === undefined) return;
  throw invalid(constructPath, {
    what: `${place}: ${found.name}`,
    because: "KubeRay sets it from the cluster's authOptions, and a value of one's own would win over it in that container alone",
    fix: 'remove it; a token made elsewhere goes into a Secret, by RayTokenSource.fromSecret',
  });
}
