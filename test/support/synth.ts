import { type App, Chart, Testing } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps } from '../../lib';

/** A chart in a namespace, as an app of its own has it. */
export function testChart(namespace: string | undefined = 'ray'): Chart {
  return new Chart(Testing.app(), 'ray', { namespace });
}

/** A cluster signed by a CA whose Secret was made elsewhere, so that only the cluster's own objects are rendered. */
export function testCluster(props: Partial<RayTlsClusterProps> = {}, chart = testChart()): RayTlsCluster {
  const tls = props.tls ?? RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  return new RayTlsCluster(chart, 'cluster', { ...props, tls });
}

/** Everything that the app of a construct renders, as plain objects. */
export function synth(construct: { readonly node: { readonly root: any } }): any[] {
  const app = construct.node.root as App;
  return app.charts.flatMap((chart) => Testing.synth(chart));
}

/** The one object of a kind that the app of a construct renders. */
export function only(kind: string, construct: { readonly node: { readonly root: any } }): any {
  const found = synth(construct).filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}
