import { object } from '../../rules/support';
import { exposed, HEAD } from './support';

const GATEWAY = 'gateway.networking.k8s.io/v1';
const TRAEFIK = 'traefik.io/v1alpha1';
const ISTIO = 'networking.istio.io/v1';
const SERVICES = { routes: [{ match: 'Host(`ray.example.com`)', services: [HEAD] }] };
const destination = (host: string, port?: object) => ({ route: [{ destination: { host, port } }] });

test.each<[string, string, object, string]>([
  ['HTTPRoute', GATEWAY, { rules: [{ backendRefs: [HEAD] }] }, 'spec.rules[0].backendRefs[0]'],
  ['GRPCRoute', GATEWAY, { rules: [{ backendRefs: [{ name: 'other', port: 1 }, HEAD] }] }, 'spec.rules[0].backendRefs[1]'],
  ['TCPRoute', 'gateway.networking.k8s.io/v1alpha2', { rules: [{ backendRefs: [HEAD] }] }, 'spec.rules[0].backendRefs[0]'],
  ['TLSRoute', 'gateway.networking.k8s.io/v1alpha2', { rules: [{ backendRefs: [HEAD] }] }, 'spec.rules[0].backendRefs[0]'],
  ['IngressRoute', TRAEFIK, SERVICES, 'spec.routes[0].services[0]'],
  ['IngressRoute', 'traefik.containo.us/v1alpha1', SERVICES, 'spec.routes[0].services[0]'],
  ['IngressRouteTCP', TRAEFIK, SERVICES, 'spec.routes[0].services[0]'],
  ['IngressRoute', TRAEFIK, { routes: [{ services: [{ name: HEAD.name, port: 'dashboard' }] }] }, 'spec.routes[0].services[0]'],
  ['VirtualService', ISTIO, { gateways: ['edge'], http: [destination(HEAD.name, { number: 8265 })] }, 'spec.http[0].route[0].destination'],
  [
    'VirtualService',
    ISTIO,
    { gateways: ['mesh', 'istio-system/edge'], tcp: [destination(`${HEAD.name}.ray.svc.cluster.local`, { number: 8265 })] },
    'spec.tcp[0].route[0].destination',
  ],
  [
    'VirtualService',
    ISTIO,
    { gateways: ['edge'], tls: [destination(`${HEAD.name}.ray`, { number: 8265 })] },
    'spec.tls[0].route[0].destination',
  ],
  [
    'VirtualService',
    ISTIO,
    { http: [{ match: [{ gateways: ['edge'] }], ...destination(HEAD.name, { number: 8265 }) }] },
    'spec.http[0].route[0].destination',
  ],
  ['HTTPProxy', 'projectcontour.io/v1', { virtualhost: { fqdn: 'a' }, routes: [{ services: [HEAD] }] }, 'spec.routes[0].services[0]'],
  ['HTTPProxy', 'projectcontour.io/v1', { tcpproxy: { services: [HEAD] } }, 'spec.tcpproxy.services[0]'],
  ['Mapping', 'getambassador.io/v3alpha1', { prefix: '/', service: 'http://training-head-svc.ray:8265' }, 'spec'],
  ['VirtualServer', 'k8s.nginx.org/v1', { upstreams: [{ name: 'head', service: HEAD.name, port: 8265 }] }, 'spec.upstreams[0]'],
  [
    'ApisixRoute',
    'apisix.apache.org/v2',
    { http: [{ backends: [{ serviceName: HEAD.name, servicePort: 8265 }] }] },
    'spec.http[0].backends[0]',
  ],
  [
    'TCPIngress',
    'configuration.konghq.com/v1beta1',
    { rules: [{ backend: { serviceName: HEAD.name, servicePort: 8265 } }] },
    'spec.rules[0]',
  ],
  [
    'RouteGroup',
    'zalando.org/v1',
    { backends: [{ name: 'b', type: 'service', serviceName: HEAD.name, servicePort: 8265 }] },
    'spec.backends[0]',
  ],
  [
    'Ingress',
    'extensions/v1beta1',
    { rules: [{ http: { paths: [{ backend: { serviceName: HEAD.name, servicePort: 8265 } }] } }] },
    'spec.rules[0].http.paths[0]',
  ],
  [
    'Route',
    'route.openshift.io/v1',
    {
      to: { kind: 'Service', name: 'other' },
      alternateBackends: [{ kind: 'Service', name: HEAD.name, weight: 1 }],
      port: { targetPort: 'dashboard' },
    },
    'spec.alternateBackends[0]',
  ],
  ['Route', 'route.openshift.io/v1', { to: { kind: 'Service', name: HEAD.name }, port: { targetPort: 8265 } }, 'spec.to'],
])('a %s of %s leads to %j: %s', (kind, apiVersion, spec, path) => {
  expect(exposed(object(kind, 'web', { spec }, apiVersion))).toEqual([`${kind} ray/web: ${path}`]);
});

test('an IngressRoute leads to what a TraefikService shares out', () => {
  const route = object('IngressRoute', 'web', { spec: { routes: [{ services: [{ name: 'shared', kind: 'TraefikService' }] }] } }, TRAEFIK);
  const service = object('TraefikService', 'shared', { spec: { weighted: { services: [HEAD] } } }, TRAEFIK);
  expect(exposed(route, service)).toEqual(['IngressRoute ray/web: spec.routes[0].services[0]']);
  expect(exposed(route)).toEqual([]);
});

test.each<[string, string, object]>([
  ['VirtualService', ISTIO, { http: [destination(HEAD.name, { number: 8265 })] }],
  ['VirtualService', ISTIO, { gateways: ['mesh'], http: [destination(HEAD.name, { number: 8265 })] }],
  ['VirtualService', ISTIO, { gateways: ['edge'], http: [destination(`${HEAD.name}.other.svc.cluster.local`, { number: 8265 })] }],
  ['HTTPRoute', GATEWAY, { parentRefs: [{ kind: 'Service', name: HEAD.name, port: 8265 }], rules: [{ backendRefs: [HEAD] }] }],
  ['HTTPRoute', GATEWAY, { rules: [{ backendRefs: [{ ...HEAD, namespace: 'other' }] }] }],
  ['HTTPRoute', GATEWAY, { rules: [{ backendRefs: [{ ...HEAD, port: 8000 }] }] }],
  ['TCPRoute', GATEWAY, { rules: [{ backendRefs: [{ ...HEAD, port: 6379 }] }] }],
  ['IngressRoute', TRAEFIK, { routes: [{ services: [{ name: 'another', port: 8265 }] }] }],
  ['DestinationRule', ISTIO, { host: HEAD.name, trafficPolicy: { portLevelSettings: [{ port: { number: 8265 } }] } }],
  ['ServiceMonitor', 'monitoring.coreos.com/v1', { endpoints: [{ port: 'dashboard' }], selector: { matchLabels: { name: HEAD.name } } }],
])('compliant: a %s of %s with %j', (kind, apiVersion, spec) => {
  expect(exposed(object(kind, 'web', { spec }, apiVersion))).toEqual([]);
});
