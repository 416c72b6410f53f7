import { COMMANDING_PURPOSES, RayPortGuard } from '../../facts/ray-ports';
import type { ManifestSet } from '../model/manifest-set';
import { type Backend, backendsOf, INGRESS_KINDS } from '../questions/ingress';
import { rayServices } from '../questions/services';
import { type Complaint, type Rule, Severity } from '../rule';

/** What asks a request who it comes from; a network policy that lets the ingress controller in does not. */
const AUTHENTICATES = [RayPortGuard.MUTUAL_TLS, RayPortGuard.TOKEN, RayPortGuard.RBAC_PROXY];

export const ingressExposesPort: Rule = {
  id: 'ingress-exposes-port',
  title: 'An Ingress leads to a port that asks nobody who it is',
  why: 'An Ingress, HTTPRoute or Route is there to let people in from outside, and the dashboard behind it lets each of them run code.',
  fix: 'Lead it to a kube-rbac-proxy, turn on a token, or have the ingress controller authenticate (`nginx.ingress.kubernetes.io/auth-url` and the like).',
  source: 'CVE-2023-48022; KubeRay v1.7.0, `enableIngress`',
  severity: Severity.ERROR,
  check: (set) => [
    ...INGRESS_KINDS.flatMap(({ kind, group }) => set.ofKind(kind, group)).flatMap((ingress) =>
      backendsOf(ingress).flatMap((backend) => complaintsAbout(set, backend)),
    ),
    ...set.clusters
      .filter(({ spec }) => (spec.headGroupSpec as { enableIngress?: unknown } | undefined)?.enableIngress === true)
      .flatMap(({ manifest, path, pods: [head] }) => {
        const service = rayServices(set).find((each) => each.pod === head && each.manifest === manifest);
        const backend = { manifest, path: `${path}.headGroupSpec.enableIngress`, service: service?.name ?? '', port: 'dashboard' };
        return complaintsAbout(set, backend);
      }),
  ],
};

function complaintsAbout(set: ManifestSet, { manifest, path, service, port }: Backend): Complaint[] {
  const services = servicesByName(set).get(`${manifest.namespace ?? ''}/${service}`) ?? [];
  return services.flatMap(({ pod, ports }) => {
    const targets = ports.filter(({ names }) => port === undefined || names.includes(port)).map(({ target }) => target);
    const asking = (guards: readonly RayPortGuard[]) => guards.some((guard) => AUTHENTICATES.includes(guard));
    return set
      .exposureOf(pod)
      .filter((exposed) => targets.includes(exposed.port) && COMMANDING_PURPOSES.includes(exposed.purpose) && !asking(exposed.guards))
      .map((exposed) => ({
        manifest,
        path,
        message: `it leads to ${exposed.port} (${exposed.purpose}) of the ${pod.title}, which asks nobody who it is`,
      }));
  });
}

function servicesByName(set: ManifestSet) {
  return set.once('Services before Ray pods, by name', () => {
    const byName = new Map<string, ReturnType<typeof rayServices>[number][]>();
    for (const service of rayServices(set)) {
      const name = `${service.manifest.namespace ?? ''}/${service.name}`;
      byName.set(name, [...(byName.get(name) ?? []), service]);
    }
    return byName;
  });
}
