import { caKeyInSidecar as rule } from '../../../lib/audit/rules/ca-key-in-sidecar';
import { complaints, headPod, rayCluster } from './support';

const mount = { name: 'ca', mountPath: '/ca' };
const found = (change: (pod: any) => void) => complaints(rule, [rayCluster((spec) => change(headPod(spec)))]);
const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
const MESSAGE = "'notebook' in the head sees 'ca.key', the CA's private key";

test('compliant: the init container that signs alone mounts the key', () => {
  expect(found((pod) => pod.containers.push({ name: 'notebook', image: 'x' }))).toEqual([]);
});

test('compliant: a sidecar mounts the certificate of the CA', () => {
  const change = (pod: any) => pod.containers.push({ name: 'notebook', image: 'x', volumeMounts: [{ ...mount, subPath: 'ca.crt' }] });
  expect(found(change)).toEqual([]);
});

test('non-compliant: a sidecar mounts the key', () => {
  const change = (pod: any) => pod.containers.push({ name: 'notebook', image: 'x', volumeMounts: [mount] });
  expect(found(change)).toEqual([`${HEAD}.containers[1].volumeMounts[0]: ${MESSAGE}`]);
});

test('non-compliant: a sidecar that starts as an init container mounts it', () => {
  const change = (pod: any) => pod.initContainers.push({ name: 'notebook', image: 'x', restartPolicy: 'Always', volumeMounts: [mount] });
  expect(found(change)).toEqual([expect.stringContaining(MESSAGE)]);
});
