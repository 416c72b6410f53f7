import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FakeApiServer } from '../support/fake-api-server';
import { scratchFolder } from '../support/openssl';
import { complaint, NOT_FOUND, runMakeCa, SECRET } from './run-make-ca';

let server: FakeApiServer;

beforeEach(async () => {
  server = await FakeApiServer.start();
  server.on('GET', SECRET, NOT_FOUND);
});

afterEach(() => server.stop());

/** The line with which the script failed before it wrote anything. */
async function failure(env: { readonly [name: string]: string }, status: number): Promise<string> {
  const line = complaint(await runMakeCa(server, env), server, status);
  expect(server.received('POST')).toEqual([]);
  return line;
}

test.each([
  'SECRET_NAME',
  'RETRY_SECONDS',
  'REQUEST_SECONDS',
  'CREDENTIALS_DIR',
  'KUBERNETES_SERVICE_HOST',
  'KUBERNETES_SERVICE_PORT',
  'CA_COMMON_NAME',
  'CA_SECONDS',
  'CLOCK_SKEW_SECONDS',
  'REFUSED_CA_KEY',
  'WORK_DIR',
])('a missing variable is named: %s', async (name) => {
  expect(await failure({ [name]: '' }, 2)).toBe(`ray-tls-ca: ${name} is not set. Apply the manifest as it was synthesized.`);
});

test.each(['token', 'ca.crt', 'namespace'])('a missing credential is named: %s', async (name) => {
  const folder = scratchFolder();
  for (const other of ['token', 'ca.crt', 'namespace'].filter((one) => one !== name)) {
    writeFileSync(join(folder, other), other === 'ca.crt' ? server.caCertificate : 'ray');
  }
  expect(await failure({ CREDENTIALS_DIR: folder }, 2)).toContain(`cannot read ${folder}/${name}: No such file or directory.`);
});

test('a CA of the API server that is no certificate is named by where it comes from', async () => {
  expect(await failure({ CREDENTIALS_DIR: server.credentials('ray', { 'ca.crt': 'nonsense' }) }, 2)).toContain('kube-root-ca.crt');
});

test('an image without openssl is refused, with one that has it', async () => {
  expect(await failure({ PATH: scratchFolder() }, 2)).toBe(
    'ray-tls-ca: this image has no openssl. Choose an image that has it, as that of Ray does.',
  );
});

test('what openssl complains of is passed on', async () => {
  const path = scratchFolder();
  writeFileSync(join(path, 'openssl'), '#!/bin/sh\necho "the engine is on fire" >&2\nexit 1\n');
  chmodSync(join(path, 'openssl'), 0o755);
  expect(await failure({ PATH: path }, 2)).toBe('ray-tls-ca: cannot make a CA: openssl genpkey says: the engine is on fire.');
});

test('a working folder that cannot be written to is named', async () => {
  const nowhere = join(scratchFolder(), 'missing');
  expect(await failure({ WORK_DIR: nowhere }, 1)).toContain(nowhere);
});
