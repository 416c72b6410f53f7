import { at, isObject, objects, text, texts } from '../../model/json';
import { type Manifest, maybeSameNamespace } from '../../model/manifest';
import type { ManifestSet } from '../../model/manifest-set';
import { coverEveryone } from '../address-ranges';
import { SOUNDS_LIKE_AUTHENTICATION, together, type Verdict, verdictByName } from './verdict';

const TRAEFIK = ['traefik.io', 'traefik.containo.us'];
const DEEPEST_CHAIN = 10;

/** A reference to a Middleware: `name` of a namespace, or as an annotation writes it. */
interface Reference {
  readonly name: string;
  readonly namespace?: string;
}

/** What a Middleware of Traefik does, by its object, else by its name. */
export function verdictOnMiddleware(set: ManifestSet, reference: Reference, depth = 0): Verdict {
  const found = middlewares(set).find((each) => each.name === reference.name && maybeSameNamespace(each.namespace, reference.namespace));
  if (found === undefined || depth > DEEPEST_CHAIN) return verdictByName(reference.name);
  return verdictOn(set, found, depth);
}

/** The same for each of an annotation: `namespace-name@kubernetescrd, other@file`. */
export function verdictOnMiddlewares(set: ManifestSet, annotation: string): Verdict {
  const names = annotation.split(',').map((name) => name.trim().replace(/@kubernetescrd$/, ''));
  const verdicts = names.filter(Boolean).map((name) => {
    const found = middlewares(set).find((each) => name === `${each.namespace ?? 'default'}-${each.name}` || isEnding(name, each));
    return found === undefined ? verdictByName(name) : verdictOn(set, found, 0);
  });
  return together(verdicts);
}

/** One without a namespace is in whatever namespace the annotation says. */
function isEnding(name: string, middleware: Manifest): boolean {
  return middleware.namespace === undefined && name.endsWith(`-${middleware.name}`);
}

function middlewares(set: ManifestSet): readonly Manifest[] {
  return set.once('Middlewares', () =>
    TRAEFIK.flatMap((group) => [...set.ofKind('Middleware', group), ...set.ofKind('MiddlewareTCP', group)]),
  );
}

function verdictOn(set: ManifestSet, { spec, namespace }: Manifest, depth: number): Verdict {
  const asksBackend = text(at(spec, 'forwardAuth', 'address')) ? 'asks' : 'open';
  const users = [spec.basicAuth, spec.digestAuth].map((auth) =>
    text(at(auth, 'secret')) || texts(at(auth, 'users')).length > 0 ? 'asks' : 'open',
  );
  const ranges = [spec.ipAllowList, spec.ipWhiteList].map((list) => limits(texts(at(list, 'sourceRange'))));
  const chain = objects(at(spec, 'chain', 'middlewares')).map((each) =>
    verdictOnMiddleware(set, { name: text(each.name) ?? '', namespace: text(each.namespace) ?? namespace }, depth + 1),
  );
  const plugins = isObject(spec.plugin)
    ? Object.keys(spec.plugin).map((name): Verdict => (SOUNDS_LIKE_AUTHENTICATION.test(name) ? 'asks' : 'open'))
    : [];
  return together([asksBackend, ...users, ...ranges, ...chain, ...plugins] as Verdict[]);
}

/** Whether requests come from few addresses alone. */
export function limits(cidrs: readonly string[]): Verdict {
  const given = cidrs.map((cidr) => cidr.trim()).filter(Boolean);
  return given.length > 0 && !coverEveryone(given.map((cidr) => ({ cidr }))) ? 'asks' : 'open';
}
