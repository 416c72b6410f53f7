import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { diagram } from '../../../lib/audit/report/diagram';
import {
  certificate,
  headContainer,
  headPod,
  NOW,
  networkPolicy,
  proxy,
  rayCluster,
  rayDeployment,
  rayJob,
  shareLeaf,
  workerContainer,
} from '../rules/support';

const auditOf = (...objects: any[]) =>
  audit(
    objects.map((json) => new Manifest(json)),
    { now: NOW },
  );
const lines = (...objects: any[]) =>
  diagram(auditOf(...objects))
    .split('\n')
    .map((line) => line.trim());

test('the CA signs for each pod, the pods verify each other, and what is open is drawn bold', () => {
  expect(lines(rayCluster())).toEqual([
    'flowchart LR',
    'n0["head<br/>RayCluster ray/training"]',
    'n1[("CA in Secret ray-ca")]',
    'n2(["every pod"])',
    'n3["worker group cpu<br/>RayCluster ray/training"]',
    'n1 -->|"signs a leaf"| n0',
    'n2 -->|"6379 GCS: mutual TLS"| n0',
    'n2 -->|"10001 Ray Client: mutual TLS"| n0',
    'n2 ==>|"8265 dashboard and Jobs API: nothing is asked"| n0',
    'n2 ==>|"52365 agent (HTTP): nothing is asked"| n0',
    'n2 ==>|"8000 Ray Serve: nothing is asked"| n0',
    'n1 -->|"signs a leaf"| n3',
    'n2 ==>|"52365 agent (HTTP): nothing is asked"| n3',
    'n0 <-->|"mutual TLS: each verifies the other"| n3',
    '',
  ]);
});

test('a network policy narrows who may talk, and a proxy says who is asked', () => {
  const guarded = rayCluster((spec) => {
    spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1' };
    headPod(spec).containers.push(proxy('--secure-listen-address=:8443'));
  });
  const drawn = lines(guarded, networkPolicy({}, [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 8443 }] }]));
  expect(drawn.filter((line) => line.includes('==>') || line.includes('|"8443'))).toEqual([
    'n2 -->|"8443 kube-rbac-proxy: TLS, kube-rbac-proxy"| n0',
  ]);
  expect(drawn).toContain('n2(["pods app=web of its namespace"])');
});

test.each([
  ['a Certificate', [certificate('ray-tls', { issuerRef: { name: 'corp', kind: 'ClusterIssuer' } })], 'ClusterIssuer corp', 'signs a leaf'],
  ['a Secret made elsewhere', [], 'leaf in Secret ray-tls', 'is its leaf'],
])('the leaf comes from %s', (_, others, signer, caption) => {
  const drawn = lines(
    rayCluster((spec) => shareLeaf(headPod(spec))),
    ...others,
  );
  expect(drawn).toContain(`n1[("${signer}")]`);
  expect(drawn).toContain(`n1 -->|"${caption}"| n0`);
});

test('an issuer that an init container asks, and the CA that KubeRay makes', () => {
  const asking = rayCluster((spec) => {
    headPod(spec).initContainers[0] = {
      env: [
        { name: 'ISSUER_KIND', value: 'ClusterIssuer' },
        { name: 'ISSUER_NAME', value: 'corp' },
      ],
    };
  });
  expect(lines(asking)).toContain('n1[("ClusterIssuer corp")]');
  expect(lines(rayCluster((spec) => Object.assign(spec, { tlsOptions: {} })))).toContain('n2[("CA that KubeRay makes")]');
});

test('without TLS nobody is verified', () => {
  const plain = rayCluster((spec) => {
    for (const ray of [headContainer(spec), workerContainer(spec)]) ray.env = [];
  });
  expect(diagram(auditOf(plain))).toContain('<-.->|"plain text: nobody is verified"|');
});

