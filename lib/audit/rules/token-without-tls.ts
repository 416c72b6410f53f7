import { asksForToken } from '../questions/exposure';
import { type Rule, Severity } from '../rule';

export const tokenWithoutTls: Rule = {
  id: 'token-without-tls',
  title: 'A token travels in clear text',
  why: 'Without TLS every request carries the token in clear text: whoever listens anywhere on the way has it, and with it runs code in the cluster until the token is replaced.',
  fix: 'Turn on TLS (`RayTlsCluster`) beside the token, and reach the dashboard through TLS: a proxy, an Ingress with TLS or `kubectl port-forward`.',
  source: 'RFC 6750, section 5.3; Ray, "Token authentication"',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes
      .filter((pod) => asksForToken(pod) && !pod.usesTls && !pod.mayUseTls && pod.cluster?.hasTlsOptions !== true)
      .map((pod) => ({ manifest: pod.manifest, path: pod.specPath, message: `the ${pod.title} asks for a token, and does not use TLS` })),
};
