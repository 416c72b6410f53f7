import { caKeyInRayContainer as rule } from '../../../lib/validation/rules/ca-key-in-ray-container';
import { makeCa } from '../../support/openssl';
import {
  certificate,
  complaints,
  headContainer,
  headPod,
  object,
  podTemplate,
  rayCluster,
  secret,
  workerContainer,
  workerPod,
} from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
const WORKER = 'RayCluster ray/training: spec.workerGroupSpecs[0].template.spec';
const sees = (who: string, key = 'ca.key') => `the ${who} sees '${key}', the CA's private key`;

test('compliant: the init container alone mounts the key', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('non-compliant: the Ray container mounts it too', () => {
  const cluster = rayCluster((spec) => workerContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/ca' }));
  expect(complaints(rule, [cluster])).toEqual([`${WORKER}.containers[0].volumeMounts[1]: ${sees('worker group cpu')}`]);
});

test('non-compliant: the autoscaler mounts it', () => {
  const cluster = rayCluster((spec) => {
    spec.enableInTreeAutoscaling = true;
    spec.autoscalerOptions = { volumeMounts: [{ name: 'ca', mountPath: '/ca' }] };
  });
  expect(complaints(rule, [cluster])).toEqual([`RayCluster ray/training: spec.autoscalerOptions.volumeMounts[0]: ${sees('head')}`]);
});

test('non-compliant: the whole Secret is mounted, and its content tells that there is a CA key under another name', () => {
  const { certificate: crt, privateKey } = makeCa();
  const cluster = rayCluster((spec) => {
    headPod(spec).volumes[1] = { name: 'ca', secret: { secretName: 'root' } };
    headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/ca' });
  });
  const found = complaints(rule, [cluster, secret('root', { 'tls.crt': crt, 'tls.key': privateKey })]);
  expect(found).toEqual([`${HEAD}.containers[0].volumeMounts[1]: ${sees('head', 'tls.key')}`]);
});

test('compliant: the whole Secret is mounted, and holds a leaf with its key', () => {
  const leaf = makeCa({ issuer: makeCa(), extensions: 'basicConstraints=critical,CA:FALSE' });
  const cluster = rayCluster((spec) => {
    headPod(spec).volumes[1] = { name: 'ca', secret: { secretName: 'leaf' } };
    headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/ca' });
  });
  expect(complaints(rule, [cluster, secret('leaf', { 'tls.crt': leaf.certificate, 'tls.key': leaf.privateKey })])).toEqual([]);
});

test('non-compliant: the Secret of a CA Certificate is mounted', () => {
  const cluster = rayCluster((spec) => {
    headPod(spec).volumes[1] = { name: 'ca', projected: { sources: [{ secret: { name: 'root' } }] } };
    headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/ca' });
  });
  expect(complaints(rule, [cluster, certificate('root', { isCA: true })])).toEqual([
    `${HEAD}.containers[0].volumeMounts[1]: ${sees('head', 'tls.key')}`,
  ]);
  expect(complaints(rule, [cluster, certificate('root', {})])).toEqual([]);
});

test('non-compliant: a Secret made elsewhere, with which an init container signs', () => {
  const cluster = rayCluster((spec) => {
    for (const pod of [headPod(spec), workerPod(spec)]) pod.volumes[1] = { name: 'ca', secret: { secretName: 'ca-tls' } };
    headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/ca' });
  });
  expect(complaints(rule, [cluster])).toEqual([`${HEAD}.containers[0].volumeMounts[1]: ${sees('head')}`]);
});

test('compliant: one file of the volume, by subPath, that is not the key', () => {
  const mount = (subPath: string) =>
    rayCluster((spec) => headContainer(spec).volumeMounts.push({ name: 'ca', mountPath: '/trust', subPath }));
  expect(complaints(rule, [mount('ca.crt')])).toEqual([]);
  expect(complaints(rule, [mount('ca.key')])).toEqual([`${HEAD}.containers[0].volumeMounts[1]: ${sees('head')}`]);
});

test('non-compliant: the key comes by a variable', () => {
  const cluster = rayCluster((spec) => {
    headContainer(spec).env.push({ name: 'CA', valueFrom: { secretKeyRef: { name: 'any', key: 'ca.key' } } });
    headContainer(spec).env.push({ name: 'TRUST', valueFrom: { secretKeyRef: { name: 'any', key: 'ca.crt' } } });
    workerContainer(spec).envFrom = [{ secretRef: { name: 'root' } }];
  });
  expect(complaints(rule, [cluster, certificate('root', { isCA: true })])).toEqual([
    `${HEAD}.containers[0].env[4]: ${sees('head')}`,
    `${WORKER}.containers[0].envFrom[0]: ${sees('worker group cpu', 'tls.key')}`,
  ]);
});

test('non-compliant: an init container copies the folder with the key to where Ray mounts it', () => {
  const cluster = (command: string) =>
    rayCluster((spec) => {
      headPod(spec).initContainers[0].command = ['sh', '-c', command];
    });
  expect(complaints(rule, [cluster('cp -R /ca /etc/ray/tls && ./sign.sh')])).toEqual([
    `${HEAD}.initContainers[0].command: the init container copies /ca, with the CA's private key in it, to where the head mounts 'tls'`,
  ]);
  expect(complaints(rule, [cluster('cp /ca/ca.crt /etc/ray/tls && ./sign.sh')])).toEqual([]);
});

test('compliant: what is no Ray pod', () => {
  const template = podTemplate();
  template.spec.containers[0].env = [];
  template.spec.containers[0].volumeMounts.push({ name: 'ca', mountPath: '/ca' });
  expect(complaints(rule, [object('Deployment', 'signer', { spec: { template } }, 'apps/v1')])).toEqual([]);
});
