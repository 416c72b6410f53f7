import type { RayTls } from '../identity/ray-tls';
import type { RayClusterSpecProps } from './spec/props';

/**
 * A RayCluster that another app made, or somebody by hand. What is left out is taken to be as `RayTlsCluster` has it by default, or asked for by
 * what needs it.
 */
export interface RayTlsClusterImportOptions extends RayClusterSpecProps {
  /** The name of the RayCluster. */
  readonly name: string;

  /**
   * Its namespace.
   *
   * @default - the chart's
   */
  readonly namespace?: string;

  /**
   * How its pods come by their certificates, for jobs, checks and clients that need one of the same CA.
   *
   * @default - not known: what needs a certificate is refused
   */
  readonly tls?: RayTls;
}
