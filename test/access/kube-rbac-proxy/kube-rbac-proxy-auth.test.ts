import { type App, Chart, Testing } from 'cdk8s';
import { RayPortGuard, RayPortPurpose, RayTls, RayTlsCa, RayTlsCluster } from '../../../lib';
import { KubeRbacProxyAuth } from '../../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { KubeRbacProxyListener } from '../../../lib/access/kube-rbac-proxy/listener';
import { KubeRbacProxyPermission, RayAccess } from '../../../lib/access/kube-rbac-proxy/permission';
import { RaySubject } from '../../../lib/access/ray-subject';
import { only, synth, testChart, testCluster } from '../../support/synth';

import { containersOf, elsewhere, flag, guard, head, PROXY, probesOf, proxy, resourceAttributes } from './fixture';

test('everything that it adds to a cluster', () => {
  const chart = testChart();
  const access = new Chart(chart.node.root as App, 'access', { namespace: 'ray' });
  const auth = new KubeRbacProxyAuth(access, 'auth', { cluster: testCluster({ metadata: { name: 'demo' } }, chart) });
  auth.grant(RaySubject.serviceAccount('ray-user'));
  auth.grant(RaySubject.group('auditors'), RayAccess.READ_ONLY);
  expect({ objects: Testing.synth(access), container: proxy(chart) }).toMatchSnapshot();
});

describe('the dashboard', () => {
  test('listens within its pod alone', () => expect(head(guard().chart).rayStartParams['dashboard-host']).toBe('127.0.0.1'));

  test('stays on its port, where the proxy finds it', () => {
    const { chart } = guard();
    expect(head(chart).rayStartParams).not.toHaveProperty('dashboard-port');
    expect(flag(chart, 'upstream')).toBe('http://127.0.0.1:8265/');
  });

  test('is found where its user has put it', () => {
    const { chart } = guard({}, { head: { rayStartParams: { 'dashboard-port': '9000' } } });
    expect(flag(chart, 'upstream')).toBe('http://127.0.0.1:9000/');
  });

  test.each(['1.5.1', '1.6', '1.7'])('is found by the same probes as without a proxy (KubeRay %s)', (kubeRayVersion) => {
    const guarded = probesOf(guard({}, { kubeRayVersion }).chart);
    const chart = testChart();
    testCluster({ kubeRayVersion }, chart);
    expect(guarded).toEqual(probesOf(chart));
  });
});

