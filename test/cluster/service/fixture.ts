import { RayServeConfig, RayTls, RayTlsCa, RayTlsService, type RayTlsServiceProps } from '../../../lib';
import { only, testChart } from '../../support/synth';

export const serveConfig = RayServeConfig.of({ applications: [{ name: 'text', importPath: 'app.main:graph' }] });

/** A service signed by a CA whose Secret was made elsewhere, so that only the service's own objects are rendered. */
export function testService(props: Partial<RayTlsServiceProps> = {}, chart = testChart()): RayTlsService {
  const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
  return new RayTlsService(chart, 'service', { tls, metadata: { name: 'answers' }, serveConfig, ...props });
}

/** The spec of the RayService that such a service renders. */
export function serviceSpec(props: Partial<RayTlsServiceProps> = {}): any {
  return only('RayService', testService(props)).spec;
}
