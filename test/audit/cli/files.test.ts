import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNREADABLE } from '../../../lib/audit/cli/main';
import { scratchFolder } from '../../support/openssl';
import { run } from '../run';

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n';
const HEAD =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: head}\nspec: {hostNetwork: true, containers: [{name: ray, args: [ray start --head]}]}\n';

function folder(files: { readonly [name: string]: string }): string {
  const path = scratchFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, '..'), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

const objectsIn = (...paths: string[]) => JSON.parse(run('audit', '--format', 'json', ...paths).out).summary.objects;

describe('what lies in a folder', () => {
  test.each([
    ['a template of Helm', 'kind: {{ .Values.kind }}\napiVersion: v1\n'],
    ['a template of CloudFormation', 'Resources:\n  Bucket:\n    Type: !Ref Kind\n'],
    ['a file of MkDocs', 'markdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:material.extensions.emoji.twemoji\n'],
    ['bytes', '\u0000\u0001'],
    ['an unfinished list', 'a: [1, 2\n'],
    [
      'a bomb of aliases',
      `${CONFIG_MAP}${Array.from(
        { length: 12 },
        (_, index) =>
          `l${index}: &l${index} [${
            index === 0
              ? 'lol'
              : Array(9)
                  .fill(`*l${index - 1}`)
                  .join(', ')
          }]`,
      ).join('\n')}\n`,
    ],
  ])('%s is listed, and the others are audited', (_, content) => {
    const path = folder({ 'a.yaml': HEAD, 'b.yaml': content });
    const { status, out, err } = run('audit', path);
    expect(status).toBe(EXIT_FINDINGS);
    expect(out).toContain('host-network');
    expect(out).toContain(`Not read:\n  ${join(path, 'b.yaml')}`);
    expect(err).toContain(`cdk8s-ray-tls: not read: ${join(path, 'b.yaml')}`);
  });

  test('the other documents of such a file are audited too', () => {
    const path = folder({ 'a.yaml': `${HEAD}---\na: [\n---\n- no object\n---\n${CONFIG_MAP}` });
    const { out, err } = run('audit', path);
    expect(out).toContain('in 2 objects.');
    expect(err.match(/not read: .*/g)).toEqual([
      expect.stringContaining('a.yaml:6: it is no YAML'),
      expect.stringContaining('a.yaml:8: it is no Kubernetes object'),
    ]);
  });

  test('one that speaks of Ray may hide findings, unless warnings do not count', () => {
    const path = folder({ 'a.yaml': CONFIG_MAP, 'ray.yaml': 'apiVersion: ray.io/v1\nkind: RayCluster\nspec: {{ toYaml .Values }}\n' });
    expect(run('audit', path).status).toBe(EXIT_FINDINGS);
    expect(run('audit', '--fail-on', 'error', path).status).toBe(EXIT_CLEAN);
    expect(run('audit', folder({ 'a.yaml': CONFIG_MAP, 'web.yaml': 'kind: {{ .Values.kind }}\n' })).status).toBe(EXIT_CLEAN);
  });

  test('a file that was asked for by name has to be read, and the others are audited all the same', () => {
    const path = folder({ 'a.yaml': HEAD, 'b.yaml': 'kind: {{ .Values.kind }}\n' });
    const { status, out } = run('audit', join(path, 'a.yaml'), join(path, 'b.yaml'));
    expect(status).toBe(EXIT_UNREADABLE);
    expect(out).toContain('host-network');
  });

  test('links out of it, devices and pipes are passed over', () => {
    const path = folder({ 'a.yaml': CONFIG_MAP });
    const outside = folder({ 'secret.yaml': HEAD });
    symlinkSync('/dev/zero', join(path, 'zero.yaml'));
    symlinkSync(join(outside, 'secret.yaml'), join(path, 'out.yaml'));
    symlinkSync(outside, join(path, 'folder.yaml'));
    symlinkSync('nowhere.yaml', join(path, 'dangling.yaml'));
    symlinkSync('loop.yaml', join(path, 'loop.yaml'));
    expect(spawnSync('mkfifo', [join(path, 'pipe.yaml')]).status).toBe(0);
    const { status, out, err } = run('audit', path);
    expect(status).toBe(EXIT_CLEAN);
    expect(out).toContain('in 1 object.');
    expect(err.match(/not read: .*/g)).toEqual([
      expect.stringMatching(/dangling\.yaml: it is a link that leads nowhere \(ENOENT\)\.$/),
      expect.stringMatching(/loop\.yaml: it is a link that leads nowhere \(ELOOP\)\.$/),
      expect.stringMatching(/out\.yaml: it is a link out of the folder\.$/),
      expect.stringMatching(/pipe\.yaml: it is no regular file\.$/),
      expect.stringMatching(/zero\.yaml: it is a link to something that is no regular file\.$/),
    ]);
  });

  test('links within it are followed, and what they lead to counts once', () => {
    const path = folder({ '..data/a.yaml': CONFIG_MAP, 'b.yaml': CONFIG_MAP.replace('name: a', 'name: b') });
    symlinkSync('..data/a.yaml', join(path, 'a.yaml'));
    symlinkSync('b.yaml', join(path, 'c.yaml'));
    expect(objectsIn(path)).toBe(2);
  });

  test('a folder that may not be read is listed', () => {
    const path = folder({ 'a.yaml': CONFIG_MAP, 'closed/b.yaml': CONFIG_MAP });
    expect(objectsIn(path)).toBe(2);
    chmodSync(path, 0o755);
    chmodSync(join(path, 'closed'), 0);
    const { err } = asNobody(() => run('audit', path));
    chmodSync(join(path, 'closed'), 0o700);
    expect(err).toContain(`${join(path, 'closed')}: it cannot be read (EACCES).`);
  });
});

