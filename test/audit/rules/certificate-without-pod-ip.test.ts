import { certificateWithoutPodIp as rule } from '../../../lib/audit/rules/certificate-without-pod-ip';
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

test('non-compliant: loopback addresses in every spelling, and no other is taken for one', () => {
  const withAddress = (...ipAddresses: string[]) => complaints(rule, [shared, certificate('ray-tls', { ipAddresses })]).length;
  for (const loopback of ['127.0.0.1', '127.1.2.3', '::1', '0:0:0:0:0:0:0:1', ' ::1']) expect(withAddress(loopback)).toBe(1);
  for (const own of ['10.127.0.1', '2001:db8::1', '::1:2', '10:0:0:0:0:0:0:1', '0:0:0:0:0:0:0:12']) expect(withAddress(own)).toBe(0);
});

test('a Secret counts by the leaf in it: what is none, or lacks it, is not known', () => {
  const loopback = leaf('IP:127.0.0.1');
  expect(complaints(rule, [shared, secret('ray-tls', { 'ca.crt': loopback })])).toEqual([]);
  expect(complaints(rule, [shared, secret('ray-tls', { 'ca.crt': loopback, 'tls.crt': leaf('IP:10.1.2.3') })])).toEqual([]);
  expect(complaints(rule, [shared, secret('ray-tls', { 'tls.crt': 'nothing yet' })])).toEqual([]);
  expect(complaints(rule, [shared, secret('another', { 'tls.crt': loopback })])).toEqual([]);
  expect(complaints(rule, [shared, secret('ray-tls', { 'tls.crt': leaf('IP:127.0.0.1,IP:10.1.2.3') })])).toEqual([]);
});

test('non-compliant: a leaf in a Secret without any name', () => {
  const nameless = makeCa({ extensions: 'basicConstraints=CA:FALSE' }).certificate;
  expect(complaints(rule, [shared, secret('ray-tls', { 'tls.crt': `${makeCa().privateKey}${nameless}` })])).toEqual([
    `Secret ray/ray-tls: data['tls.crt']: ${uses}`,
  ]);
});

describe('of several init containers', () => {
  const withInit = (init: object, change: (pod: any) => void = () => {}) =>
    rayCluster((spec) => {
      headPod(spec).initContainers.push(init);
      change(headPod(spec));
    });

  test('compliant: one that uses openssl for something else than the leaf', () => {
    expect(complaints(rule, [withInit({ name: 'other', command: ['openssl', 'version'] })])).toEqual([]);
    const beside = { name: 'other', command: ['openssl', 'version'], volumeMounts: [{ name: 'ca', mountPath: '/ca' }] };
    expect(complaints(rule, [withInit(beside)])).toEqual([]);
  });

  test('compliant: one that shows the leaf of a Secret, which another rule looks at', () => {
    const init = { name: 'show', command: ['openssl', 'x509'], volumeMounts: [{ name: 'tls', mountPath: '/tls' }] };
    const showing = rayCluster((spec) => {
      shareLeaf(headPod(spec));
      headPod(spec).initContainers = [init];
    });
    expect(complaints(rule, [showing])).toEqual([]);
  });

  test('the leaf of the autoscaler is the one of the head, and told once', () => {
    const scaled = rayCluster((spec) => {
      const [ray] = headPod(spec).containers;
      headPod(spec).initContainers[0].env = [];
      Object.assign(spec, { enableInTreeAutoscaling: true, autoscalerOptions: { env: ray.env, volumeMounts: ray.volumeMounts } });
    });
    expect(complaints(rule, [scaled])).toHaveLength(1);
  });
});

test('the script may come by a projected volume', () => {
  const cluster = rayCluster((spec) => {
    const init = headPod(spec).initContainers[0];
    init.env = [];
    init.command = ['sh', '/scripts/gen.sh'];
    init.volumeMounts.push({ name: 'scripts', mountPath: '/scripts' });
    headPod(spec).volumes.push({ name: 'scripts', projected: { sources: [{ secret: {} }, { configMap: { name: 'scripts' } }] } });
  });
  const scripts = object('ConfigMap', 'scripts', { data: { 'gen.sh': 'openssl req -subj /CN=ray' } });
  expect(complaints(rule, [cluster, scripts])).toHaveLength(1);
});

test('a Certificate and a pod may meet where one of them names no namespace', () => {
  const nowhere = (json: any) => ({ ...json, metadata: { name: json.metadata.name } });
  const elsewhere = (json: any) => ({ ...json, metadata: { ...json.metadata, namespace: 'other' } });
  const found = (cluster: any, crt: any) => complaints(rule, [cluster, crt]).length;
  const loopback = certificate('ray-tls', { ipAddresses: ['127.0.0.1'] });
  expect(found(nowhere(shared), loopback)).toBe(1);
  expect(found(shared, nowhere(loopback))).toBe(1);
  expect(found(shared, elsewhere(loopback))).toBe(0);
});

describe('a script that may put the address into the certificate', () => {
  const making = (script: string) =>
    rayCluster((spec) => {
      const init = headPod(spec).initContainers[0];
      init.env = [];
      init.command = ['sh', '-c', script];
    });
  const codeFlare = `cd /home/ray/workspace/tls && openssl req -nodes -newkey rsa:2048 -keyout server.key -out server.csr -subj '/CN=ray-head' &&
printf "authorityKeyIdentifier=keyid,issuer\\nbasicConstraints=CA:FALSE\\nsubjectAltName = @alt_names\\n[alt_names]\\nDNS.1 = 127.0.0.1\\nDNS.2 = localhost\\nDNS.3 = \${FQ_RAY_IP}\\nDNS.4 = $(awk 'END{print $1}' /etc/hosts)">./domain.ext &&
cp /home/ray/workspace/ca/* . && openssl x509 -req -CA ca.crt -CAkey ca.key -in server.csr -out server.crt -days 365 -CAcreateserial -extfile domain.ext`;

  test.each([
    [codeFlare],
    ['ip=$(awk \'END{print $1}\' /etc/hosts); openssl req -addext "subjectAltName=IP:$ip"'],
    ['openssl req -addext "subjectAltName=IP:127.0.0.1,IP:$' + '{ADDRESS}"'],
    ['openssl req -addext "subjectAltName=IP:`cat /address`"'],
    ['hostname --ip-address > a; openssl req -config c'],
    ['getent hosts $HOSTNAME; openssl req -config c'],
    ['ip -4 a show eth0; openssl req -config c'],
    ['ip route get 1.1.1.1; openssl req -config c'],
    ['printf "IP.1 = %s" "$1" > c; openssl req -config c'],
    ['python3 -c "import socket; print(socket.gethostbyname(socket.gethostname()))" > a; openssl req -config c'],
  ])('compliant: %s', (script) => {
    expect(complaints(rule, [making(script)])).toEqual([]);
  });

  test.each([
    ['openssl req -subj /CN=ray -addext "subjectAltName=DNS:ray-head,IP:127.0.0.1"'],
    ['printf "IP.1 = 127.0.0.1\\nDNS.1 = localhost" > c; openssl req -config c'],
    ['openssl req -x509 -subj "/CN=$HOSTNAME"'],
  ])('non-compliant: %s', (script) => {
    expect(complaints(rule, [making(script)])).toHaveLength(1);
  });
});
