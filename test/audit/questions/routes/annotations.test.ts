import { ingressExposesPort } from '../../../../lib/audit/rules/ingress-exposes-port';
import { complaints, object, rayCluster } from '../../rules/support';
import { exposed, HEAD, ingress } from './support';

const NGINX = 'nginx.ingress.kubernetes.io';
const ALB = 'alb.ingress.kubernetes.io';

test.each<[object]>([
  [{ [`${NGINX}/auth-url`]: 'https://login.example.com/auth' }],
  [{ [`${NGINX}/auth-type`]: 'basic', [`${NGINX}/auth-secret`]: 'users' }],
  [{ [`${NGINX}/auth-tls-secret`]: 'ray/ca' }],
  [{ [`${NGINX}/auth-tls-secret`]: 'ray/ca', [`${NGINX}/auth-tls-verify-client`]: 'on' }],
  [{ [`${NGINX}/whitelist-source-range`]: '192.0.2.0/24, 198.51.100.7' }],
  [{ [`${NGINX}/configuration-snippet`]: 'auth_request /check;' }],
  [{ [`${ALB}/auth-type`]: 'oidc' }],
  [{ [`${ALB}/mutual-authentication`]: '[{"port": 443, "mode": "verify"}]' }],
  [{ 'haproxy.org/auth-type': 'basic-auth', 'haproxy.org/auth-secret': 'users' }],
  [{ 'haproxy-ingress.github.io/oauth': 'oauth2_proxy' }],
  [{ 'nginx.org/basic-auth-secret': 'users' }],
  [{ 'konghq.com/plugins': 'rate-limit, key-auth' }],
  [{ 'traefik.ingress.kubernetes.io/router.middlewares': 'auth-oidc@file' }],
  [{ 'traefik.ingress.kubernetes.io/router.middlewares': 'ray-guard@kubernetescrd' }],
  [{ 'zalando.org/skipper-filter': 'oauthTokeninfoAnyScope("uid")' }],
])('compliant: %j', (annotations) => {
  expect(exposed(ingress(annotations))).toEqual([]);
});

test.each<[object]>([
  [{ [`${NGINX}/auth-url`]: '' }],
  [{ [`${NGINX}/auth-type`]: 'none' }],
  [{ [`${NGINX}/auth-signin`]: 'https://login.example.com' }],
  [{ [`${NGINX}/auth-tls-secret`]: 'ray/ca', [`${NGINX}/auth-tls-verify-client`]: 'off' }],
  [{ [`${NGINX}/auth-tls-secret`]: 'ray/ca', [`${NGINX}/auth-tls-verify-client`]: 'optional_no_ca' }],
  [{ [`${NGINX}/whitelist-source-range`]: '0.0.0.0/0' }],
  [{ [`${NGINX}/whitelist-source-range`]: '0.0.0.0/1,128.0.0.0/1' }],
  [{ [`${NGINX}/auth-url`]: 'https://login', [`${NGINX}/satisfy`]: 'any', [`${NGINX}/whitelist-source-range`]: '0.0.0.0/0' }],
  [{ [`${NGINX}/configuration-snippet`]: 'auth_basic off;' }],
  [{ [`${NGINX}/enable-global-auth`]: 'false' }],
  [{ [`${ALB}/auth-type`]: 'none' }],
  [{ [`${ALB}/auth-type`]: 'oidc', [`${ALB}/auth-on-unauthenticated-request`]: 'allow' }],
  [{ [`${ALB}/mutual-authentication`]: '[{"port": 443, "mode": "passthrough"}]' }],
  [{ 'konghq.com/plugins': 'rate-limiting' }],
  [{ 'traefik.ingress.kubernetes.io/router.middlewares': 'ray-strip-prefix@kubernetescrd' }],
  [{ 'traefik.ingress.kubernetes.io/router.middlewares': '' }],
  [{ 'traefik.ingress.kubernetes.io/router.tls': 'true' }],
  [{ 'cert-manager.io/cluster-issuer': 'letsencrypt' }],
])('non-compliant: %j', (annotations) => {
  expect(exposed(ingress(annotations))).toHaveLength(1);
});

