import { ingressExposesPort } from '../../../../lib/audit/rules/ingress-exposes-port';
import { complaints, object, rayCluster } from '../../rules/support';

export const HEAD = { name: 'training-head-svc', port: 8265 };

/** The fields of a route by which the dashboard is exposed, with the objects beside it. */
export function exposed(...objects: readonly object[]): string[] {
  return complaints(ingressExposesPort, [rayCluster(), ...objects]).map((line) => line.split(': ').slice(0, 2).join(': '));
}

/** A route with annotations and labels. */
export function annotated(route: any, annotations: object, labels: object = {}): any {
  return { ...route, metadata: { ...route.metadata, annotations, labels } };
}

export function httpRoute(rule: object = {}, spec: object = {}): any {
  return object(
    'HTTPRoute',
    'web',
    { spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [HEAD], ...rule }], ...spec } },
    'gateway.networking.k8s.io/v1',
  );
}

export function ingress(annotations: object = {}): any {
  const backend = { service: { name: HEAD.name, port: { number: HEAD.port } } };
  const route = object('Ingress', 'web', { spec: { rules: [{ http: { paths: [{ backend }] } }] } }, 'networking.k8s.io/v1');
  return annotated(route, annotations);
}
