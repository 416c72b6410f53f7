import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNREADABLE } from '../../../lib/audit/cli/main';
import { scratchFolder } from '../../support/openssl';
import { run } from '../run';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const HOST_NETWORK =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: head}\nspec:\n  hostNetwork: true\n  automountServiceAccountToken: false\n' +
  '  containers: [{name: ray, args: [ray start --head], env: [{name: RAY_AUTH_MODE, value: token}]}]\n';

/** Loads the command into a process of its own, with its streams. */
const COMMAND = `const { main } = require('./lib/audit/cli/main');
const streams = { out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) };`;

function file(content: string | Buffer, name = 'manifest.yaml'): string {
  const path = join(scratchFolder(), name);
  writeFileSync(path, content);
  return path;
}

function folder(files: { readonly [name: string]: string }): string {
  const path = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

/** Exit code 2 with one line, which is returned without the name of the program. */
function refused(...args: string[]): string {
  const { status, out, err } = run(...args);
  expect({ status, out }).toEqual({ status: EXIT_UNREADABLE, out: '' });
  expect(err).toMatch(/^cdk8s-ray-tls: [^\n]+ Fix: [^\n]+\.\n$/);
  return err.slice('cdk8s-ray-tls: '.length, -1);
}

describe('options', () => {
  test('without arguments it explains itself, and exits as after a mistake', () => {
    const { status, out, err } = run();
    expect({ status, out }).toEqual({ status: EXIT_UNREADABLE, out: '' });
    expect(err).toMatch(/^Usage: cdk8s-ray-tls COMMAND/);
  });

  test.each([['--help'], ['-h'], ['audit', '--help']])('%s explains the command', (...args) => {
    const { status, out } = run(...args);
    expect(status).toBe(EXIT_CLEAN);
    expect(out).toContain('Exit codes: 0 nothing found, 1 findings, 2 the input or the options cannot be read.');
  });

  test.each([
    [['adit', 'x'], "options: the command 'adit' is not known."],
    [['audit'], 'options: no manifests are named.'],
    [['audit', '--format', 'xml', 'x'], "options: the format 'xml' is not known."],
    [['audit', '--format', 'constructor', 'x'], "options: the format 'constructor' is not known."],
    [['audit', '--fail-on', 'note', 'x'], "options: the severity 'note' is not known."],
    [['audit', '--kuberay-version', '2', 'x'], '[options] --kuberay-version is '],
    [['audit', '--colour', 'x'], "options: Unknown option '--colour'"],
  ])('%j is refused', (args, why) => {
    expect(refused(...args)).toContain(why);
  });

  test('--fail-on error lets warnings pass', () => {
    const path = file(HOST_NETWORK);
    expect(run('audit', path).status).toBe(EXIT_FINDINGS);
    expect(run('audit', '--fail-on', 'error', path).status).toBe(EXIT_CLEAN);
    const unprotected = file(HOST_NETWORK.replace('token', 'none'));
    expect(run('audit', '--fail-on', 'error', unprotected).status).toBe(EXIT_FINDINGS);
  });

  test('--kuberay-version adds what that version does not know', () => {
    const path = file(
      'apiVersion: ray.io/v1\nkind: RayCluster\nmetadata: {name: a}\nspec: {authOptions: {mode: token}, headGroupSpec: {template: {spec: {automountServiceAccountToken: false, containers: [{name: ray}]}}}}\n',
    );
    expect(run('audit', path).out).not.toContain('kuberay-too-old');
    expect(run('audit', '--kuberay-version', '1.5.0', path).out).toContain('kuberay-too-old');
  });
});

describe('files', () => {
  test('objects of several files belong together', () => {
    const certificate = 'apiVersion: cert-manager.io/v1\nkind: Certificate\nmetadata: {name: a}\nspec: {secretName: tls}\n';
    const path = folder({ 'a.yaml': certificate, 'deep/b.yml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\n' });
    expect(run('audit', path).out).toContain('secret-with-two-writers');
    expect(run('audit', join(path, 'a.yaml'), join(path, 'deep/b.yml')).out).toContain('secret-with-two-writers');
    expect(run('audit', join(path, 'a.yaml')).out).not.toContain('secret-with-two-writers');
  });

  test('JSON is read too, and lists as their items', () => {
    const list = { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } }] };
    expect(run('audit', file(JSON.stringify(list), 'a.json')).out).toContain('in 1 object.');
    const typed = 'apiVersion: v1\nkind: SecretList\nitems: [{metadata: {name: a}}, {metadata: {name: b}}]\n';
    expect(run('audit', file(typed)).out).toContain('in 2 objects.');
  });

  test('a folder has other files too, which are named and passed over', () => {
    const path = folder({
      'a.yaml': CONFIG_MAP,
      'values.yaml': 'replicas: 2\n',
      '.hidden/x.yaml': '{',
      'node_modules/x.yaml': '{',
      'notes.txt': '{',
    });
    const { status, err } = run('audit', path);
    expect(status).toBe(EXIT_CLEAN);
    expect(err).toContain(`cdk8s-ray-tls: skipped ${join(path, 'values.yaml')}: there is no Kubernetes object in it\n`);
  });

  test('a link to a folder is not followed, so that none leads in circles', () => {
    const path = folder({ 'a.yaml': CONFIG_MAP });
    symlinkSync(path, join(path, 'loop.yaml'));
    expect(run('audit', path).out).toContain('in 1 object.');
  });

  test('what names no Kubernetes object is refused, where it was asked for by name', () => {
    expect(refused('audit', file('replicas: 2\n'))).toContain('manifest.yaml:1: it is no Kubernetes object: it lacks apiVersion or kind.');
    expect(refused('audit', file(`${CONFIG_MAP}---\n- a\n`))).toContain('manifest.yaml:5: it is no Kubernetes object');
  });

  test('nothing at all is refused', () => {
    expect(refused('audit', file(''))).toContain('there is no Kubernetes object in it');
    expect(refused('audit', folder({}))).toContain('there is no Kubernetes object in it');
    expect(refused('audit', file('---\n# nothing\n---\n'))).toContain('there is no Kubernetes object in it');
  });

  test('a file that is not there is refused', () => {
    expect(refused('audit', join(scratchFolder(), 'absent.yaml'))).toContain('it cannot be read (ENOENT)');
  });

  test('what is no text is refused', () => {
    expect(refused('audit', file(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe])))).toContain('it is no text in UTF-8');
    expect(refused('audit', file('apiVersion: v1\0'))).toContain('it is no YAML');
  });
});

