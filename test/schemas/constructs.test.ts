import { Chart, Testing } from 'cdk8s';
import fc from 'fast-check';
import { RayTls, RayTlsCa, RayTlsCluster, type RayTlsClusterProps } from '../../lib';
import { synth } from '../support/synth';
import { clusterProps, signing } from './support/arbitrary-clusters';
import { validateManifest } from './support/validate-manifest';

const KUBERAY_VERSIONS = ['1.5', '1.6', '1.7'] as const;
const RUNS = 60;

test.each(KUBERAY_VERSIONS)(
  'whatever valid props are given, the schemas of KubeRay %s, Kubernetes and cert-manager accept every object',
  (kubeRay) => {
    fc.assert(
      fc.property(clusterProps, signing, (props: Partial<RayTlsClusterProps>, options) => {
        const chart = new Chart(Testing.app(), 'ray', { namespace: 'ray' });
        const cluster = new RayTlsCluster(chart, 'cluster', {
          ...props,
          kubeRayVersion: kubeRay,
          tls: RayTls.signedBy(new RayTlsCa(chart, 'ca'), options),
        });
        const violations = synth(cluster).flatMap((object) => validateManifest(object, { kubeRay }));
        expect(violations).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  },
);

test('the props are not so tame that nothing could be wrong with them: an unknown field in one of them is found', () => {
  const chart = new Chart(Testing.app(), 'ray', { namespace: 'ray' });
  const template = { spec: { containers: [{ name: 'ray', image: 'ray:2.58.0', volumeMount: [] }] } };
  const cluster = new RayTlsCluster(chart, 'cluster', {
    head: { template },
    unknownFields: ['spec.headGroupSpec.template.spec.containers.volumeMount'],
    tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')),
  });
  const violations = synth(cluster).flatMap((object) => validateManifest(object, { kubeRay: '1.6' }));
  expect(violations).toHaveLength(1);
  expect(violations[0]).toContain('volumeMount');
});