describe('the proxy', () => {
  test('is the version asked for, from the registry asked for', () => {
    expect(proxy(guard().chart).image).toBe('quay.io/brancz/kube-rbac-proxy:v0.22.1');
    expect(proxy(guard({ proxyVersion: '0.19.0' }).chart).image).toBe('quay.io/brancz/kube-rbac-proxy:v0.19.0');
    expect(proxy(guard({ image: 'registry.example/proxy:1' }).chart).image).toBe('registry.example/proxy:1');
  });

  test('uses no flag that is deprecated or does nothing', () => {
    const names = proxy(guard({ audiences: ['ray'] }).chart).args.map((arg: string) => arg.split('=')[0]);
    expect(names).toEqual([
      '--secure-listen-address',
      '--proxy-endpoints-port',
      '--tls-cert-file',
      '--tls-private-key-file',
      '--tls-min-version',
      '--upstream',
      '--config-file',
      '--auth-token-audiences',
      '--allow-paths',
    ]);
  });

  test('takes no client certificate for a proof: those of the cluster are for Ray', () => {
    expect(flag(guard().chart, 'client-ca-file')).toBeUndefined();
  });

  test('speaks TLS 1.2 or newer', () => expect(flag(guard().chart, 'tls-min-version')).toBe('VersionTLS12'));

  test('has its health probed past authentication', () => {
    const { chart } = guard();
    const probe = { path: '/healthz', port: Number(flag(chart, 'proxy-endpoints-port')), scheme: 'HTTPS' };
    expect(proxy(chart)).toMatchObject({ livenessProbe: { httpGet: probe }, readinessProbe: { httpGet: probe } });
  });

  test("accepts the API server's audience, or those asked for", () => {
    expect(flag(guard().chart, 'auth-token-audiences')).toBeUndefined();
    expect(flag(guard({ audiences: ['ray', 'https://ray.example.com'] }).chart, 'auth-token-audiences')).toBe(
      'ray,https://ray.example.com',
    );
  });

  test('has what resources it is given', () => {
    const resources = { requests: { cpu: '1m' } };
    expect(proxy(guard({ resources }).chart).resources).toEqual(resources);
  });

  test('has nothing that it does not need', () => {
    expect(proxy(guard().chart).securityContext).toEqual({
      runAsUser: 65532,
      runAsGroup: 65532,
      runAsNonRoot: true,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
  });

  test('is no part of worker groups', () => {
    const { chart } = guard({}, { workerGroups: [{ groupName: 'cpu' }] });
    expect(JSON.stringify(only('RayCluster', chart).spec.workerGroupSpecs)).not.toContain(PROXY);
  });
});

describe('what only the proxy can read', () => {
  const mountsOf = (chart: Chart, volume: string) =>
    Object.values(containersOf(chart))
      .filter((container) => container.volumeMounts?.some((mount: any) => mount.name === volume))
      .map((container) => container.name);

  test('is its token of the Kubernetes API', () => {
    const { chart } = guard();
    expect(mountsOf(chart, 'kube-rbac-proxy-token')).toEqual([PROXY]);
    expect(head(chart).template.spec.automountServiceAccountToken).toBe(false);
  });

  test('is its TLS key, beside the init container that makes it, under the same user', () => {
    const { chart } = guard();
    expect(mountsOf(chart, 'kube-rbac-proxy-tls')).toEqual(['kube-rbac-proxy-leaf', PROXY]);
    expect(containersOf(chart)['kube-rbac-proxy-leaf'].securityContext.runAsUser).toBe(proxy(chart).securityContext.runAsUser);
  });

  test("is not Ray's key", () => expect(mountsOf(guard().chart, 'ray-tls')).not.toContain(PROXY));
});

describe('the Service', () => {
  test("leads to the head of this cluster, by a name that fits the longest cluster's", () => {
    const longest = 'a'.repeat(53);
    const { chart, auth } = guard({}, { metadata: { name: longest } });
    const service = only('Service', chart);
    expect(service.metadata.name).toBe(`${longest}-dashboard`);
    expect(service.metadata.name.length).toBeLessThanOrEqual(63);
    expect(service.spec.selector).toEqual({ 'ray.io/cluster': longest, 'ray.io/node-type': 'head' });
    expect(service.spec.ports).toEqual([expect.objectContaining({ port: 8443, targetPort: 8443 })]);
    expect(auth.serviceName).toBe(service.metadata.name);
  });

  test("has its names in the proxy's leaf", () => {
    const { chart, auth } = guard();
    const leaf = containersOf(chart)['kube-rbac-proxy-leaf'];
    expect(leaf.env).toContainEqual({ name: 'LEAF_SERVICES', value: auth.serviceName });
    expect(auth).toMatchObject({ port: 8443, address: 'https://demo-dashboard.ray.svc:8443' });
  });
});

describe('RBAC', () => {
  const reviewer = (chart: Chart) => ({ role: only('ClusterRole', chart), binding: only('ClusterRoleBinding', chart) });

  test("lets the head's ServiceAccount review tokens and permissions, and nothing else", () => {
    const { chart } = guard();
    const { role, binding } = reviewer(chart);
    const { serviceAccountName } = head(chart).template.spec;
    expect(role.rules).toEqual([
      { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
      { apiGroups: ['authorization.k8s.io'], resources: ['subjectaccessreviews'], verbs: ['create'] },
    ]);
    expect(binding.roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role.metadata.name });
    expect(binding.subjects).toEqual([{ kind: 'ServiceAccount', name: serviceAccountName, namespace: 'ray' }]);
    expect(only('ServiceAccount', chart)).toMatchObject({
      metadata: { name: serviceAccountName, namespace: 'ray' },
      automountServiceAccountToken: false,
    });
  });

  test("names the ServiceAccount so that KubeRay's autoscaling takes the same: a letter first, 50 characters", () => {
    const chart = testChart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    const cluster = new RayTlsCluster(chart, `1${'x'.repeat(80)}`, { metadata: { name: 'demo' }, tls, autoscaling: {} });
    new KubeRbacProxyAuth(chart, 'auth', { cluster });
    const { name } = only('ServiceAccount', chart).metadata;
    expect(name).toMatch(/^[a-z][-a-z0-9]*$/);
    expect(name.length).toBeLessThanOrEqual(50);
  });

  test('uses the ServiceAccount that the template names, and makes none', () => {
    const { chart } = guard({}, { head: { template: { spec: { serviceAccountName: 'mine' } } } });
    expect(synth(chart).filter(({ kind }) => kind === 'ServiceAccount')).toEqual([]);
    expect(reviewer(chart).binding.subjects).toEqual([{ kind: 'ServiceAccount', name: 'mine', namespace: 'ray' }]);
  });

  test('has other names for a cluster of the same name in another namespace, and no namespace itself', () => {
    const names = [
      ['a', 'b-c'],
      ['a-b', 'c'],
      ['c', 'a-b'],
    ].map(([namespace, name]) => {
      const { role, binding } = reviewer(guard({}, { metadata: { name } }, testChart(namespace)).chart);
      for (const { metadata } of [role, binding]) expect(metadata).not.toHaveProperty('namespace');
      expect(binding.metadata.name).toBe(role.metadata.name);
      return role.metadata.name;
    });
    expect(new Set(names).size).toBe(3);
  });

  test("puts everything else into the cluster's namespace, not the chart's", () => {
    const chart = testChart();
    const { auth } = guard({}, elsewhere(chart), chart);
    auth.grant(RaySubject.serviceAccount('ray-user'));
    const kinds = ['ServiceAccount', 'Service', 'Role', 'RoleBinding'];
    for (const kind of kinds) expect(only(kind, chart).metadata.namespace).toBe('elsewhere');
    expect(only('RoleBinding', chart).subjects).toEqual([{ kind: 'ServiceAccount', name: 'ray-user', namespace: 'elsewhere' }]);
    expect(resourceAttributes(chart).namespace).toBe('elsewhere');
  });
});

describe('what the proxy asks Kubernetes', () => {
  test('is about the dashboard of this cluster, not about the RayCluster object', () => {
    expect(resourceAttributes(guard().chart)).toEqual({
      apiGroup: 'ray.io',
      apiVersion: 'v1',
      resource: 'rayclusters',
      subresource: 'dashboard',
      namespace: 'ray',
      name: 'demo',
    });
  });

  test("is about the RayCluster where so chosen, as in KubeRay's guide", () => {
    const attributes = resourceAttributes(guard({ permission: KubeRbacProxyPermission.CLUSTER }).chart);
    expect(attributes).toMatchObject({ resource: 'rayclusters', name: 'demo' });
    expect(attributes).not.toHaveProperty('subresource');
  });
});

describe('a grant', () => {
  const roles = (chart: Chart) => synth(chart).filter(({ kind }) => kind === 'Role');
  const bindings = (chart: Chart) => synth(chart).filter(({ kind }) => kind === 'RoleBinding');

  test('is all of the dashboard of this cluster, and nothing of any other', () => {
    const { chart, auth } = guard();
    auth.grant(RaySubject.serviceAccount('ray-user'));
    const rule = { apiGroups: ['ray.io'], resources: ['rayclusters/dashboard'], resourceNames: ['demo'] };
    expect(only('Role', chart).rules).toEqual([{ ...rule, verbs: ['get', 'create', 'update', 'delete'] }]);
  });

  test('is what GET shows, for who may only read', () => {
    const { chart, auth } = guard();
    auth.grant(RaySubject.group('auditors'), RayAccess.READ_ONLY);
    expect(only('Role', chart).rules[0].verbs).toEqual(['get']);
  });

  test('follows what the proxy asks for', () => {
    const { chart, auth } = guard({ permission: KubeRbacProxyPermission.CLUSTER });
    auth.grant(RaySubject.serviceAccount('ray-user'));
    expect(only('Role', chart).rules[0].resources).toEqual(['rayclusters']);
  });

  test('binds ServiceAccounts, users and groups by the names that the API server has for them', () => {
    const { chart, auth } = guard();
    auth.grant(RaySubject.serviceAccount('ray-user'));
    auth.grant(RaySubject.serviceAccount('ray-user', 'other'));
    auth.grant(RaySubject.user('https://idp.example.com/#alice@example.com'));
    auth.grant(RaySubject.group('oidc:team a'), RayAccess.READ_ONLY);
    const apiGroup = 'rbac.authorization.k8s.io';
    expect(bindings(chart).flatMap(({ subjects }) => subjects)).toEqual([
      { kind: 'ServiceAccount', name: 'ray-user', namespace: 'ray' },
      { kind: 'ServiceAccount', name: 'ray-user', namespace: 'other' },
      { kind: 'User', name: 'https://idp.example.com/#alice@example.com', apiGroup },
      { kind: 'Group', name: 'oidc:team a', apiGroup },
    ]);
    expect(roles(chart)).toHaveLength(2);
    const verbsOf = Object.fromEntries(roles(chart).map(({ metadata, rules }) => [metadata.name, rules[0].verbs]));
    expect(bindings(chart).map(({ roleRef }) => verbsOf[roleRef.name].length)).toEqual([4, 4, 4, 1]);
    const names = bindings(chart).map(({ metadata }) => metadata.name);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-.a-z0-9]{0,61}[a-z0-9])?$/);
  });
});

describe('the exposure of the cluster', () => {
  const guardsOf = (cluster: RayTlsCluster, purpose: RayPortPurpose) =>
    cluster.exposure().filter((port) => port.groupName === 'headgroup' && port.purpose === purpose);

  test('has the dashboard within its pod, and the proxy before it', () => {
    const { cluster } = guard();
    expect(guardsOf(cluster, RayPortPurpose.DASHBOARD)).toEqual([expect.objectContaining({ reachableFrom: ['the pod itself'] })]);
    expect(guardsOf(cluster, RayPortPurpose.PROXY)).toEqual([
      expect.objectContaining({ port: '8443', guards: [RayPortGuard.TLS, RayPortGuard.RBAC_PROXY] }),
    ]);
  });

  test('does not call plain HTTP TLS', () => {
    const { cluster } = guard({ listener: KubeRbacProxyListener.plainHttp() });
    expect(guardsOf(cluster, RayPortPurpose.PROXY)).toEqual([expect.objectContaining({ port: '8265', guards: [RayPortGuard.RBAC_PROXY] })]);
  });
});