describe('YAML', () => {
  test('lines are those of the file, whatever is between the documents', () => {
    const path = file(`# head\n\n---\n# Source: a.yaml\n${HOST_NETWORK}---\n---\n${HOST_NETWORK}...\n# tail\n---\n${HOST_NETWORK}`);
    const lines = JSON.parse(run('audit', '--format', 'json', path).out).findings.map((finding: { line: number }) => finding.line);
    expect(lines).toEqual([9, 8, 18, 17, 28, 27]);
  });

  test('a line of dashes within a text is no border, unless it begins the line', () => {
    const path = file('apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  script: |\n    ---\n    a\n  other: "x ---"\n');
    expect(run('audit', path).out).toContain('in 1 object.');
  });

  test('a byte order mark, carriage returns, and content behind the border are read', () => {
    expect(run('audit', file(`\uFEFF${CONFIG_MAP.replaceAll('\n', '\r\n')}`)).out).toContain('in 1 object.');
    expect(run('audit', file(`--- {apiVersion: v1, kind: Secret}\n--- # next\n${CONFIG_MAP}`)).out).toContain('in 2 objects.');
    expect(run('audit', file(`%YAML 1.2\n---\n${CONFIG_MAP}`)).out).toContain('in 1 object.');
  });

  test('what is no YAML is refused with its line, and nothing of its text, which may be a secret', () => {
    const why = refused('audit', file(`${CONFIG_MAP}---\napiVersion: v1\npassword: hunter2\n  broken: [\n`));
    expect(why).toMatch(/manifest\.yaml:5: it is no YAML: .+ \(line \d+\)/);
    expect(why).not.toContain('hunter2');
  });

  test('a template that nobody rendered is told apart', () => {
    expect(refused('audit', file('kind: {{ .Values.kind }}\napiVersion: v1\n'))).toContain(
      "render the template first, as with 'helm template'",
    );
  });

  test('a key that comes twice is refused, as one of the two would be lost', () => {
    expect(refused('audit', file(`${CONFIG_MAP}kind: Secret\n`))).toContain('duplicated mapping key (line 4)');
  });

  test('what is nested too deeply is refused', () => {
    expect(refused('audit', file('['.repeat(200_000)))).toContain('it is no YAML: nesting exceeded');
    expect(refused('audit', file(Array.from({ length: 3_000 }, (_, depth) => `${' '.repeat(depth)}a:`).join('\n')))).toContain(
      'it is no YAML',
    );
  });

  test('aliases that grow beyond measure are refused, and ordinary ones are not', () => {
    const laughs = Array.from(
      { length: 12 },
      (_, index) =>
        `l${index}: &l${index} [${
          index === 0
            ? '"lol"'
            : Array(9)
                .fill(`*l${index - 1}`)
                .join(', ')
        }]`,
    );
    expect(refused('audit', file(`${CONFIG_MAP}${laughs.join('\n')}\n`))).toContain('its aliases make more than 1000000 values of it');
    expect(refused('audit', file('&a [*a]\n'))).toContain('its aliases make more than');
    expect(run('audit', file(`${CONFIG_MAP}data: &d {a: b}\nbinaryData: *d\n`)).status).toBe(EXIT_CLEAN);
  });

  test('a document that is larger than any object is read, as one List holds many', () => {
    expect(run('audit', file(`${CONFIG_MAP}data:\n  a: ${'x'.repeat(9 << 20)}\n`)).out).toContain('in 1 object.');
  });
});

