import { Chart, Testing } from 'cdk8s';
import { type CaKeyPair, RayTlsCa, type RayTlsCaProps } from '../../lib';

/** A chart in the namespace `ray`. */
export function rayChart(props: { readonly namespace?: string } = { namespace: 'ray' }): Chart {
  return new Chart(Testing.app(), 'ray', props);
}

/** The objects that a CA with that key pair makes. */
export function synthCa(keyPair?: CaKeyPair, props: RayTlsCaProps = {}): any[] {
  const chart = rayChart();
  new RayTlsCa(chart, 'ca', { keyPair, ...props });
  return Testing.synth(chart);
}

/** The one object of that kind. */
export function only(objects: any[], kind: string): any {
  const found = objects.filter((object) => object.kind === kind);
  expect(found).toHaveLength(1);
  return found[0];
}

/** The text under a key of the one Secret. */
export function secretText(objects: any[], key: string): string {
  return Buffer.from(only(objects, 'Secret').data[key], 'base64').toString();
}

/** The message with which that fails. */
export function errorOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was accepted');
}
