import { RayPortGuard } from '../../facts/ray-ports';
import { at, text } from '../model/json';
import { type Manifest, maybeSameNamespace } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import { leadsTo } from '../questions/ports';
import { verdictOnAnnotations } from '../questions/routes/annotations';
import { openBackends } from '../questions/routes/open-backends';
import { type RayService, rayServices } from '../questions/services';
import { type Complaint, type Rule, Severity } from '../rule';

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
      const services = rayServices(set).filter(({ pod, manifest }) => pod === head && manifest === cluster.manifest);
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
  return services.flatMap(({ pod, ports, annotations }) => {
    if (asksByBackendConfig(set, annotations)) return [];
    const targets = ports.filter(({ names }) => port === undefined || names.includes(port)).map(({ target }) => target);
    // A Route of OpenShift may name the port of the pod instead.
    const own = port !== undefined && place.manifest.kind === 'Route' && ports.some(({ target }) => target === port) ? [port] : [];
    const asking = (guards: readonly RayPortGuard[]) => guards.some((guard) => AUTHENTICATES.includes(guard));
    return set
      .exposureOf(pod)
      .filter((exposed) => [...targets, ...own].some((target) => leadsTo(target, exposed.port)) && exposed.commands)
      .filter(({ guards, isUnknown, reachableFrom }) => !asking(guards) && !isUnknown && !reachableFrom.includes('the pod itself'))
      .map((exposed) => ({
        ...place,
        message: `it leads to ${exposed.port} (${exposed.purpose}) of the ${pod.title}, which asks nobody who it is`,
      }));
  });
}

function servicesCalled(set: ManifestSet, name: string, namespace: string | undefined): readonly RayService[] {
  const byName = set.once('Services before Ray pods, by name', () => {
    const names = new Map<string, RayService[]>();
    for (const service of rayServices(set)) {
      const same = names.get(service.name);
      if (same === undefined) names.set(service.name, [service]);
      else same.push(service);
    }
    return names;
  });
  return (byName.get(name) ?? []).filter(({ manifest }) => maybeSameNamespace(manifest.namespace, namespace));
}

/** GKE asks at its load balancer where the Service names a BackendConfig with Identity-Aware Proxy. */
function asksByBackendConfig(set: ManifestSet, annotations: RayService['annotations']): boolean {
  const named = text(annotations['cloud.google.com/backend-config']) ?? text(annotations['beta.cloud.google.com/backend-config']) ?? '';
  const configs = set.ofKind('BackendConfig', 'cloud.google.com').filter(({ name }) => named.includes(`"${name}"`));
  return configs.some(({ spec }) => at(spec, 'iap', 'enabled') === true);
}
