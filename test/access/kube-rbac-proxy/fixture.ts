import { type App, Chart } from 'cdk8s';
import { parse } from 'yaml';
import { RayTls, RayTlsCa, type RayTlsClusterProps } from '../../../lib';
import { KubeRbacProxyAuth, type KubeRbacProxyAuthProps } from '../../../lib/access/kube-rbac-proxy/kube-rbac-proxy-auth';
import { only, synth, testChart, testCluster } from '../../support/synth';

export const PROXY = 'kube-rbac-proxy';

/** A cluster in another namespace than its chart. */
export function elsewhere(chart: Chart): Partial<RayTlsClusterProps> {
  const ca = RayTlsCa.fromSecretName(new Chart(chart.node.root as App, 'elsewhere', { namespace: 'elsewhere' }), 'ca', 'ca-tls');
  return { tls: RayTls.signedBy(ca), metadata: { name: 'demo', namespace: 'elsewhere' } };
}

/** A guarded cluster named `demo` in namespace `ray`. */
export function guard(props: Partial<KubeRbacProxyAuthProps> = {}, clusterProps: Partial<RayTlsClusterProps> = {}, chart = testChart()) {
  const cluster = testCluster({ metadata: { name: 'demo' }, ...clusterProps }, chart);
  return { chart, cluster, auth: new KubeRbacProxyAuth(chart, 'auth', { cluster, ...props }) };
}

export function head(chart: Chart): any {
  return only('RayCluster', chart).spec.headGroupSpec;
}

export function containersOf(chart: Chart): Record<string, any> {
  const { containers, initContainers } = head(chart).template.spec;
  return Object.fromEntries([...initContainers, ...containers].map((container: any) => [container.name, container]));
}

export function proxy(chart: Chart): any {
  return containersOf(chart)[PROXY];
}

export function flag(chart: Chart, name: string): string | undefined {
  return proxy(chart)
    .args.find((arg: string) => arg.startsWith(`--${name}=`))
    ?.slice(name.length + 3);
}

export function resourceAttributes(chart: Chart): any {
  const config = synth(chart).find((object) => object.kind === 'ConfigMap' && object.data['config.yaml'] !== undefined);
  return parse(config.data['config.yaml']).authorization.resourceAttributes;
}

/** The probes of the head's Ray container. */
export function probesOf(chart: Chart): any {
  const [{ startupProbe, readinessProbe, livenessProbe }] = head(chart).template.spec.containers;
  return { startupProbe, readinessProbe, livenessProbe };
}
