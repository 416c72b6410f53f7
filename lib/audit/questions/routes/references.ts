import { at, isObject, type Json, objects, text, texts } from '../../model/json';
import { type Manifest, pathOf } from '../../model/manifest';

/** A Service that a route leads to. */
export interface Backend {
  readonly manifest: Manifest;
  readonly keys: readonly string[];
  readonly path: string;
  readonly service: string;
  readonly namespace?: string;
  /** The name or number of the Service's port; any if it does not say. */
  readonly port?: string;
  /** Whether it is no Service itself, but a TraefikService, which shares requests out among several. */
  readonly isShared: boolean;
}

/** Kinds whose objects let requests in from outside and name the Services that get them. */
const KIND =
  /(?:Route|RouteTCP|Ingress|VirtualService|VirtualServer|VirtualServerRoute|TransportServer|HTTPProxy|Mapping|RouteGroup|TunnelBinding)$/;
/** Groups whose kinds of such a name do something else. */
const OTHER_GROUPS =
  /^(?:serving\.knative\.dev|operator\.openshift\.io|config\.openshift\.io|networking\.internal\.knative\.dev|monitoring\.coreos\.com)$/;
/** Fields whose items are Services even where they name no port. */
const OF_SERVICES = /^(?:services|backendRefs?|backends?|destination|defaultBackend|to|alternateBackends|upstreams)$/;

/** Whether objects of a kind lead requests to Services. */
export function isRoute({ kind, group }: Manifest): boolean {
  return KIND.test(kind) && group !== '' && !OTHER_GROUPS.test(group);
}

/** The Services that a route leads to. */
export function backendsOf(manifest: Manifest): Backend[] {
  if (!leadsFromOutside(manifest)) return [];
  if (manifest.kind === 'Route' && manifest.group === 'route.openshift.io') return openShiftBackends(manifest);
  return referencesIn(manifest);
}

/** The Services that an object names. */
export function referencesIn(manifest: Manifest): Backend[] {
  const found: Backend[] = [];
  visit(manifest, manifest.spec, ['spec'], found);
  return found;
}

/** Routes of a mesh apply within it alone: those that hang on a Service, or on no gateway. */
function leadsFromOutside({ kind, group, spec }: Manifest): boolean {
  const parents = objects(spec.parentRefs);
  if (parents.length > 0 && parents.every((parent) => parent.kind === 'Service')) return false;
  if (kind !== 'VirtualService' || !group.endsWith('istio.io')) return true;
  const ofRoutes = ['http', 'tls', 'tcp'].flatMap((field) => objects(spec[field]).flatMap(({ match }) => objects(match)));
  const gateways = [...texts(spec.gateways), ...ofRoutes.flatMap((match) => texts(match.gateways))];
  return gateways.some((gateway) => gateway !== 'mesh');
}

/** All of a Route's Services get requests at the one port that it names. */
function openShiftBackends(manifest: Manifest): Backend[] {
  const { spec } = manifest;
  const port = text(at(spec, 'port', 'targetPort'));
  const alternate = objects(spec.alternateBackends).map((to, index) => ({ to, keys: ['spec', 'alternateBackends', `${index}`] }));
  return [{ to: spec.to, keys: ['spec', 'to'] }, ...alternate].map(({ to, keys }) => ({
    manifest,
    keys,
    path: pathOf(keys),
    service: text(at(to, 'name')) ?? '',
    namespace: manifest.namespace,
    port,
    isShared: false,
  }));
}

function visit(manifest: Manifest, value: unknown, keys: readonly string[], found: Backend[]): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => {
      visit(manifest, item, [...keys, `${index}`], found);
    });
  } else if (isObject(value)) {
    const reference = referenceIn(value, keys);
    if (reference !== undefined) found.push(backend(manifest, keys, reference));
    for (const [key, child] of Object.entries(value)) visit(manifest, child, [...keys, key], found);
  }
}

interface Reference {
  readonly service: string;
  readonly namespace?: string;
  readonly port?: string;
  readonly isShared?: boolean;
}

function referenceIn(value: Json, keys: readonly string[]): Reference | undefined {
  const port = portIn(value);
  const namespace = text(value.namespace) ?? text(value.serviceNamespace);
  // `service: {name, port: {number}}` of an Ingress is found at `service`; a text is the name itself.
  const named = text(value.serviceName) ?? (typeof value.service === 'string' ? value.service : undefined);
  if (named !== undefined) return { service: named, namespace, port };
  const field = [...keys].reverse().find((key) => !/^\d+$/.test(key)) ?? '';
  const isService = value.kind === undefined || value.kind === 'Service';
  if (typeof value.host === 'string' && field === 'destination') return { service: value.host, port };
  if (typeof value.name === 'string' && value.kind === 'TraefikService') return { service: value.name, namespace, isShared: true };
  if (typeof value.name !== 'string' || !isService) return undefined;
  return port !== undefined || OF_SERVICES.test(field) || field === 'service' ? { service: value.name, namespace, port } : undefined;
}

function portIn({ port, servicePort }: Json): string | undefined {
  return text(servicePort) ?? text(port) ?? text(at(port, 'number')) ?? text(at(port, 'name'));
}

function withoutLast(keys: readonly string[], last: string): readonly string[] {
  return keys[keys.length - 1] === last ? keys.slice(0, -1) : keys;
}

/** A name may be one of DNS, with its namespace, and have its port behind a colon. */
function backend(manifest: Manifest, keys: readonly string[], { service, namespace, port, isShared = false }: Reference): Backend {
  const [, host, ownPort] = /^(?:[a-z]+:\/\/)?([^/:]+)(?::(\d+))?/i.exec(service) ?? ['', '', undefined];
  const [name, ofName, ...suffix] = host.split('.');
  const hasNamespace = ofName !== undefined && (suffix.length === 0 || suffix[0] === 'svc');
  return {
    manifest,
    keys,
    path: pathOf(withoutLast(withoutLast(keys, 'service'), 'backend')),
    service: name,
    namespace: (hasNamespace ? ofName : undefined) ?? namespace ?? manifest.namespace,
    port: port ?? ownPort,
    isShared,
  };
}
