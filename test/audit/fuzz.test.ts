import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { audit } from '../../lib/audit/engine';
import { Manifest } from '../../lib/audit/model/manifest';
import { diagram } from '../../lib/audit/report/diagram';
import { jsonReport } from '../../lib/audit/report/json';
import { sarifReport } from '../../lib/audit/report/sarif';
import { tableReport } from '../../lib/audit/report/table';
import { scratchFolder } from '../support/openssl';
import { NOW } from './rules/support';
import { run } from './run';

const FOLDER = join(__dirname, '../fixtures/audit');
const fixtures = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.yaml'))
  .map((file) => readFileSync(join(FOLDER, file), 'utf8'));
const path = join(scratchFolder(), 'fuzzed.yaml');
/** The slowest of these takes a tenth of it, on a machine that does much else. */
const TOO_LONG = 10_000;

/** Whatever it is: an exit code of three, in time; and where it cannot be read, one line. */
function survives(content: string | Uint8Array): void {
  writeFileSync(path, content);
  const start = performance.now();
  const { status, out, err } = run('audit', path);
  expect(performance.now() - start).toBeLessThan(TOO_LONG);
  expect([0, 1, 2]).toContain(status);
  if (status === 2) {
    expect(out).toBe('');
    expect(err).toMatch(/^cdk8s-ray-tls: [^\n]+\.\n$/);
    expect(err).not.toMatch(/TypeError|undefined|Maximum call stack|is not a function/);
  }
}

/** What reads a manifest, without any file. */
function survivesJson(json: any): void {
  const result = audit([new Manifest(json)], { now: NOW, kubeRayVersion: '1.6' });
  for (const report of [tableReport, jsonReport, sarifReport, diagram]) expect(typeof report(result)).toBe('string');
}

const fixture = fc.constantFrom(...fixtures);

test('a manifest that is cut off', () => {
  fc.assert(
    fc.property(fixture, fc.double({ min: 0, max: 1, noNaN: true }), (text, part) =>
      survives(text.slice(0, Math.floor(text.length * part))),
    ),
    {
      numRuns: 300,
    },
  );
});

test('a manifest with a piece that does not belong there', () => {
  const piece = fc.oneof(
    fc.string({ maxLength: 20, unit: 'binary' }),
    fc.constantFrom('---', '{', '[', '&a ', '*a', ': ', '- ', '|', '!!set ', '<<: ', '\t', '"'),
  );
  fc.assert(
    fc.property(fixture, fc.nat(), piece, (text, where, inserted) => {
      const position = where % text.length;
      survives(text.slice(0, position) + inserted + text.slice(position));
    }),
    { numRuns: 300 },
  );
});

test('lines of manifests in another order, and of two mixed', () => {
  const line = fixture.chain((text) => fc.constantFrom(...text.split('\n')));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => survives(lines.join('\n'))),
    { numRuns: 300 },
  );
});

test('bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 2_000 }), survives), { numRuns: 300 });
});

test('any JSON that says that it is a Kubernetes object', () => {
  const kind = fc.constantFrom('RayCluster', 'RayJob', 'Deployment', 'Secret', 'List', 'NetworkPolicy', 'Certificate', 'Service');
  fc.assert(
    fc.property(kind, fc.jsonValue({ maxDepth: 5 }), (name, value) =>
      survives(JSON.stringify({ apiVersion: 'v1', kind: name, spec: value, items: value, data: value })),
    ),
    { numRuns: 300 },
  );
});

const wrong = fc.oneof(
  fc.constantFrom(null, true, 0, -1, '', 'a', [], {}, [null], [[]], [{}], [0], { a: null }),
  fc.jsonValue({ maxDepth: 2 }),
);

test('a sound manifest of which any field is of the wrong type', () => {
  const documents = fixtures.flatMap((text) => parsed(text));
  fc.assert(
    fc.property(fc.constantFrom(...documents), fc.nat(), wrong, (document, where, value) => {
      const places = fieldsOf(document);
      survivesJson(withField(document, places[where % places.length], value));
    }),
    { numRuns: 2_000 },
  );
});

test('aliases of lists that all have a thousand items', () => {
  const times = (name: string) => `[${Array(1_000).fill(name).join(', ')}]`;
  survives(
    `apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: a}\nenv: &e ${times('{name: RAY_USE_TLS}')}\ncontainer: &c {name: a, env: *e}\n` +
      `pod: &p {spec: {containers: ${times('*c')}}}\ngroup: &g {template: *p}\nspec: {workerGroupSpecs: ${times('*g')}}\n`,
  );
});

test('a text of borders of PEM blocks without an end', () => {
  const borders = '-----BEGIN CERTIFICATE-----\n    '.repeat(30_000);
  survives(`apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  a: |\n    ${borders}-----END X-----\n`);
});

function parsed(text: string): any[] {
  const { CORE_SCHEMA, mergeTag, loadAll } = require('js-yaml');
  return loadAll(text, { schema: CORE_SCHEMA.withTags(mergeTag) });
}

/** The path of every value in a document. */
function fieldsOf(value: any, prefix: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [prefix];
  return [...(prefix.length > 0 ? [prefix] : []), ...Object.entries(value).flatMap(([key, item]) => fieldsOf(item, [...prefix, key]))];
}

function withField(document: any, place: readonly string[], value: unknown): any {
  const copy = structuredClone(document);
  const parent = place.slice(0, -1).reduce((each, key) => each[key], copy);
  parent[place[place.length - 1]] = value;
  return copy;
}

test.each([
  ['names of the program', 'ray -a b '],
  ['unset variables', 'unset RAY_USE_TLS '],
  ['environments', 'env RAY_USE_TLS '],
  ['empty lines', '\\n'],
  ['blanks', '    '],
  ['fields', 'apiVersion: '],
  ['addresses', 'redis://:'],
  ['names of a certificate', 'openssl subjectAltName DNS:'],
  ['redis', '--redis-password '],
])('a text of nothing but %s takes no longer than it is long', (_, piece) => {
  const text = piece.repeat(Math.ceil(400_000 / piece.length));
  const container = `{name: ray, args: ["ray start --head", "${text}"], env: [{name: RAY_USE_TLS, value: "1"}, {name: RAY_REDIS_ADDRESS, value: "${text}"}]}`;
  survives(
    `apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {initContainers: [${container}], containers: [${container}]}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: b}\ndata: {a: "apiVersion: v1, kind: ${text}"}\n`,
  );
});
