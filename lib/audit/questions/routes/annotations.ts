import { type Json, text } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import { limits, verdictOnMiddlewares } from './middlewares';
import { together, type Verdict, verdictByName } from './verdict';

interface Annotation {
  readonly name: string;
  readonly value: string;
  /** All of them, as some count only with another. */
  readonly all: Json;
}

interface Meaning {
  readonly name: RegExp;
  verdict(set: ManifestSet, annotation: Annotation): Verdict;
}

/** Words by which a setting is turned off. */
const OFF = /^(?:|none|off|false|no|disabled?|optional|optional_no_ca|allow|undefined)$/i;

const asksIf = (condition: boolean): Verdict => (condition ? 'asks' : 'open');

/** What the annotations of ingress controllers mean (ingress-nginx, NGINX, Traefik, HAProxy, AWS, Kong, OpenShift, Contour, Skipper). */
const MEANINGS: readonly Meaning[] = [
  { name: /(?:^|[/.])auth-url$/, verdict: (_, { value }) => asksIf(!OFF.test(value.trim())) },
  {
    name: /(?:^|[/.-])auth-type$/,
    verdict: (_, { name, value, all }) => {
      const onNobody = text(all[name.replace(/auth-type$/, 'auth-on-unauthenticated-request')]) ?? '';
      return asksIf(!OFF.test(value.trim()) && onNobody !== 'allow');
    },
  },
  // Only beside `auth-type`, which says how; haproxy-ingress asks by the Secret alone.
  { name: /^(?:haproxy-ingress\.github\.io|ingress\.kubernetes\.io)\/auth-secret$/, verdict: (_, { value }) => asksIf(!OFF.test(value)) },
  {
    name: /(?:^|[/.])auth-tls-secret$/,
    verdict: (_, { name, value, all }) => {
      const verify = text(all[name.replace(/auth-tls-secret$/, 'auth-tls-verify-client')]) ?? 'on';
      return asksIf(!OFF.test(value.trim()) && !OFF.test(verify.trim()));
    },
  },
  { name: /(?:^|[/.])mutual-authentication$/, verdict: (_, { value }) => asksIf(/"?mode"?\s*:\s*"?verify/.test(value)) },
  { name: /(?:^|[/.])(?:router\.)?middlewares$/, verdict: (set, { value }) => verdictOnMiddlewares(set, value) },
  { name: /^ingress\.kubernetes\.io\/auth-forward|forward-?auth/i, verdict: (_, { value }) => asksIf(!OFF.test(value.trim())) },
  { name: /(?:^|[/.])oauth(?:2?-.*)?$/, verdict: (_, { value }) => asksIf(!OFF.test(value.trim())) },
  { name: /(?:^|[/.])(?:basic-auth-secret|jwt-key|auth-realm-secret)$/, verdict: (_, { value }) => asksIf(!OFF.test(value.trim())) },
  { name: /^nginx\.org\/policies$/, verdict: (set, { value }) => namedObjects(set, 'Policy', value, 'k8s.nginx.org') },
  { name: /^konghq\.com\/plugins$/, verdict: (set, { value }) => namedObjects(set, 'KongPlugin', value, 'configuration.konghq.com') },
  {
    name: /(?:configuration|server|auth)-snippet$/,
    verdict: (_, { value }) => asksIf(/\bauth_(?:request|basic|jwt)\s+(?!off\b)\S/.test(value)),
  },
  {
    name: /(?:whitelist-source-range|allowlist-source-range|ip[_-]whitelist|ip[_-]allowlist|inbound-cidrs|\/allow-list)$/,
    verdict: (_, { value }) => limits(value.split(/[\s,]+/)),
  },
  { name: /^zalando\.org\/skipper-filter$/, verdict: (_, { value }) => asksIf(/oauth|basicAuth|oidc|webhook\(/i.test(value)) },
];

/** Whether the annotations of a route have its controller ask who requests come from. */
export function verdictOnAnnotations(set: ManifestSet, { annotations }: Manifest): Verdict {
  const verdicts = Object.keys(annotations).flatMap((name) => {
    const value = text(annotations[name]);
    const meanings = value === undefined ? [] : MEANINGS.filter((meaning) => meaning.name.test(name));
    return meanings.map((meaning) => ({
      verdict: meaning.verdict(set, { name, value: value!, all: annotations }),
      isRange: /range|list|cidrs/.test(name),
    }));
  });
  const satisfiesAny = Object.keys(annotations).some((name) => /\/satisfy$/.test(name) && text(annotations[name]) === 'any');
  // One of both is enough then: a range that takes everyone leaves no question.
  if (satisfiesAny && verdicts.some(({ verdict, isRange }) => isRange && verdict === 'open')) return 'open';
  return together(verdicts.map(({ verdict }) => verdict));
}

/** Settings of a policy or plugin that ask who a request comes from. */
const ASKING_FIELDS = ['basicAuth', 'jwt', 'oidc', 'ingressMTLS', 'apiKey', 'externalAuth', 'accessControl'];

function namedObjects(set: ManifestSet, kind: string, names: string, group: string): Verdict {
  const verdicts = names
    .split(',')
    .map((name) => name.trim().replace(/^.*\//, ''))
    .filter(Boolean)
    .map((name): Verdict => {
      const found = set.ofKind(kind, group).find((each) => each.name === name);
      if (found === undefined) return verdictByName(name);
      const plugin = text(found.json.plugin);
      if (plugin !== undefined) return asksIf(verdictByName(plugin) === 'asks' && found.json.disabled !== true);
      return asksIf(ASKING_FIELDS.some((field) => found.spec[field] !== undefined));
    });
  return together(verdicts);
}

/** Whether a policy of NGINX of that name asks. */
export function verdictOnNginxPolicy(set: ManifestSet, name: string): Verdict {
  return namedObjects(set, 'Policy', name, 'k8s.nginx.org');
}