describe('what a Middleware of Traefik does', () => {
  const middleware = (spec: object, name = 'guard', kind = 'Middleware') => object(kind, name, { spec }, 'traefik.io/v1alpha1');
  const named = ingress({ 'traefik.ingress.kubernetes.io/router.middlewares': 'ray-guard@kubernetescrd' });
  const route = (middlewares: object[]) =>
    object('IngressRoute', 'web', { spec: { routes: [{ services: [HEAD], middlewares }] } }, 'traefik.io/v1alpha1');

  test.each<[object, boolean]>([
    [{ forwardAuth: { address: 'http://oauth2-proxy' } }, true],
    [{ basicAuth: { secret: 'users' } }, true],
    [{ digestAuth: { users: ['a'] } }, true],
    [{ ipAllowList: { sourceRange: ['192.0.2.0/24'] } }, true],
    [{ plugin: { 'keycloak-oidc': {} } }, true],
    [{ chain: { middlewares: [{ name: 'login' }] } }, true],
    [{ stripPrefix: { prefixes: ['/ray'] } }, false],
    [{ headers: { customRequestHeaders: { Authorization: 'x' } } }, false],
    [{ basicAuth: {} }, false],
    [{ ipWhiteList: { sourceRange: ['0.0.0.0/0'] } }, false],
    [{ plugin: { geoblock: {} } }, false],
    [{ chain: { middlewares: [{ name: 'strip' }] } }, false],
    [{ chain: { middlewares: [{ name: 'guard' }] } }, true],
  ])('%j asks: %p', (spec, asks) => {
    const beside = [middleware({ basicAuth: { secret: 'users' } }, 'login'), middleware({ stripPrefix: {} }, 'strip')];
    // One that names itself cannot be judged.
    const own = JSON.stringify(spec).includes('"guard"') ? [] : [middleware(spec), ...beside];
    expect(exposed(named, ...own)).toHaveLength(asks ? 0 : 1);
    expect(exposed(route([{ name: 'guard' }]), ...own)).toHaveLength(asks ? 0 : 1);
  });

  test('one for TCP limits addresses, and a route without any asks nobody', () => {
    const tcp = object(
      'IngressRouteTCP',
      'web',
      { spec: { routes: [{ services: [HEAD], middlewares: [{ name: 'guard' }] }] } },
      'traefik.io/v1alpha1',
    );
    expect(exposed(tcp, middleware({ ipAllowList: { sourceRange: ['192.0.2.0/24'] } }, 'guard', 'MiddlewareTCP'))).toEqual([]);
    expect(exposed(tcp, middleware({ inFlightConn: { amount: 10 } }, 'guard', 'MiddlewareTCP'))).toHaveLength(1);
    expect(exposed(route([]))).toHaveLength(1);
  });

  test('of several routes each counts for itself', () => {
    const spec = { routes: [{ services: [HEAD], middlewares: [{ name: 'guard' }] }, { services: [HEAD] }] };
    const both = object('IngressRoute', 'web', { spec }, 'traefik.io/v1alpha1');
    expect(exposed(both, middleware({ basicAuth: { secret: 'users' } }))).toEqual(['IngressRoute ray/web: spec.routes[1].services[0]']);
  });
});

test('a KongPlugin and a Policy of NGINX count by what they are', () => {
  const kong = (plugin: string, more: object = {}) => object('KongPlugin', 'guard', { plugin, ...more }, 'configuration.konghq.com/v1');
  const byKong = ingress({ 'konghq.com/plugins': 'guard' });
  expect(exposed(byKong, kong('openid-connect'))).toEqual([]);
  expect(exposed(byKong, kong('cors'))).toHaveLength(1);
  expect(exposed(byKong, kong('key-auth', { disabled: true }))).toHaveLength(1);
  const policy = (spec: object) => object('Policy', 'guard', { spec }, 'k8s.nginx.org/v1');
  const byNginx = ingress({ 'nginx.org/policies': 'ray/guard' });
  expect(exposed(byNginx, policy({ oidc: {} }))).toEqual([]);
  expect(exposed(byNginx, policy({ rateLimit: {} }))).toHaveLength(1);
});

test('an IngressRoute of HTTPProxy with authorization, unless the route leaves it out', () => {
  const proxy = (virtualhost: object, more: object = {}) =>
    object('HTTPProxy', 'web', { spec: { virtualhost, routes: [{ services: [HEAD], ...more }] } }, 'projectcontour.io/v1');
  const authorization = { extensionRef: { name: 'auth' } };
  expect(exposed(proxy({ authorization }))).toEqual([]);
  expect(exposed(proxy({ authorization }, { authPolicy: { disabled: true } }))).toHaveLength(1);
  expect(exposed(proxy({ tls: { clientValidation: { caSecret: 'ca' } } }))).toEqual([]);
  expect(exposed(proxy({ tls: { secretName: 'cert' } }))).toHaveLength(1);
});

test('KubeRay gives its own Ingress the annotations of the cluster', () => {
  const withIngress = (annotations: object) => {
    const cluster = rayCluster((spec) => Object.assign(spec.headGroupSpec, { enableIngress: true }));
    return complaints(ingressExposesPort, [{ ...cluster, metadata: { ...cluster.metadata, annotations } }]);
  };
  expect(withIngress({ 'kubernetes.io/ingress.class': 'nginx' })).toHaveLength(1);
  expect(withIngress({ [`${NGINX}/auth-url`]: 'https://login.example.com' })).toEqual([]);
  expect(withIngress({ [`${NGINX}/auth-type`]: 'none' })).toHaveLength(1);
});
