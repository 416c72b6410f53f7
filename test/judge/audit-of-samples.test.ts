import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../audit/run';
import { testForEachVersion } from './support/for-each-version';
import { samplesFolder } from './support/kuberay-sources';

/** Nearly every sample speaks plain text, listens everywhere and mounts the token of its ServiceAccount. */
const USUAL = ['api-token-in-ray-container', 'grpc-port-unprotected', 'http-port-unprotected'];
const TOKEN = 'api-token-in-ray-container';

/** What is to be found in the others, read from the files by hand. */
const EXPECTED: { readonly [file: string]: readonly string[] } = {
  // No Ray pod: a gateway, an address pool, routes to a cluster of another file, a sandbox for agents, a job for a cluster that is there.
  'agent-sandbox/sandbox.yaml': [],
  'gateway-api/istio-class.yaml': [],
  'gateway-api/metallb-config.yaml': [],
  'ingress-rayclient-tls.yaml': [],
  'ray-cluster-agc-gatewayapi.yaml': [],
  'ray-cluster-alb-ingress.yaml': [],
  'ray-job.use-existing-raycluster.yaml': [],
  // A token closes all ports, and travels in clear text.
  'ray-cluster.auth-manual.yaml': [TOKEN, 'token-without-tls'],
  'ray-cluster.auth.yaml': [TOKEN, 'token-without-tls'],
  'ray-cluster.kubernetes.auth-manual.yaml': [TOKEN, 'token-without-tls'],
  'ray-cluster.kubernetes.auth.yaml': [TOKEN, 'token-without-tls'],
  'ray-cluster.auth.secret-ref.yaml': [TOKEN, 'credential-in-manifest', 'published-sample-token', 'token-without-tls'],
  // TLS closes the gRPC ports.
  'ray-cluster.mtls.yaml': [TOKEN, 'http-port-unprotected'],
  'ray-cluster.tls.yaml': [TOKEN, 'ca-key-in-ray-container', 'http-port-unprotected', 'private-key-in-manifest', 'published-sample-ca'],
  // A network policy closes all.
  'ray-cluster.network-policy-deny-all.yaml': [TOKEN],
  // LoadBalancer, NodePort, Ingress.
  'ray-cluster.custom-head-service.yaml': [...USUAL, 'service-exposes-port'],
  'ray-cluster.separate-ingress.yaml': [...USUAL, 'ingress-exposes-port', 'service-exposes-port'],
  'ray-cluster.deprecate-gcs-ft.yaml': [...USUAL, 'redis-without-tls'],
  'ray-cluster.external-redis-uri.yaml': [...USUAL, 'redis-without-tls'],
  'ray-cluster.external-redis.yaml': [...USUAL, 'redis-without-tls'],
  'ray-cluster.persistent-redis.yaml': [...USUAL, 'redis-without-tls'],
  'ray-service.high-availability.yaml': [...USUAL, 'redis-without-tls'],
  // `runAsUser: 0`, for TPUs.
  'ray-job.tpu-v6e-16-multihost.yaml': [...USUAL, 'ray-as-root'],
  'ray-job.tpu-v6e-singlehost.yaml': [...USUAL, 'ray-as-root'],
};

testForEachVersion('the audit finds in each sample what is in it, and nothing else', (version) => {
  const folder = samplesFolder(version);
  const files = (readdirSync(folder, { recursive: true }) as string[]).filter((file) => /\.ya?ml$/.test(file)).sort();
  expect(files.length).toBeGreaterThan(50);
  const found = Object.fromEntries(files.map((file) => [file, rulesIn(join(folder, file))]));
  const expected = (file: string) => [...(EXPECTED[file] ?? USUAL), ...ofItsVersion(file, join(folder, file))].sort();
  expect(found).toEqual(Object.fromEntries(files.map((file) => [file, expected(file)])));
});

/** Ray 2.56 is the first without a published vulnerability; what a sample runs is said by `rayVersion`, else by the tag of an image. */
function ofItsVersion(file: string, path: string): string[] {
  if (EXPECTED[file]?.length === 0) return [];
  const text = readFileSync(path, 'utf8').replace(/^\s*#.*$/gm, '');
  const said = [...text.matchAll(/\brayVersion: *['"]?2\.(\d+)\.\d/g)];
  const minors = (said.length > 0 ? said : [...text.matchAll(/\brayproject\/ray[a-z-]*:2\.(\d+)\.\d/g)]).map(([, minor]) => Number(minor));
  return minors.some((minor) => minor < 56) ? ['ray-version-vulnerable'] : [];
}

function rulesIn(file: string): string[] {
  const { findings } = JSON.parse(run('audit', '--format', 'json', file).out);
  return [...new Set<string>(findings.map(({ rule }: { rule: string }) => rule))].sort();
}
