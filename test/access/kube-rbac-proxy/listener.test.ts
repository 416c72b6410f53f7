import { CertManagerIssuer, RayTls } from '../../../lib';
import { KubeRbacProxyListener } from '../../../lib/access/kube-rbac-proxy/listener';
import { KubeRbacProxyPermission } from '../../../lib/access/kube-rbac-proxy/permission';
import { only, synth, testChart, testCluster } from '../../support/synth';

import { containersOf, flag, guard, head, PROXY, probesOf, proxy, resourceAttributes } from './fixture';

describe('KubeRbacProxyListener', () => {
  const issuedBy = (names = {}) => {
    const chart = testChart();
    const listener = KubeRbacProxyListener.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp'), names);
    return guard({ listener }, {}, chart);
  };

  test('clusterTls carries the names asked for', () => {
    const { chart } = guard({ listener: KubeRbacProxyListener.clusterTls({ dnsNames: ['ray.example.com'] }) });
    const leaf = containersOf(chart)['kube-rbac-proxy-leaf'];
    expect(leaf.env).toContainEqual({ name: 'LEAF_DNS_NAMES', value: 'ray.example.com' });
  });

  test("clusterTls is the cluster's own way, whichever that is: RayTls.issuedBy requests this leaf too", () => {
    const chart = testChart();
    const tls = RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp'));
    const { auth } = guard({}, { tls }, chart);
    const { 'kube-rbac-proxy-leaf': leaf, 'ray-tls-leaf': raysLeaf } = containersOf(chart);
    expect(leaf.command).toEqual(raysLeaf.command);
    expect(leaf.env).toContainEqual({ name: 'LEAF_SERVICES', value: auth.serviceName });
    expect(leaf.securityContext.runAsUser).toBe(proxy(chart).securityContext.runAsUser);
    expect(only('ServiceAccount', chart).metadata.name).toBe(head(chart).template.spec.serviceAccountName);
  });

  test("issuedBy asks for a certificate of the Service's names, and mounts its Secret in the proxy alone", () => {
    const { chart } = issuedBy({ dnsNames: ['ray.example.com'] });
    const { spec } = only('Certificate', chart);
    expect(spec).toMatchObject({
      secretName: 'demo-dashboard-tls',
      dnsNames: [
        'demo-dashboard',
        'demo-dashboard.ray',
        'demo-dashboard.ray.svc',
        'demo-dashboard.ray.svc.cluster.local',
        'ray.example.com',
      ],
      usages: ['digital signature', 'server auth'],
    });
    expect(head(chart).template.spec.volumes).toContainEqual({
      name: 'kube-rbac-proxy-tls',
      secret: {
        secretName: 'demo-dashboard-tls',
        items: [
          { key: 'tls.crt', path: 'tls.crt' },
          { key: 'tls.key', path: 'tls.key' },
        ],
      },
    });
    const mounting = Object.values(containersOf(chart)).filter(({ volumeMounts = [] }) =>
      volumeMounts.some((mount: any) => mount.name === 'kube-rbac-proxy-tls'),
    );
    expect(mounting.map(({ name }) => name)).toEqual([PROXY]);
  });

  test('secret mounts that Secret, and makes no leaf', () => {
    const { chart } = guard({ listener: KubeRbacProxyListener.fromSecret('corp-tls') });
    expect(head(chart).template.spec.volumes).toContainEqual(
      expect.objectContaining({ name: 'kube-rbac-proxy-tls', secret: expect.objectContaining({ secretName: 'corp-tls' }) }),
    );
    expect(containersOf(chart)).not.toHaveProperty('kube-rbac-proxy-leaf');
  });

  describe("plainHttp is KubeRay's guide word by word", () => {
    const plain = (clusterProps = {}, props = {}) => guard({ listener: KubeRbacProxyListener.plainHttp(), ...props }, clusterProps);

    test("the proxy takes the dashboard's port, and the head's own Service leads to it", () => {
      const { chart, auth } = plain();
      expect(flag(chart, 'insecure-listen-address')).toBe(':8265');
      expect(flag(chart, 'secure-listen-address')).toBeUndefined();
      expect(flag(chart, 'upstream')).toBe('http://127.0.0.1:8443/');
      expect(head(chart).rayStartParams).toMatchObject({ 'dashboard-host': '127.0.0.1', 'dashboard-port': '8443' });
      expect(synth(chart).filter(({ kind }) => kind === 'Service')).toEqual([]);
      expect(auth).toMatchObject({ serviceName: 'demo-head-svc', port: 8265, address: 'http://demo-head-svc.ray.svc:8265' });
    });

    test("the guide's Role on the RayCluster counts", () => {
      expect(resourceAttributes(plain().chart)).not.toHaveProperty('subresource');
      expect(resourceAttributes(plain({}, { permission: KubeRbacProxyPermission.DASHBOARD }).chart)).toHaveProperty(
        'subresource',
        'dashboard',
      );
    });

    test('the proxy is probed by its port, as it has no health endpoint without TLS', () => {
      expect(proxy(plain().chart)).toMatchObject({
        livenessProbe: { tcpSocket: { port: 8265 } },
        readinessProbe: { tcpSocket: { port: 8265 } },
      });
    });

    describe.each(['1.5', '1.5.1'])(
      'the probes of KubeRay %s, which ask the port that the proxy has taken, are replaced',
      (kubeRayVersion) => {
        const asksDashboard = (probe: any) => {
          expect(probe.exec.command[2]).toContain('http://localhost:8443/api/gcs_healthz');
          expect(probe.exec.command[2]).toContain('http://localhost:52365/api/local_raylet_healthz');
          expect(probe.exec.command[2]).not.toContain(':8265');
        };

        test('of a Ray that answers for everything by its agent: liveness', () => {
          const { livenessProbe, readinessProbe } = probesOf(plain({ kubeRayVersion }).chart);
          asksDashboard(livenessProbe);
          expect(readinessProbe.httpGet.port).toBe(52365);
        });

        test('of an older Ray: liveness and readiness', () => {
          const { livenessProbe, readinessProbe } = probesOf(plain({ kubeRayVersion, rayVersion: '2.50.0' }).chart);
          asksDashboard(livenessProbe);
          asksDashboard(readinessProbe);
        });

        test('unless its agent listens elsewhere, which they follow', () => {
          const head = { rayStartParams: { 'dashboard-agent-listen-port': '50000' } };
          expect(probesOf(plain({ kubeRayVersion, head }).chart).livenessProbe.exec.command[2]).toContain('http://localhost:50000/');
        });
      },
    );

    test.each(['1.6', '1.7.0'])('the probes of KubeRay %s, which follow the dashboard, are left to it', (kubeRayVersion) => {
      const guarded = probesOf(plain({ kubeRayVersion, rayVersion: '2.50.0' }).chart);
      const chart = testChart();
      testCluster({ kubeRayVersion, rayVersion: '2.50.0' }, chart);
      expect(guarded).toEqual(probesOf(chart));
    });

    test("the user's own probes win", () => {
      const readinessProbe = { tcpSocket: { port: 6379 } };
      const template = { spec: { containers: [{ name: 'ray-head', readinessProbe }] } };
      const [ray] = head(plain({ kubeRayVersion: '1.5', head: { template } }).chart).template.spec.containers;
      expect(ray.readinessProbe).toEqual(readinessProbe);
    });
  });
});
