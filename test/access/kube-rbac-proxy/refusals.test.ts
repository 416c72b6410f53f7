import { Chart, Testing } from 'cdk8s';
import { CertManagerIssuer, RayTls, RayTlsCa } from '../../../lib';
import { KubeRbacProxyAuth } from '../../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { KubeRbacProxyListener } from '../../../lib/access/kube-rbac-proxy/listener';
import { KubeRbacProxyPaths } from '../../../lib/access/kube-rbac-proxy/paths';
import { RayAccess } from '../../../lib/access/kube-rbac-proxy/permission';
import { RaySubject } from '../../../lib/access/ray-subject';
import { RayTlsJob } from '../../../lib/cluster/job/ray-tls-job';
import { testChart } from '../../support/synth';

import { elsewhere, guard, PROXY } from './fixture';

describe('what cannot work is refused', () => {
  const listener = KubeRbacProxyListener;
  const template = (spec: object) => ({ head: { template: { spec } } });
  const TABLE: [string, () => unknown, string][] = [
    [
      "a RayJob's cluster",
      () => {
        const chart = testChart();
        const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
        return new KubeRbacProxyAuth(chart, 'auth', { cluster: new RayTlsJob(chart, 'job', { tls, entrypoint: 'true' }) });
      },
      "[ray/auth] cluster is 'RayJob': the KubeRay operator submits and watches through the dashboard, without a Kubernetes token (v1.7.0): the proxy would refuse it, and the job or service would never start. Fix: guard a RayTlsCluster, or use RayTokenAuth, whose token KubeRay sends.",
    ],
    [
      'a chart without a namespace',
      () => guard({}, {}, new Chart(Testing.app(), 'ray')),
      "[ray/auth] the cluster's namespace is undefined: access is decided by, and granted in, the namespace of the RayCluster. Fix: name it: new Chart(app, 'ray', { namespace: 'ray' }).",
    ],
    [
      'a head without a dashboard',
      () => guard({}, { head: { rayStartParams: { 'include-dashboard': 'False' } } }),
      "[ray/auth] headGroupSpec.rayStartParams['include-dashboard'] is 'False': there is no dashboard to guard. Fix: remove it, or this construct.",
    ],
    [
      'a dashboard that listens on an address of its own',
      () => guard({}, { head: { rayStartParams: { 'dashboard-host': '10.0.0.7' } } }),
      "[ray/cluster] headGroupSpec.rayStartParams['dashboard-host'] is '10.0.0.7': KubeRbacProxyAuth ray/auth needs '127.0.0.1'. Fix: remove it; it is set by itself.",
    ],
    [
      "a dashboard on the proxy's port",
      () => guard({}, { head: { rayStartParams: { 'dashboard-port': '8443' } } }),
      "[ray/auth] headGroupSpec.rayStartParams['dashboard-port'] is '8443': the proxy listens on 8443 and 8643 of the same pod. Fix: remove it: Ray's own 8265 is out of the way.",
    ],
    [
      'a dashboard that stays where the plain-HTTP proxy goes',
      () => guard({ listener: listener.plainHttp() }, { head: { rayStartParams: { 'dashboard-port': '8265' } } }),
      "[ray/auth] headGroupSpec.rayStartParams['dashboard-port'] is '8265': the proxy listens on 8265 of the same pod.",
    ],
    [
      'a dashboard on another port than the plain-HTTP form has it',
      () => guard({ listener: listener.plainHttp() }, { head: { rayStartParams: { 'dashboard-port': '9000' } } }),
      "[ray/cluster] headGroupSpec.rayStartParams['dashboard-port'] is '9000': KubeRbacProxyAuth ray/auth needs '8443'.",
    ],
    [
      'a token in every container of the head',
      () => guard({}, template({ automountServiceAccountToken: true })),
      '[ray/auth] head.template.spec: automountServiceAccountToken is true: every container of the pod would get the token of a ServiceAccount that reviews tokens and permissions',
    ],
    [
      'a second proxy before one dashboard',
      () => {
        const { chart, cluster } = guard();
        return new KubeRbacProxyAuth(chart, 'second', { cluster });
      },
      'KubeRbacProxyAuth ray/auth and KubeRbacProxyAuth ray/second both define it',
    ],
    [
      'a container of the name that the proxy has',
      () => guard({}, template({ containers: [{ name: 'ray-head' }, { name: PROXY, image: 'mine' }] })),
      "[ray/cluster] 'kube-rbac-proxy' in head.template.spec.containers: head.template.spec and KubeRbacProxyAuth ray/auth both define it",
    ],
    [
      'a version with a v',
      () => guard({ proxyVersion: 'v0.22.1' }),
      "[ray/auth] proxyVersion is 'v0.22.1': it is no version of kube-rbac-proxy.",
    ],
    [
      'a version that is too old',
      () => guard({ proxyVersion: '0.18.0' }),
      "[ray/auth] proxyVersion is '0.18.0': this library knows the flags",
    ],
    ['an empty audience', () => guard({ audiences: ['ray', ''] }), "[ray/auth] audiences[1] is '': it is empty, or has a comma"],
    ['two audiences in one', () => guard({ audiences: ['a,b'] }), "[ray/auth] audiences[0] is 'a,b': it is empty, or has a comma"],
    ['no path', () => guard({ paths: KubeRbacProxyPaths.of([]) }), '[ray/auth] paths: no pattern is given'],
    [
      'a path that no request has',
      () => guard({ paths: KubeRbacProxyPaths.of(['api/*']) }),
      "[ray/auth] paths[0] is 'api/*': every path begins with '/', so no request would match it. Fix: write '/api/*'.",
    ],
    ['a pattern over segments', () => guard({ paths: KubeRbacProxyPaths.of(['/**']) }), "[ray/auth] paths[0] is '/**': in these patterns"],
    ['a pattern that is none', () => guard({ paths: KubeRbacProxyPaths.of(['/[']) }), "[ray/auth] paths[0] is '/[': in these patterns"],
    [
      'a DNS name that is none',
      () => guard({ listener: listener.clusterTls({ dnsNames: ['https://ray'] }) }),
      "[ray/auth] KubeRbacProxyListener.clusterTls: dnsNames[0] is 'https://ray': it is no DNS name",
    ],
    [
      'a Secret name that is none',
      () => guard({ listener: listener.fromSecret('Corp') }),
      "[ray/auth] KubeRbacProxyListener.fromSecret is 'Corp'",
    ],
    [
      'a certificate in another namespace than the head',
      () => {
        const chart = testChart();
        const issuer = CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp');
        return guard({ listener: listener.issuedBy(issuer) }, elsewhere(chart), chart);
      },
      "[ray/auth] the chart's namespace is 'ray': the certificate goes into a Secret of that namespace",
    ],
    [
      'a ServiceAccount name that is none',
      () => guard().auth.grant(RaySubject.serviceAccount('Ray User')),
      '[ray/auth] subject: serviceAccount',
    ],
    ['a namespace that is none', () => guard().auth.grant(RaySubject.serviceAccount('a', 'b.c')), "[ray/auth] subject: namespace is 'b.c'"],
    ['a user without a name', () => guard().auth.grant(RaySubject.user(' ')), "[ray/auth] subject: user is ' ': it is empty"],
    [
      'those without a token',
      () => guard().auth.grant(RaySubject.group('system:unauthenticated')),
      "[ray/auth] subject: group is 'system:unauthenticated': it stands for requests without a token",
    ],
    [
      'a subject that is granted access twice',
      () => {
        const { auth } = guard();
        auth.grant(RaySubject.user('alice'), RayAccess.READ_ONLY);
        auth.grant(RaySubject.user('alice'));
      },
      "[ray/auth] grant is 'User/alice': that subject has been granted access before, and the larger of the two would count. Fix: leave one of the two out.",
    ],
  ];

  test.each(TABLE)('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });
});
