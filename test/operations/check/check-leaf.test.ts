import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RayTlsCheck } from '../../../lib/operations/check/ray-tls-check';
import { makeCa, openssl, runScript, type ScriptRun, scratchFolder } from '../../support/openssl';
import { synth, testCluster } from '../../support/synth';

const CA = makeCa();
const FIELDS: Record<string, string> = { 'status.podIPs': '10.1.2.3', 'metadata.namespace': 'ray' };

/** Runs an init container of the check's pod as it stands in the manifest: its script, its variables. */
function runInit(name: string, caDir: string, env: Record<string, string> = {}): ScriptRun & { folder: string } {
  const cluster = testCluster();
  new RayTlsCheck(cluster.node.scope!, 'check', { cluster });
  const objects = synth(cluster);
  const { spec } = objects.find(({ kind }) => kind === 'Job').spec.template;
  const container = spec.initContainers.find((one: any) => one.name === name);
  const { configMap } = spec.volumes.find((volume: any) => volume.name === 'ray-tls-scripts');
  const { data } = objects.find(({ metadata }) => metadata.name === configMap.name);
  const scripts = scratchFolder();
  for (const [file, text] of Object.entries<string>(data)) writeFileSync(join(scripts, file), text);
  const given = container.env.map(({ name: key, value, valueFrom }: any) => [key, value ?? FIELDS[valueFrom.fieldRef.fieldPath]]);
  const folder = scratchFolder();
  const places = { TLS_DIR: folder, CA_DIR: caDir, LEAF_REPORT: '/dev/null' };
  const run = runScript(join(scripts, container.command[1].split('/').pop()), { ...Object.fromEntries(given), ...places, ...env });
  return { ...run, folder };
}

describe('the certificate that expires during the check', () => {
  test('is over a minute later, and good for a client until then', () => {
    const { status, folder } = runInit('ray-tls-expired-leaf', CA.folder);
    expect(status).toBe(0);
    const leaf = join(folder, 'tls.crt');
    expect(openssl('verify', '-purpose', 'sslclient', '-CAfile', join(CA.folder, 'ca.crt'), leaf)).toContain('OK');
    const [, end] = openssl('x509', '-in', leaf, '-noout', '-enddate').trim().split('=');
    const seconds = (Date.parse(end) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(30);
    expect(seconds).toBeLessThanOrEqual(60);
  });

  test('may be missing: the reason is logged, nothing is left, and the pod starts', () => {
    const { status, stderr, folder } = runInit('ray-tls-expired-leaf', '/nowhere');
    expect(stderr).toBe(
      'ray-tls: the CA Secret ca-tls has no ca.crt (looked for /nowhere/ca.crt). Create it with both, or correct its name.\n',
    );
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'tls.crt'))).toBe(false);
    expect(existsSync(join(folder, '.work'))).toBe(false);
  });
});

test("the pod's own certificate may not be missing", () => {
  const { status, stderr } = runInit('ray-tls-leaf', '/nowhere');
  expect(stderr).toMatch(/^ray-tls: the CA Secret ca-tls has no ca\.crt/);
  expect(status).toBe(1);
});
