import { object } from '../../rules/support';
import { annotated, exposed, HEAD, httpRoute } from './support';

const onRoute = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'web' }] };
const onGateway = { targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge' }] };
const policy = (spec: object, kind = 'SecurityPolicy', apiVersion = 'gateway.envoyproxy.io/v1alpha1') =>
  object(kind, `p${Object.keys(spec).join('')}`.toLowerCase(), { spec }, apiVersion);
const OIDC = { oidc: { provider: { issuer: 'https://login.example.com' }, clientID: 'ray' } };

test.each<[string, object]>([
  ['oidc', OIDC],
  ['basicAuth', { basicAuth: { users: { name: 'users' } } }],
  ['apiKeyAuth', { apiKeyAuth: { credentialRefs: [{ name: 'keys' }] } }],
  ['extAuth', { extAuth: { http: { backendRefs: [{ name: 'auth', port: 80 }] } } }],
  ['jwt', { jwt: { providers: [{ name: 'a' }] } }],
  [
    'authorization',
    { authorization: { defaultAction: 'Deny', rules: [{ action: 'Allow', principal: { clientCIDRs: ['192.0.2.0/24'] } }] } },
  ],
])('compliant: a SecurityPolicy with %s, on the route or on its Gateway', (_, spec) => {
  expect(exposed(httpRoute(), policy({ ...onRoute, ...spec }))).toEqual([]);
  expect(exposed(httpRoute(), policy({ targetRef: onRoute.targetRefs[0], ...spec }))).toEqual([]);
  expect(exposed(httpRoute(), policy({ ...onGateway, ...spec }))).toEqual([]);
});

test.each<[string, object]>([
  ['cors alone', { cors: { allowOrigins: ['*'] } }],
  ['jwt that may be missing', { jwt: { optional: true, providers: [{ name: 'a' }] } }],
  ['authorization that allows', { authorization: { defaultAction: 'Allow' } }],
  [
    'authorization for every address',
    { authorization: { defaultAction: 'Deny', rules: [{ action: 'Allow', principal: { clientCIDRs: ['0.0.0.0/0'] } }] } },
  ],
])('non-compliant: a SecurityPolicy with %s', (_, spec) => {
  expect(exposed(httpRoute(), policy({ ...onRoute, ...spec }))).toHaveLength(1);
});

test('non-compliant: a policy of another route, kind, Gateway, namespace or rule', () => {
  const target = (reference: object, more: object = {}) =>
    policy({ targetRefs: [{ kind: 'HTTPRoute', name: 'web', ...reference }], ...OIDC, ...more });
  expect(exposed(httpRoute(), target({ name: 'other' }))).toHaveLength(1);
  expect(exposed(httpRoute(), target({ kind: 'GRPCRoute' }))).toHaveLength(1);
  expect(exposed(httpRoute(), target({ kind: 'Gateway', name: 'other' }))).toHaveLength(1);
  const elsewhere = target({});
  expect(exposed(httpRoute(), { ...elsewhere, metadata: { ...elsewhere.metadata, namespace: 'other' } })).toHaveLength(1);
  const named = httpRoute({ name: 'open' });
  expect(exposed(named, target({ sectionName: 'closed' }))).toHaveLength(1);
  expect(exposed(named, target({ sectionName: 'open' }))).toEqual([]);
});

test('a policy on the route replaces the one on its Gateway', () => {
  expect(exposed(httpRoute(), policy({ ...onGateway, ...OIDC }), policy({ ...onRoute, cors: {} }))).toHaveLength(1);
});

test('a policy may select routes by labels', () => {
  const selecting = policy({ targetSelectors: [{ kind: 'HTTPRoute', matchLabels: { auth: 'oidc' } }], ...OIDC });
  expect(exposed(annotated(httpRoute(), {}, { auth: 'oidc' }), selecting)).toEqual([]);
  expect(exposed(httpRoute(), selecting)).toHaveLength(1);
});

test.each<[string, string, object, boolean]>([
  ['AuthPolicy', 'kuadrant.io/v1', { rules: { authentication: { login: { jwt: { issuerUrl: 'https://a' } } } } }, true],
  ['AuthPolicy', 'kuadrant.io/v1', { rules: { authentication: { anyone: { anonymous: {} } } } }, false],
  ['TrafficPolicy', 'gateway.kgateway.dev/v1alpha1', { extAuth: { extensionRef: { name: 'auth' } } }, true],
  ['TrafficPolicy', 'gateway.kgateway.dev/v1alpha1', { rateLimit: {} }, false],
  ['BackendTrafficPolicy', 'gateway.envoyproxy.io/v1alpha1', { retry: {} }, false],
])('a %s of %s with %j asks: %p', (kind, apiVersion, spec, asks) => {
  expect(exposed(httpRoute(), policy({ ...onRoute, ...spec }, kind, apiVersion))).toHaveLength(asks ? 0 : 1);
});

test('a policy on the Service, and client certificates on the Gateway', () => {
  const onService = { targetRef: { kind: 'Service', name: HEAD.name } };
  const iap = (enabled: boolean) =>
    policy({ ...onService, default: { iap: { enabled, clientID: 'a' } } }, 'GCPBackendPolicy', 'networking.gke.io/v1');
  expect(exposed(httpRoute(), iap(true))).toEqual([]);
  expect(exposed(httpRoute(), iap(false))).toHaveLength(1);
  const clients = policy({ ...onGateway, tls: { clientValidation: { caCertificateRefs: [{ name: 'ca' }] } } }, 'ClientTrafficPolicy');
  expect(exposed(httpRoute(), clients)).toEqual([]);
  const gateway = (tls: object) => object('Gateway', 'edge', { spec: { listeners: [{ tls }] } }, 'gateway.networking.k8s.io/v1');
  expect(exposed(httpRoute(), gateway({ frontendValidation: { caCertificateRefs: [{ name: 'ca' }] } }))).toEqual([]);
  expect(exposed(httpRoute(), gateway({ mode: 'Terminate' }))).toHaveLength(1);
});

test('filters of the route itself', () => {
  const filtered = (filter: object) => httpRoute({ filters: [filter] });
  const extension = (kind: string, name: string) => filtered({ type: 'ExtensionRef', extensionRef: { group: 'traefik.io', kind, name } });
  const middleware = (spec: object) => object('Middleware', 'guard', { spec }, 'traefik.io/v1alpha1');
  expect(exposed(extension('Middleware', 'guard'), middleware({ forwardAuth: { address: 'http://auth' } }))).toEqual([]);
  expect(exposed(extension('Middleware', 'guard'), middleware({ stripPrefix: {} }))).toHaveLength(1);
  expect(exposed(extension('AuthenticationFilter', 'a'))).toEqual([]);
  expect(exposed(filtered({ type: 'ExternalAuth', externalAuth: {} }))).toEqual([]);
  expect(exposed(filtered({ type: 'URLRewrite' }))).toHaveLength(1);
});

test('AuthorizationPolicies of Istio', () => {
  const route = object(
    'VirtualService',
    'web',
    { spec: { gateways: ['edge'], http: [{ route: [{ destination: { host: HEAD.name, port: { number: 8265 } } }] }] } },
    'networking.istio.io/v1',
  );
  const istio = (spec: object) => object('AuthorizationPolicy', 'a', { spec }, 'security.istio.io/v1');
  expect(exposed(route, istio({ rules: [{ from: [{ source: { requestPrincipals: ['https://login/*'] } }] }] }))).toEqual([]);
  expect(exposed(route, istio({ action: 'DENY', rules: [{ from: [{ source: { notRequestPrincipals: ['*'] } }] }] }))).toEqual([]);
  expect(exposed(route, istio({ action: 'CUSTOM', provider: { name: 'oauth2' }, rules: [{}] }))).toEqual([]);
  expect(exposed(route, istio({ rules: [{}] }))).toHaveLength(1);
  expect(exposed(route, istio({ rules: [{ to: [{ operation: { methods: ['GET'] } }] }] }))).toHaveLength(1);
  expect(exposed(route)).toHaveLength(1);
});
