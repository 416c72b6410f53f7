import { dataOf } from '../model/data';
import { type Rule, Severity } from '../rule';

/** The tokens in the samples and comments of KubeRay v1.7.0: `ray-cluster.auth.secret-ref.yaml`, `ray-cluster.auth-manual.yaml`. */
const PUBLISHED = ['super-secret-example-token', 'raycluster_secret'];
const VARIABLE = 'RAY_AUTH_TOKEN';
const KEY = 'auth_token';

export const publishedSampleToken: Rule = {
  id: 'published-sample-token',
  title: "The token is that of KubeRay's public sample",
  why: 'Anyone can read it in the sample, and whoever has the token runs code in the cluster.',
  fix: 'Leave `authOptions.secretName` out, and KubeRay makes a random token; or make one with `openssl rand -base64 32`.',
  source: 'KubeRay v1.7.0, `ray-operator/config/samples/ray-cluster.auth.secret-ref.yaml`',
  severity: Severity.ERROR,
  check: (set) => [
    ...set.ofKind('Secret').flatMap((manifest) =>
      dataOf(manifest)
        .filter(({ key, content }) => key === KEY && isPublished(content))
        .map(({ path }) => ({ manifest, path, message: "it holds the token of KubeRay's public sample" })),
    ),
    ...set.rayPods.flatMap((pod) =>
      pod.rayContainers
        .filter(({ json, env }) => Array.isArray(json.env) && isPublished(env.get(VARIABLE) ?? '') && !comesFromSecret(json.env))
        .map(({ path }) => ({
          manifest: pod.manifest,
          path: `${path}.env`,
          message: `${VARIABLE} of the ${pod.title} is that of KubeRay's public sample`,
        })),
    ),
  ],
};

function isPublished(token: string): boolean {
  return PUBLISHED.includes(token.trim());
}

function comesFromSecret(env: readonly unknown[]): boolean {
  return env.some((entry) => {
    const { name, valueFrom } = (entry ?? {}) as { name?: unknown; valueFrom?: unknown };
    return name === VARIABLE && valueFrom !== undefined;
  });
}
