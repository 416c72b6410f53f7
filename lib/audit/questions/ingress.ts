import { at, objects, text } from '../model/json';
import type { Manifest } from '../model/manifest';

/** A Service that an Ingress, HTTPRoute or Route leads to. */
export interface Backend {
  readonly manifest: Manifest;
  readonly path: string;
  readonly service: string;
  /** The name or number of the Service's port; any if it does not say. */
  readonly port?: string;
}

export const INGRESS_KINDS = [
  { kind: 'Ingress', group: 'networking.k8s.io' },
  { kind: 'HTTPRoute', group: 'gateway.networking.k8s.io' },
  { kind: 'Route', group: 'route.openshift.io' },
];

/** Annotations by which ingress controllers are told to authenticate. */
const AUTHENTICATION = /(?:^|[/.-])auth-(?:url|type|tls-secret)$|forward-?auth|middlewares$|oauth|(?:^|\/)auth-(?:type|idp-)/;

/** Where it leads to, unless it authenticates itself. */
export function backendsOf(manifest: Manifest): Backend[] {
  if (Object.keys(manifest.annotations).some((name) => AUTHENTICATION.test(name))) return [];
  if (manifest.kind === 'HTTPRoute') return httpRouteBackends(manifest);
  if (manifest.kind === 'Route') {
    const port = text(at(manifest.spec, 'port', 'targetPort'));
    return [{ manifest, path: 'spec.to', service: text(at(manifest.spec, 'to', 'name')) ?? '', port }];
  }
  return ingressBackends(manifest);
}

function httpRouteBackends(manifest: Manifest): Backend[] {
  return objects(manifest.spec.rules).flatMap((rule, index) =>
    objects(rule.backendRefs).map(({ name, port }, place) => ({
      manifest,
      path: `spec.rules[${index}].backendRefs[${place}]`,
      service: text(name) ?? '',
      port: text(port),
    })),
  );
}

function ingressBackends(manifest: Manifest): Backend[] {
  const backend = (path: string, value: unknown): Backend => ({
    manifest,
    path,
    service: text(at(value, 'service', 'name')) ?? '',
    port: text(at(value, 'service', 'port', 'name')) ?? text(at(value, 'service', 'port', 'number')),
  });
  const rules = objects(manifest.spec.rules).flatMap((rule, index) =>
    objects(at(rule, 'http', 'paths')).map((each, place) => backend(`spec.rules[${index}].http.paths[${place}]`, each.backend)),
  );
  return manifest.spec.defaultBackend === undefined ? rules : [backend('spec.defaultBackend', manifest.spec.defaultBackend), ...rules];
}
