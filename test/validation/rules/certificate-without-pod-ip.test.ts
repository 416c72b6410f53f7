import { certificateWithoutPodIp as rule } from '../../../lib/validation/rules/certificate-without-pod-ip';
import { makeCa } from '../../support/openssl';
import { certificate, complaints, headPod, object, rayCluster, rayDeployment, secret, shareLeaf } from './support';

const shared = rayCluster((spec) => shareLeaf(headPod(spec)));
const leaf = (names: string) => makeCa({ extensions: `subjectAltName=${names}` }).certificate;
const uses = 'the head uses this certificate, and no Pod IP is in it';

test('compliant: an init container that learns the Pod IP', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('non-compliant: an init container that does not', () => {
  const cluster = rayCluster((spec) => {
    headPod(spec).initContainers[0].env = [];
  });
  expect(complaints(rule, [cluster])).toEqual([
    'RayCluster ray/training: spec.headGroupSpec.template.spec.initContainers[0]: this init container makes the certificate of the head and never learns the Pod IP',
  ]);
});

test('the script that it mounts counts too', () => {
  const cluster = rayCluster((spec) => {
    const init = headPod(spec).initContainers[0];
    init.env = [];
    init.command = ['sh', '/scripts/gen.sh'];
    init.volumeMounts.push({ name: 'scripts', mountPath: '/scripts' });
    headPod(spec).volumes.push({ name: 'scripts', configMap: { name: 'scripts' } });
  });
  const script = (text: string) => complaints(rule, [cluster, object('ConfigMap', 'scripts', { data: { 'gen.sh': text } })]);
  expect(script('openssl req -subj /CN=ray')).toHaveLength(1);
  expect(script('ip=$(hostname -i); openssl req -addext "subjectAltName=IP:$ip"')).toEqual([]);
  expect(script('curl https://ca.example/leaf')).toEqual([]);
});

test.each([[['127.0.0.1', '::1']], [undefined]])('non-compliant: a Certificate for %s', (ipAddresses) => {
  expect(complaints(rule, [shared, certificate('ray-tls', { ipAddresses })])).toEqual([
    `Certificate ray/ray-tls: spec.ipAddresses: ${uses}`,
  ]);
});

test('compliant: a Certificate with an address of its own', () => {
  expect(complaints(rule, [shared, certificate('ray-tls', { ipAddresses: ['127.0.0.1', '10.1.2.3'] })])).toEqual([]);
});

test('compliant: a Certificate of a client, which nobody dials', () => {
  expect(complaints(rule, [rayDeployment('web', 'gunicorn app'), certificate('ray-tls', {})])).toEqual([]);
});

test('non-compliant: a leaf in a Secret for names and the loopback address alone', () => {
  expect(complaints(rule, [shared, secret('ray-tls', { 'tls.crt': leaf('DNS:ray-head,IP:127.0.0.1') })])).toEqual([
    `Secret ray/ray-tls: data['tls.crt']: ${uses}`,
  ]);
  expect(complaints(rule, [shared, secret('ray-tls', { 'tls.crt': leaf('DNS:ray-head,IP:10.1.2.3') })])).toEqual([]);
});
