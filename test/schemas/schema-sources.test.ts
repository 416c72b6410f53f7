import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { schemaFolder } from './support/schema-sources';
import { rayCluster } from './support/valid-objects';
import { validateManifest } from './support/validate-manifest';

const source = { project: 'nowhere', version: '1.0.0', module: 'example.invalid/nowhere', folder: 'crds' };
const environment = { ...process.env };
let given: string;

beforeEach(() => {
  given = mkdtempSync(join(tmpdir(), 'given-'));
  process.env['RAY_TLS_CRDS'] = given;
});

afterEach(() => {
  process.env = { ...environment };
  rmSync(given, { recursive: true });
});

test('the folder that is given comes first', () => {
  mkdirSync(join(given, 'nowhere-1.0.0'));
  expect(schemaFolder(source)).toBe(join(given, 'nowhere-1.0.0'));
});

test('a Go module that cannot be downloaded is an error with its fix', () => {
  process.env['GOPROXY'] = 'off';
  expect(() => schemaFolder(source)).toThrow(
    /nowhere-1\.0\.0: there is no folder .*nowhere-1\.0\.0, and the Go module example\.invalid\/nowhere@v1\.0\.0 was not downloaded \(.+\)\. Fix: .*RAY_TLS_CRDS/s,
  );
});

test('Go that is not installed is an error with its fix', () => {
  process.env['PATH'] = given;
  expect(() => schemaFolder(source)).toThrow(/the command 'go' did not run \(.*ENOENT\)\. Fix: install Go/);
});

test('a folder that is given without a schema in it is an error with its fix', () => {
  mkdirSync(join(given, 'kuberay-1.7.0'));
  expect(() => validateManifest(rayCluster, { kubeRay: '1.7' })).toThrow(
    /kuberay-1\.7\.0 has no \*\.yaml\. Fix: put the definitions of kuberay v1\.7\.0 there/,
  );
});
