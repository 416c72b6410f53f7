import { COMMANDING_PURPOSES } from '../../facts/ray-ports';
import { rayServices } from '../questions/services';
import { type Rule, Severity } from '../rule';

export const serviceExposesPort: Rule = {
  id: 'service-exposes-port',
  title: 'A Service leads from outside to an unprotected port',
  why: 'A LoadBalancer or NodePort takes requests from beyond the cluster, and nothing asks there who it is: whoever finds the address runs code.',
  fix: 'Use ClusterIP, leave the port out, limit `loadBalancerSourceRanges`, or protect the port first.',
  source: 'CVE-2023-48022, exploited on dashboards that were reachable from the Internet',
  severity: Severity.ERROR,
  check: (set) =>
    rayServices(set)
      .filter(({ type, sourceRanges }) => type === 'NodePort' || (type === 'LoadBalancer' && !sourceRanges))
      .flatMap(({ manifest, path, type, pod, ports }) => {
        const open = set
          .exposureOf(pod)
          .filter((exposed) => exposed.isOpen && COMMANDING_PURPOSES.includes(exposed.purpose))
          .filter((exposed) => ports.some(({ target }) => target === exposed.port));
        if (open.length === 0) return [];
        const names = open.map(({ port, purpose }) => `${port} (${purpose})`).join(' and ');
        return [{ manifest, path, message: `this ${type} leads to ${names} of the ${pod.title}, which nothing protects` }];
      }),
};
