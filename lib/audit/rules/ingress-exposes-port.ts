import { isLoopbackReach, RayPortGuard } from '../../facts/ray-ports';
import { at, text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { PortExposure } from '../questions/exposure';
import { leadsTo } from '../questions/ports';
import { verdictOnAnnotations } from '../questions/routes/annotations';
import { openBackends } from '../questions/routes/open-backends';
import { type RayService, rayServices, type ServicePort } from '../questions/services';
import { type Complaint, type Rule, Severity } from '../rule';

/** Names that stand for names: nobody makes more of them. */
const DEEPEST_ALIAS = 3;

/** What asks a request who it comes from; a network policy that lets the ingress controller in does not. */
const AUTHENTICATES = [RayPortGuard.MUTUAL_TLS, RayPortGuard.TOKEN, RayPortGuard.RBAC_PROXY];

export const ingressExposesPort: Rule = {
  id: 'ingress-exposes-port',
  title: 'An Ingress or route exposes a port without authentication',
  why: 'Ingresses and the routes of gateways, Traefik, Istio and OpenShift are there to let people in from outside, and the dashboard behind them lets each of them run code.',
  fix: 'Lead it to a kube-rbac-proxy, turn on a token, or have the ingress controller authenticate: `nginx.ingress.kubernetes.io/auth-url`, a `forwardAuth` Middleware, a SecurityPolicy with `oidc`.',
  source: 'CVE-2023-48022; KubeRay v1.7.0, `enableIngress`',
  severity: Severity.ERROR,
  check: (set) => [
    ...openBackends(set).flatMap(({ manifest, path, service, namespace, port }) =>
      complaintsAbout(set, { manifest, path }, servicesCalled(set, service, namespace), port),
    ),
    ...set.clusters.flatMap((cluster) => {
      if (at(cluster.spec, 'headGroupSpec', 'enableIngress') !== true || asksByAnnotation(set, cluster.manifest)) return [];
      const [head] = cluster.pods;
      const path = `${head.groupPath}.enableIngress`;
      const services = rayServices(set).filter(({ pods, manifest }) => manifest === cluster.manifest && pods[0] === head);
      return complaintsAbout(set, { manifest: cluster.manifest, path }, services, 'dashboard');
    }),
  ],
};

/** KubeRay gives its Ingress the annotations of the cluster, and those of `ingressOptions`. */
function asksByAnnotation(set: ManifestSet, manifest: Manifest): boolean {
  return verdictOnAnnotations(set, manifest) !== 'open';
}

function complaintsAbout(
  set: ManifestSet,
  place: Pick<Complaint, 'manifest' | 'path'>,
  services: readonly RayService[],
  port?: string,
): Complaint[] {
  const messages = services
    .filter(({ annotations }) => !asksByBackendConfig(set, annotations))
    .flatMap((service) => messagesAbout(set, { service, port, isRoute: place.manifest.kind === 'Route' }));
  return [...new Set(messages)].map((message) => ({ ...place, message }));
}

interface Way {
  readonly service: RayService;
  readonly port?: string;
  /** Whether it is a Route of OpenShift, which may name the port of the pod instead. */
  readonly isRoute: boolean;
}

function messagesAbout(set: ManifestSet, { service, port, isRoute }: Way): string[] {
  const isNamed = ({ names, target }: ServicePort) => port === undefined || names.includes(port) || (isRoute && target === port);
  const found = new Set<string>();
  for (const pod of service.pods) {
    const open = openPorts(set, pod);
    const targets = open.length === 0 ? [] : service.portsOf(pod).filter(isNamed);
    for (const { port: listener, purpose } of open) {
      if (targets.some(({ target }) => leadsTo(target, listener))) {
        found.add(`it leads to ${listener} (${purpose}) of the ${pod.title}, which asks nobody who it is`);
      }
    }
  }
  return [...found];
}

/** The ports of a pod by which requests are obeyed that nobody asked who they come from. */
function openPorts(set: ManifestSet, pod: Pod): readonly PortExposure[] {
  const known = set.once('ports that ask nobody', () => new Map<Pod, readonly PortExposure[]>());
  const before = known.get(pod);
  if (before !== undefined) return before;
  const open = set
    .exposureOf(pod)
    .filter(({ commands, guards }) => commands && !guards.some((guard) => AUTHENTICATES.includes(guard)))
    .filter(({ isUnknown, reachableFrom }) => !isUnknown && !isLoopbackReach(reachableFrom));
  known.set(pod, open);
  return open;
}

function servicesCalled(set: ManifestSet, name: string, namespace: string | undefined, depth = 0): readonly RayService[] {
  const byName = set.once('Services before Ray pods, by name', () => {
    const names = new Map<string, RayService[]>();
    for (const service of rayServices(set)) {
      const same = names.get(service.name);
      if (same === undefined) names.set(service.name, [service]);
      else same.push(service);
    }
    return names;
  });
  const found = (byName.get(name) ?? []).filter(({ manifest }) => maybeSameNamespace(manifest.namespace, namespace));
  const alias = found.length > 0 || depth > DEEPEST_ALIAS ? undefined : aliasedBy(set, name, namespace);
  return alias === undefined ? found : servicesCalled(set, alias.name, alias.namespace, depth + 1);
}

/** The Service of the cluster for which one of type ExternalName stands. */
function aliasedBy(set: ManifestSet, name: string, namespace: string | undefined) {
  const service = set.find('Service', namespace, name);
  const [, target, targetNamespace] = /^([^.]+)\.([^.]+)\.svc(?:\.|$)/.exec(text(service?.spec.externalName) ?? '') ?? [];
  return service?.spec.type === 'ExternalName' && target !== undefined ? { name: target, namespace: targetNamespace } : undefined;
}

/** GKE asks at its load balancer where the Service names a BackendConfig with Identity-Aware Proxy. */
function asksByBackendConfig(set: ManifestSet, annotations: RayService['annotations']): boolean {
  const named = text(annotations['cloud.google.com/backend-config']) ?? text(annotations['beta.cloud.google.com/backend-config']) ?? '';
  const configs = set.ofKind('BackendConfig', 'cloud.google.com').filter(({ name }) => named.includes(`"${name}"`));
  return configs.some(({ spec }) => at(spec, 'iap', 'enabled') === true);
}