/** Root may read everything: whoever runs the tests as root is somebody else for a moment. */
function asNobody<T>(action: () => T): T {
  if (process.geteuid!() !== 0) return action();
  process.seteuid!(65534);
  try {
    return action();
  } finally {
    process.seteuid!(0);
  }
}

describe('what is asked for by name', () => {
  test('a path that is named twice counts once, however it is written', () => {
    const path = folder({ 'a.yaml': CONFIG_MAP });
    const file = join(path, 'a.yaml');
    symlinkSync('a.yaml', join(path, 'b.yaml'));
    expect(objectsIn(file, file)).toBe(1);
    expect(objectsIn(path, `${path}/`, file, relative(process.cwd(), file), join(path, 'b.yaml'))).toBe(1);
  });

  test('a device without an end is refused, and does not hang', () => {
    const { status, err } = run('audit', '/dev/zero');
    expect(status).toBe(EXIT_UNREADABLE);
    expect(err).toBe('cdk8s-ray-tls: /dev/zero: it has more than 256 MiB. Fix: pass the manifests alone, in several files.\n');
  });

  test('a pipe is read, as a shell passes one', () => {
    const command = `const { main } = require('./lib/audit/cli/main');
      process.exitCode = main(['audit', process.argv[1]], { out: (text) => process.stdout.write(text), err: () => {} });`;
    const script = `exec ${process.execPath} --require tsx/cjs -e "$1" <(cat "$2")`;
    const file = join(folder({ 'a.yaml': CONFIG_MAP }), 'a.yaml');
    const { stdout } = spawnSync('bash', ['-c', script, 'bash', command, file], { cwd: join(__dirname, '../../..'), encoding: 'utf8' });
    expect(stdout).toContain('in 1 object.');
  });
});

describe('--exclude', () => {
  const path = folder({
    'a.yaml': CONFIG_MAP,
    'charts/ray/templates/b.yaml': HEAD,
    'charts/ray/values.yaml': 'a: b\n',
    'deep/vendor/c.yaml': HEAD,
    'deep/d.tmpl.yaml': HEAD,
    'deep/e.yaml': HEAD,
  });

  test.each([
    [[], 5],
    [['charts'], 4],
    [['charts/'], 4],
    [['./charts/'], 4],
    [['templates'], 4],
    [['vendor', '*.tmpl.yaml'], 3],
    [['deep/*.yaml'], 3],
    [['deep/**'], 2],
    [['**/templates/**'], 4],
    [['a.y?ml'], 4],
    [['a.yam'], 5],
    [['A.yaml'], 5],
    [['charts', 'deep'], 1],
  ])('%j leaves %d objects', (patterns, count) => {
    expect(objectsIn(path, ...patterns.flatMap((pattern) => ['--exclude', pattern]))).toBe(count);
  });

  test('counts for files that are named too', () => {
    expect(objectsIn(join(path, 'a.yaml'), join(path, 'deep/e.yaml'), '--exclude', 'deep')).toBe(1);
  });
});

test('an array of objects, as `jq .items` makes of a List, is read', () => {
  const array = JSON.stringify([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'b' } },
  ]);
  const path = folder({ 'a.json': array });
  expect(objectsIn(path)).toBe(2);
  expect(objectsIn(join(path, 'a.json'))).toBe(2);
});

test('of many files without objects ten are named', () => {
  const files = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`values-${index}.yaml`, 'a: b\n']));
  const { err } = run('audit', folder({ ...files, 'a.yaml': CONFIG_MAP }));
  expect(err.match(/skipped \//g)).toHaveLength(10);
  expect(err).toContain('cdk8s-ray-tls: skipped 20 more files without a Kubernetes object\n');
});

test('patches of kustomize are no objects, and are listed', () => {
  const path = folder({
    'base/pod.yaml': CONFIG_MAP,
    'overlays/dev/kustomization.yaml':
      'resources: [../../base]\npatches:\n- path: pod.yaml\n- patch: |-\n    - op: remove\npatchesStrategicMerge: [sub/other.yaml]\n',
    'overlays/dev/pod.yaml': HEAD,
    'overlays/dev/sub/other.yaml': HEAD,
    'overlays/dev/added.yaml': CONFIG_MAP.replace('name: a', 'name: b'),
  });
  const { out, err, status } = run('audit', path);
  expect(status).toBe(EXIT_CLEAN);
  expect(out).toContain('in 2 objects.');
  for (const patch of ['pod.yaml', 'sub/other.yaml'])
    expect(err).toContain(`not read: ${join(path, 'overlays/dev', patch)}: it is a patch of kustomize`);
});
