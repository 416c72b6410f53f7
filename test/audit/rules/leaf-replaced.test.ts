import { Testing } from 'cdk8s';
import { RayTls, RayTlsCa, RayTlsCluster } from '../../../lib';
import { leafReplaced as rule } from '../../../lib/audit/rules/leaf-replaced';
import { testChart } from '../../support/synth';
import { complaints, headPod, rayCluster } from './support';

const WRITES = { volumeMounts: [{ name: 'ray-tls', mountPath: '/x' }] };
const READS = { volumeMounts: [{ name: 'ray-tls', mountPath: '/x', readOnly: true }] };

/** A cluster of this library, changed after it was rendered, as by kustomize. */
function found(change: (pod: any) => void): string[] {
  const chart = testChart();
  new RayTlsCluster(chart, 'cluster', {
    tls: RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls')),
    metadata: { name: 'training' },
    autoscaling: {},
  });
  const objects = structuredClone(Testing.synth(chart));
  change(headPod(objects.find(({ kind }) => kind === 'RayCluster').spec));
  return complaints(rule, objects);
}

test('compliant: the init container of this library alone writes', () => {
  expect(found(() => {})).toEqual([]);
  expect(found((pod) => pod.containers.push({ name: 'reader', image: 'x', ...READS }))).toEqual([]);
});

test('compliant: makers of certificates that are not of this library', () => {
  expect(complaints(rule, [rayCluster((spec) => headPod(spec).initContainers.push({ name: 'second', image: 'x', ...WRITES }))])).toEqual(
    [],
  );
});

test.each(['containers', 'initContainers'])('non-compliant: another of the %s writes too', (field) => {
  expect(found((pod) => pod[field].push({ name: 'other', image: 'x', ...WRITES }))).toEqual([
    `RayCluster ray/training: spec.headGroupSpec.template.spec.${field}[1].volumeMounts[0]: 'other' in the head can write to 'ray-tls', where the certificates of Ray lie`,
  ]);
});