describe('what is written', () => {
  test('--diagram prints the picture instead of the report', () => {
    const { out, status } = run('audit', '--diagram', file(HOST_NETWORK));
    expect(out).toMatch(/^flowchart LR\n/);
    expect(status).toBe(EXIT_FINDINGS);
  });

  test.each([
    [['audit', '--format', 'xml', 'x'], "options: the format 'xml' is not known. Fix: choose table, json, sarif."],
    [['audit', '--fail-on', 'note', 'x'], "options: the severity 'note' is not known. Fix: choose warning or error."],
    [['audit'], "options: no manifests are named. Fix: write 'cdk8s-ray-tls audit FILE|DIR...'."],
    [['audit', '--format'], "options: Option '--format <value>' argument missing. Fix: see 'cdk8s-ray-tls --help'."],
  ])('%j is answered with what to do', (args, whole) => {
    expect(refused(...args)).toBe(whole);
  });

  test('every path is named where nothing is found in any', () => {
    const [one, other] = [folder({}), folder({})];
    expect(refused('audit', one, other)).toBe(
      `${one}, ${other}: there is no Kubernetes object in it. Fix: pass manifests as they are applied.`,
    );
  });
});

describe('the finer points of files', () => {
  const objectsIn = (content: string) => run('audit', file(content)).out;

  test('files of a folder come in the order of their names, whatever order they were made in', () => {
    const pods = Object.fromEntries(['c.yaml', 'a.yaml', 'b/x.yaml', 'd.JSON'].map((name) => [name, HOST_NETWORK]));
    const path = folder(pods);
    const found = JSON.parse(run('audit', '--format', 'json', path).out).findings.map((finding: { file: string }) => finding.file);
    expect([...new Set(found)]).toEqual(['a.yaml', 'b/x.yaml', 'c.yaml', 'd.JSON'].map((name) => join(path, name)));
  });

  test('a link to a file is followed', () => {
    const path = folder({ 'notes.txt': CONFIG_MAP });
    symlinkSync(join(path, 'notes.txt'), join(path, 'linked.yaml'));
    expect(run('audit', path).out).toContain('in 1 object.');
  });

  test('the standard input is read', () => {
    const audited = (input: string) =>
      spawnSync(
        process.execPath,
        ['--require', 'tsx/cjs', '-e', `${COMMAND} process.exitCode = main(['audit', '--format', 'json', '-'], streams);`],
        {
          cwd: join(__dirname, '../../..'),
          encoding: 'utf8',
          input,
        },
      );
    const found = JSON.parse(audited(HOST_NETWORK).stdout).findings;
    expect(found[0]).toMatchObject({ rule: 'host-network', file: '(standard input)', line: 5 });
    expect(audited('[').stderr).toMatch(/^cdk8s-ray-tls: \(standard input\):1: it is no YAML/);
  });

  test('a file that may not be read is refused, and so is one that is too large', () => {
    const path = scratchFolder();
    const closed = join(path, 'closed.yaml');
    // Whoever reads its first byte gets an input/output error.
    symlinkSync('/proc/self/mem', closed);
    expect(refused('audit', closed)).toBe(`${closed}: it cannot be read (EIO). Fix: correct its name or permissions.`);
    const large = file('');
    truncateSync(large, (256 << 20) + 1);
    expect(refused('audit', large)).toBe(`${large}: it has more than 256 MiB. Fix: pass the manifests alone, in several files.`);
  });

  test('only a list is read as its items, and only their kinds come from it', () => {
    expect(objectsIn('apiVersion: v1\nkind: PodList\nitems: {a: b}\n')).toContain('in 1 object.');
    expect(objectsIn('apiVersion: v1\nkind: Listener\nitems: [{a: b}]\n')).toContain('in 1 object.');
    expect(refused('audit', file('apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, metadata: {name: a}}]\n'))).toContain(
      'it lacks apiVersion or kind',
    );
    expect(refused('audit', file('apiVersion: v1\nkind: PodList\nitems: [text]\n'))).toContain('it lacks apiVersion or kind');
    const listed = `apiVersion: v1\nkind: PodList\nitems:\n- ${HOST_NETWORK.split('\n').slice(2).join('\n  ')}`;
    expect(run('audit', '--format', 'json', file(listed)).out).toContain('"host-network"');
  });

  test.each([['kind: Secret\n'], ['apiVersion: v1\n'], ['apiVersion: 1\nkind: Secret\n'], ['apiVersion: v1\nkind: [Secret]\n'], ['- a\n']])(
    '%j is no Kubernetes object',
    (content) => {
      expect(refused('audit', file(content))).toContain('manifest.yaml:1: it is no Kubernetes object: it lacks apiVersion or kind.');
    },
  );
});

