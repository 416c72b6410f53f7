import { at, isObject, type Json, objects, text } from '../../model/json';
import type { Manifest } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import { verdictOnAnnotations, verdictOnNginxPolicy } from './annotations';
import { verdictOnAttached } from './attached-policies';
import { verdictOnMiddleware } from './middlewares';
import { type Backend, backendsOf, isRoute, referencesIn } from './references';
import { SOUNDS_LIKE_AUTHENTICATION, together, type Verdict, verdictByName } from './verdict';

const TRAEFIK = ['traefik.io', 'traefik.containo.us'];
const DEEPEST_SHARING = 5;

/** The Services to which routes let requests through without asking who they come from, as far as the manifests say. */
export function openBackends(set: ManifestSet): readonly Backend[] {
  return set.once('open backends', () =>
    set.manifests
      .filter(isRoute)
      .filter((route) => verdictOnAnnotations(set, route) === 'open')
      .flatMap(backendsOf)
      .flatMap((backend) => services(set, backend))
      .filter((backend) => verdictOnWay(set, backend) === 'open' && verdictOnAttached(set, backend) === 'open'),
  );
}

/** The Services behind a TraefikService, which may share out to others of its kind. */
function services(set: ManifestSet, backend: Backend, depth = 0): readonly Backend[] {
  if (!backend.isShared) return [backend];
  if (depth > DEEPEST_SHARING) return [];
  const sharing = TRAEFIK.flatMap((group) => set.ofKind('TraefikService', group)).filter(({ name }) => name === backend.service);
  const inner = sharing
    .flatMap(referencesIn)
    .map(({ service, namespace, port, isShared }) => ({ ...backend, service, namespace, port, isShared }));
  return inner.flatMap((each) => services(set, each, depth + 1));
}

/** What stands in the route itself on the way to a backend: middlewares, filters, policies, plugins. */
function verdictOnWay(set: ManifestSet, { manifest, keys }: Backend): Verdict {
  const nodes = keys.map((_, index) => at(manifest.json, ...keys.slice(0, index + 1))).filter(isObject);
  const leavesOut = nodes.some(
    (node) => at(node, 'authPolicy', 'disabled') === true || at(node, 'jwtVerificationPolicy', 'disabled') === true,
  );
  return together([...nodes.map((node) => verdictOnNode(set, manifest, node)), leavesOut ? 'open' : together(nodes.map(verdictOnContour))]);
}

function verdictOnNode(set: ManifestSet, { namespace }: Manifest, node: Json): Verdict {
  const reference = ({ name, namespace: own }: Json) => ({ name: text(name) ?? '', namespace: text(own) ?? namespace });
  return together([
    ...objects(node.middlewares).map((each) => verdictOnMiddleware(set, reference(each))),
    ...objects(node.filters).map((filter) => verdictOnFilter(set, filter, namespace)),
    ...objects(node.policies).map(({ name }) => verdictOnNginxPolicy(set, text(name) ?? '')),
    ...objects(node.plugins).map(
      ({ name, enable }): Verdict => (enable !== false && SOUNDS_LIKE_AUTHENTICATION.test(text(name) ?? '') ? 'asks' : 'open'),
    ),
    at(node, 'authentication', 'enable') === true ? 'asks' : 'open',
  ]);
}

/** A filter of a Gateway API route. */
function verdictOnFilter(set: ManifestSet, filter: Json, namespace: string | undefined): Verdict {
  if (filter.type === 'ExternalAuth') return 'asks';
  if (filter.type !== 'ExtensionRef') return 'open';
  const kind = text(at(filter, 'extensionRef', 'kind')) ?? '';
  const name = text(at(filter, 'extensionRef', 'name')) ?? '';
  if (kind === 'Middleware') return verdictOnMiddleware(set, { name, namespace });
  return SOUNDS_LIKE_AUTHENTICATION.test(kind) ? 'asks' : verdictByName(name);
}

/** The authorization of an HTTPProxy. */
function verdictOnContour({ virtualhost, jwtVerificationPolicy }: Json): Verdict {
  const isDefault = objects(at(virtualhost, 'jwtProviders')).some((provider) => provider.default === true);
  const asks =
    isObject(at(virtualhost, 'authorization', 'extensionRef')) ||
    isObject(at(virtualhost, 'authorization', 'extensionServiceRef')) ||
    (isObject(at(virtualhost, 'tls', 'clientValidation')) &&
      at(virtualhost, 'tls', 'clientValidation', 'optionalClientCertificate') !== true) ||
    isDefault ||
    text(at(jwtVerificationPolicy, 'require')) !== undefined;
  return asks ? 'asks' : 'open';
}
