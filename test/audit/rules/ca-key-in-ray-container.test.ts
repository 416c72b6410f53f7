import { caKeyInRayContainer as rule } from '../../../lib/audit/rules/ca-key-in-ray-container';
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
const ca = makeCa();
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

describe('where the key is', () => {
  const FILES = { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey };
  const mounting = (volumeMount: object, source: object = { secretName: 'ca' }) =>
    rayCluster((spec) => {
      headPod(spec).volumes.push({ name: 'all', secret: source });
      headContainer(spec).volumeMounts.push({ name: 'all', mountPath: '/all', ...volumeMount });
    });
  const count = (...objects: any[]) => complaints(rule, objects).length;

  test('a subPath shows one file, by the name that it has in the volume', () => {
    const renamed = {
      secretName: 'ca',
      items: [
        { key: 'ca.crt', path: 'trust.pem' },
        { key: 'ca.key', path: 'signer.pem' },
      ],
    };
    expect(count(mounting({ subPath: 'signer.pem' }, renamed), secret('ca', FILES))).toBe(1);
    expect(count(mounting({ subPath: 'trust.pem' }, renamed), secret('ca', FILES))).toBe(0);
    expect(count(mounting({ subPath: 'ca.key' }, renamed), secret('ca', FILES))).toBe(0);
    expect(count(mounting({ subPath: 'ca.key' }), secret('ca', FILES))).toBe(1);
    expect(count(mounting({ subPath: 'ca.crt' }), secret('ca', FILES))).toBe(0);
  });

  test('a key beside its certificate in one file is found by what it is', () => {
    expect(count(mounting({}), secret('ca', { 'bundle.pem': `${ca.certificate}${ca.privateKey}` }))).toBe(1);
  });

  test('what only looks like a key is none', () => {
    const broken = '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n';
    expect(count(mounting({}), secret('ca', { 'ca.crt': ca.certificate, 'other.pem': broken }))).toBe(0);
  });

  test('a Secret of which nothing tells that it is a CA is none, also if an init container mounts it', () => {
    const reading = (command: string) => {
      const cluster = mounting({}, { secretName: 'elsewhere' });
      const [init] = headPod(cluster.spec).initContainers;
      init.volumeMounts = [{ name: 'all', mountPath: '/all' }];
      init.command = ['sh', '-c', command];
      return cluster;
    };
    expect(count(reading('cat /all/settings'))).toBe(0);
    expect(count(reading('openssl x509 -req -CAkey /all/ca.key'))).toBe(1);
  });

  test('equal names in two namespaces are two Secrets', () => {
    const inNamespace = (namespace: string | undefined, json: any) => ({ ...json, metadata: { ...json.metadata, namespace } });
    const isCa = certificate('ca', { isCA: true });
    expect(count(inNamespace('a', mounting({})), inNamespace('b', mounting({})), inNamespace('a', isCa))).toBe(1);
    expect(count(inNamespace(undefined, mounting({})), inNamespace(undefined, isCa))).toBe(1);
    expect(count(inNamespace(undefined, mounting({})), inNamespace(undefined, certificate('ca', {})))).toBe(0);
  });

  test('a Secret that init containers of a cluster without a namespace sign with is found there', () => {
    const cluster = mounting({}, { secretName: 'ray-ca' });
    delete cluster.metadata.namespace;
    expect(count(cluster)).toBe(1);
  });
});

describe('an init container that copies', () => {
  const copying = (command: string, sharedVolume = 'tls') =>
    rayCluster((spec) => {
      const pod = headPod(spec);
      pod.volumes[1] = { name: 'ca', secret: { secretName: 'ca' } };
      pod.initContainers[0] = {
        command: ['sh', '-c', command],
        volumeMounts: [
          { name: 'ca', mountPath: '/ca' },
          { name: sharedVolume, mountPath: '/out' },
        ],
      };
    });
  const objects = [secret('ca', { 'ca.crt': ca.certificate, 'ca.key': ca.privateKey })];
  const count = (command: string, volume?: string) => complaints(rule, [copying(command, volume), ...objects]).length;

  test.each([['cp -R /ca /out'], ['cp -R /ca/ /out'], ['cp -R /ca/. /out'], ['cp /ca/* /out']])('non-compliant: %s', (command) => {
    expect(count(command)).toBe(1);
  });

  test.each([['cp /ca/ca.crt /out'], ['ls /ca /out'], ['openssl req -CAkey /ca/ca.key'], ['mount /ca/* /out']])(
    'compliant: %s',
    (command) => {
      expect(count(command)).toBe(0);
    },
  );

  test('compliant: to where Ray mounts nothing', () => {
    expect(count('cp -R /ca /out', 'scratch')).toBe(0);
  });
});