describe('the finer points of YAML', () => {
  const objectsIn = (content: string) => run('audit', file(content)).out;

  test('what holds nothing is no document', () => {
    expect(objectsIn(`null\n---\n~\n---\n${CONFIG_MAP}`)).toContain('in 1 object.');
    expect(objectsIn(`---\n--- # nothing\n  # nothing\n---\n${CONFIG_MAP}`)).toContain('in 1 object.');
  });

  test('dots end a document', () => {
    expect(objectsIn(`${CONFIG_MAP}...\n${CONFIG_MAP}`)).toContain('in 2 objects.');
    expect(objectsIn(`${CONFIG_MAP}data:\n  a: |\n    text...\n    more\n  b: x\n`)).toContain('in 1 object.');
  });

  test('a word that begins with dashes is no border', () => {
    expect(objectsIn(`${CONFIG_MAP}---no: border\n`)).toContain('in 1 object.');
  });

  test('how the parser complains is cut short, and tells a template from a mistake', () => {
    expect(refused('audit', file(`${CONFIG_MAP}b: ]\n`))).toMatch(/ \(line 4\)\. Fix: correct it, or pass the manifests alone\.$/);
    const tag = `!${'x'.repeat(300)}`;
    expect(refused('audit', file(`${CONFIG_MAP}b: ${tag} a\n`)).length).toBeLessThan(400);
  });
});