test('names cannot break out of their quotes', () => {
  const text = diagram(auditOf({ ...rayCluster(), metadata: { name: 'a"]; click n0 <script>#\n' } }));
  expect(text).toContain('RayCluster a#quot;]; click n0 #lt;script#gt;#35;?');
  expect(text).not.toContain('<script>');
});

test('a Secret that is no CA signs nothing, and an issuer is of the namespace unless it says more', () => {
  const plain = rayCluster((spec) => {
    headPod(spec).initContainers = [
      {
        env: [{ name: 'ISSUER_NAME', value: 'corp' }],
        volumeMounts: [
          { name: 'settings', mountPath: '/settings' },
          { name: 'ghost', mountPath: '/ghost' },
        ],
      },
    ];
    headPod(spec).volumes.push({ name: 'settings', secret: { secretName: 'settings' } });
  });
  const signers = lines(plain).filter((line) => line.includes('[("'));
  expect(signers).toEqual(['n1[("Issuer corp")]', expect.stringContaining('CA in Secret ray-ca')]);
  const shared = rayCluster((spec) => shareLeaf(headPod(spec)));
  expect(lines(shared, certificate('ray-tls', {}))).toContain('n1[("Issuer issuer")]');
});

test('each pod has its own signers', () => {
  const two = rayCluster((spec) => {
    shareLeaf(headPod(spec), 'head-tls');
    shareLeaf(spec.workerGroupSpecs[0].template.spec, 'worker-tls');
  });
  const issuedBy = (name: string) => ({ issuerRef: { name } });
  const drawn = lines(two, certificate('head-tls', issuedBy('one')), certificate('worker-tls', issuedBy('two')));
  const [head, worker] = [/^(n\d+)\["head/, /^(n\d+)\["worker/].map((name) => drawn.map((line) => name.exec(line)?.[1]).find(Boolean));
  const signs = (issuer: string) => drawn.find((line) => line.includes(`[("Issuer ${issuer}")]`))?.split('[')[0];
  expect(drawn.filter((line) => line.includes('leaf')).sort()).toEqual(
    [`${signs('one')} -->|"signs a leaf"| ${head}`, `${signs('two')} -->|"signs a leaf"| ${worker}`].sort(),
  );
});

test('nobody is verified where one of the two has no TLS, and the autoscaler is no matter', () => {
  const half = rayCluster((spec) => Object.assign(workerContainer(spec), { env: [] }));
  expect(diagram(auditOf(half))).toContain('plain text: nobody is verified');
  const scaled = rayCluster((spec) => Object.assign(spec, { enableInTreeAutoscaling: true }));
  expect(diagram(auditOf(scaled))).not.toContain('plain text');
});

test('the submitter of a job is none of the nodes', () => {
  const job = rayJob();
  job.spec.submitterPodTemplate = { spec: { containers: [{ name: 'submit', env: [{ name: 'RAY_USE_TLS', value: '1' }] }] } };
  expect(diagram(auditOf(job))).not.toContain('submitter');
});

test('a workload is drawn by its own name alone', () => {
  expect(lines(rayDeployment('ray-head', 'ray start --head'))).toContain('n0["Deployment ray-head"]');
});

test('each of those who get in is drawn', () => {
  const peers = [{ podSelector: { matchLabels: { app: 'web' } } }, { ipBlock: { cidr: '192.0.2.0/24' } }];
  const drawn = lines(rayCluster(), networkPolicy({}, [{ from: peers }]));
  const id = (peer: string) => drawn.find((line) => line.includes(peer))?.split('(')[0];
  for (const peer of ['pods app=web of its namespace', 'addresses 192.0.2.0/24']) {
    expect(drawn).toContain(`${id(peer)} -->|"8265 dashboard and Jobs API: nothing is asked"| n0`);
  }
  expect(id('pods app=web')).not.toBe(id('addresses'));
});

test('a backtick is no code in a label', () => {
  expect(diagram(auditOf({ ...rayCluster(), metadata: { name: 'a`b' } }))).toContain('RayCluster a#96;b');
});
