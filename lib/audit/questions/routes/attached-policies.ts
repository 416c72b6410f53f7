import { at, isObject, type Json, objects, text, textEntries, texts } from '../../model/json';
import { type Manifest, maybeSameNamespace } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import { matches } from '../selector';
import { limits } from './middlewares';
import type { Backend } from './references';
import { together, type Verdict } from './verdict';

/** Settings of policies that have requests asked who they come from, as Envoy Gateway, kgateway, Kuadrant, GKE and others call them. */
const ASKING =
  /^(?:oidc|jwt|basicAuth|apiKeyAuth|apiKeyAuthentication|extAuth|forwardAuth|authentication|iap|oauth2?|clientValidation|frontendValidation)$/;
/** By which such a setting is told to let requests through all the same. */
const OPTIONAL = ['optional', 'allowMissing', 'anonymous', 'disable'];
const DEEPEST = 12;

/** Whether a policy that hangs on a route, its Gateway or its Service has requests asked. */
export function verdictOnAttached(set: ManifestSet, { manifest, keys, service }: Backend): Verdict {
  const policies = policiesIn(set);
  const gateways = objects(manifest.spec.parentRefs).map(({ name }) => text(name) ?? '');
  const onRoute = policies.filter(
    (policy) => targets(policy, manifest.kind, [manifest.name], manifest) && isForRule(policy, manifest, keys),
  );
  const onGateway = policies.filter((policy) => targets(policy, 'Gateway', gateways, manifest));
  const onService = policies.filter((policy) => targets(policy, 'Service', [service], manifest));
  // The same kind of policy counts where it is nearest, as a whole.
  const inherited = onGateway.filter(({ kind, group }) => !onRoute.some((near) => near.kind === kind && near.group === group));
  const asked = [...onRoute, ...inherited, ...onService].map((policy) => verdictOn(policy.spec));
  const gateway = set.ofKind('Gateway', 'gateway.networking.k8s.io').filter(({ name }) => gateways.includes(name));
  return together([...asked, ...gateway.map(({ spec }) => verdictOn(spec)), verdictOnIstio(set, manifest)]);
}

/** Everything that says by `targetRefs` or `targetSelectors` to what it applies. */
function policiesIn(set: ManifestSet): readonly Manifest[] {
  return set.once('attached policies', () =>
    set.manifests.filter(
      ({ spec, kind }) => kind !== 'AuthorizationPolicy' && (targetsOf(spec).length > 0 || objects(spec.targetSelectors).length > 0),
    ),
  );
}

function targetsOf(spec: Json): readonly Json[] {
  return [...objects(spec.targetRefs), ...(isObject(spec.targetRef) ? [spec.targetRef] : [])];
}

function targets(policy: Manifest, kind: string, names: readonly string[], route: Manifest): boolean {
  if (!maybeSameNamespace(policy.namespace, route.namespace) && kind !== 'Gateway') return false;
  const named = targetsOf(policy.spec).some((target) => text(target.kind) === kind && names.includes(text(target.name) ?? ''));
  const labels = new Map(textEntries(at(route.json, 'metadata', 'labels')));
  const selected = objects(policy.spec.targetSelectors).some(
    (selector) => kind === route.kind && text(selector.kind) === kind && matches(selector, labels),
  );
  return named || selected;
}

/** A policy may be for one rule of a route alone. */
function isForRule({ spec }: Manifest, route: Manifest, keys: readonly string[]): boolean {
  const sections = targetsOf(spec)
    .filter((target) => text(target.kind) === route.kind && text(target.name) === route.name)
    .map(({ sectionName }) => text(sectionName));
  const rule = text(at(route.json, ...keys.slice(0, 3), 'name'));
  return sections.length === 0 || sections.some((section) => section === undefined || section === rule);
}

function verdictOn(spec: Json): Verdict {
  return asks(spec, 0) || deniesByDefault(spec.authorization) ? 'asks' : 'open';
}

function asks(value: unknown, depth: number): boolean {
  if (depth > DEEPEST) return false;
  if (Array.isArray(value)) return value.some((item) => asks(item, depth + 1));
  return Object.entries(isObject(value) ? value : {}).some(([key, child]) =>
    ASKING.test(key) && isObject(child) ? isInForce(child) : key !== 'targetRefs' && asks(child, depth + 1),
  );
}

/** Whether it asks everyone; of `authentication` one way that takes anybody is enough to get through. */
function isInForce(setting: Json): boolean {
  if (OPTIONAL.some((field) => setting[field] === true || setting[field] === 'true' || isObject(setting[field]))) return false;
  if (setting.enabled === false || Object.keys(setting).length === 0) return false;
  return !Object.values(setting).some((each) => isObject(each) && isObject(each.anonymous));
}

/** Authorization of Envoy Gateway: who is not named is denied, and not everyone is named. */
function deniesByDefault(authorization: unknown): boolean {
  if (text(at(authorization, 'defaultAction')) !== 'Deny') return false;
  const allowing = objects(at(authorization, 'rules')).filter(({ action }) => action === 'Allow');
  return allowing.every(({ principal }) => {
    const cidrs = texts(at(principal, 'clientCIDRs'));
    return isObject(principal) && Object.keys(principal).length > 0 && (cidrs.length === 0 || limits(cidrs) === 'asks');
  });
}

/** An AuthorizationPolicy of Istio that asks for an identity; for which gateway it is only the mesh knows. */
function verdictOnIstio(set: ManifestSet, route: Manifest): Verdict {
  if (!/istio\.io$|^gateway\.networking\.k8s\.io$/.test(route.group)) return 'open';
  const asking = set.ofKind('AuthorizationPolicy', 'security.istio.io').some(({ spec }) => {
    const action = text(spec.action) ?? 'ALLOW';
    const sources = objects(spec.rules).map((rule) => objects(rule.from).map(({ source }) => source));
    if (action === 'CUSTOM') return sources.length > 0;
    const who = action === 'DENY' ? ['notRequestPrincipals', 'notPrincipals'] : ['requestPrincipals', 'principals'];
    const named = (source: unknown) =>
      who.some((field) => texts(at(source, field)).length > 0) || limits(texts(at(source, 'ipBlocks'))) === 'asks';
    return action === 'DENY'
      ? sources.flat().some(named)
      : sources.length > 0 && sources.every((from) => from.length > 0 && from.every(named));
  });
  return asking ? 'asks' : 'open';
}