describe('as people expect of a linter', () => {
  test.each([[['--version']], [['-V']], [['audit', '--version']]])('%j prints the version', (args) => {
    const { version } = require('../../../package.json');
    expect(run(...args)).toEqual({ status: EXIT_CLEAN, out: `${version}\n`, err: '' });
  });

  test('--output writes the report to a file, whose folder has to be there', () => {
    const folderOf = scratchFolder();
    const output = join(folderOf, 'report.sarif');
    const path = file(HOST_NETWORK);
    expect(run('audit', '--format', 'sarif', '--output', output, path)).toEqual({ status: EXIT_FINDINGS, out: '', err: '' });
    expect(JSON.parse(readFileSync(output, 'utf8')).version).toBe('2.1.0');
    expect(refused('audit', '-o', join(folderOf, 'absent/report.json'), path)).toContain('the report cannot be written (ENOENT)');
  });

  test('--rule looks for one rule, or several', () => {
    const rules = (...args: string[]) => {
      const { findings } = JSON.parse(run('audit', '--format', 'json', ...args, file(HOST_NETWORK.replace('token', 'none'))).out);
      return [...new Set(findings.map(({ rule }: { rule: string }) => rule))];
    };
    expect(rules('--rule', 'host-network')).toEqual(['host-network']);
    expect(rules('--rule', 'host-network', '--rule', 'grpc-port-unprotected')).toEqual(['grpc-port-unprotected', 'host-network']);
    expect(rules().length).toBeGreaterThan(2);
    expect(refused('audit', '--rule', 'host-netwrok', 'x')).toBe(
      "options: the rule 'host-netwrok' is not known. Fix: write 'host-network'.",
    );
    expect(refused('audit', '--rule', 'foo', 'x')).toBe("options: the rule 'foo' is not known. Fix: choose one of docs/rules.md.");
  });

  test('--no-suppress counts what is suppressed', () => {
    const suppressing = HOST_NETWORK.replace(
      'metadata: {name: head}',
      'metadata: {name: head, annotations: {cdk8s-ray-tls/suppress: "host-network: RDMA"}}',
    );
    const found = (...args: string[]) =>
      JSON.parse(run('audit', '--rule', 'host-network', '--format', 'json', ...args, file(suppressing)).out).summary;
    expect(found()).toMatchObject({ warnings: 0, suppressed: 1 });
    expect(found('--no-suppress')).toMatchObject({ warnings: 1, suppressed: 0 });
  });

  test('a misspelled suppression is a finding', () => {
    const misspelled = HOST_NETWORK.replace(
      'metadata: {name: head}',
      'metadata: {name: head, annotations: {cdk8s-ray-tls/suppress: "host-netwrok: RDMA"}}',
    );
    expect(run('audit', file(misspelled)).out).toContain("the rule 'host-netwrok' is not known; 'host-network' is");
  });

  test('without any Ray pod it says that nothing was checked', () => {
    const { status, out, err } = run('audit', file(CONFIG_MAP));
    expect(status).toBe(EXIT_CLEAN);
    expect(out).toBe('No findings, 0 suppressed, in 1 object. Ray pods looked at: 0.\n');
    expect(err).toBe('cdk8s-ray-tls: warning: Ray pods looked at: 0. No Ray pod found: nothing was checked.\n');
  });

  test('a path with a strange name is one all the same', () => {
    expect(run('audit', '--format', 'sarif', file(HOST_NETWORK, 'x#1.yaml')).out).toContain('x%231.yaml');
    expect(run('audit', '--', file(HOST_NETWORK)).status).toBe(EXIT_FINDINGS);
  });
});
