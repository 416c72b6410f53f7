/** What something on the way to a Service does with requests of nobody in particular. */
export type Verdict =
  /** It asks who they come from, or takes them from few addresses alone. */
  | 'asks'
  /** It lets them through. */
  | 'open'
  /** Nobody can say from the manifests. */
  | 'unknown';

/** The same for several that all have to be passed. */
export function together(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('asks')) return 'asks';
  return verdicts.includes('unknown') ? 'unknown' : 'open';
}

/** What speaks of authentication in a name. */
export const SOUNDS_LIKE_AUTHENTICATION =
  /auth|oidc|openid|oauth|jwt|login|sso|saml|ldap|keycloak|mtls|client-?cert|api-?key|hmac|iap\b|allow-?list|white-?list|ip-?(?:allow|white|restrict)/i;
/** What is known to do something else. */
const SOUNDS_LIKE_SOMETHING_ELSE =
  /strip|prefix|redirect|compress|gzip|header|rate|retry|cors|buffer|https|replace|rewrite|error|circuit|in-?flight|content|path|trailing|cache|log|mirror/i;

/** What something whose object is not there does, by its name. */
export function verdictByName(name: string): Verdict {
  if (SOUNDS_LIKE_AUTHENTICATION.test(name)) return 'asks';
  return SOUNDS_LIKE_SOMETHING_ELSE.test(name) ? 'open' : 'unknown';
}
