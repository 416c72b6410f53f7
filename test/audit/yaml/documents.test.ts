import { audit } from '../../../lib/audit/engine';
import { keysOf, Manifest, pathOf } from '../../../lib/audit/model/manifest';
import { hostNetwork } from '../../../lib/audit/rules/host-network';
import { yamlDocuments } from '../../../lib/audit/yaml/documents';
import { NOW } from '../rules/support';

const read = (text: string) => yamlDocuments('a.yaml', text)[0].content as any;

test.each([
  ['yes', true],
  ['Yes', true],
  ['YES', true],
  ['on', true],
  ['y', true],
  ['true', true],
  ['no', false],
  ['off', false],
  ['N', false],
  ['yEs', 'yEs'],
  ['"yes"', 'yes'],
  ["'on'", 'on'],
  ['!!str yes', 'yes'],
  ['0644', 420],
  ['0o644', 420],
  ['0x1F', 31],
  ['0b11', 3],
  ['1_000', 1000],
  ['-5', -5],
  ['8265', 8265],
  ['12:30', '12:30'],
  ['1.5', 1.5],
  ['2026-01-01', '2026-01-01'],
  ['0.0.0.0/0', '0.0.0.0/0'],
  ['~', null],
])('%s is read as Kubernetes reads it: %p', (text, value) => {
  expect(read(`a: ${text}\n`).a).toBe(value);
});

test('a host network that says yes is one', () => {
  const pod = read(
    'apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {hostNetwork: yes, containers: [{name: ray, args: [ray start --head]}]}\n',
  );
  expect(audit([new Manifest(pod)], { now: NOW }, [hostNetwork]).findings).toHaveLength(1);
});

describe('lines of fields', () => {
  const TEXT = `# first
apiVersion: v1
kind: Pod
metadata:
  annotations:
    "example.com/a.b": x
spec:
  shared: &shared
    image: a
    env:
    - name: B
      value: "1"
  containers:
  - name: one
    <<: *shared
  - {name: two,
     image: b}
  -
    name: three
    command: [sh, -c]
  other: *shared
  script: |
    line one
    line two
`;
  const [{ positions }] = yamlDocuments('a.yaml', `---\n${TEXT}`);

  test.each([
    ['', 3],
    ['spec', 8],
    ["metadata.annotations['example.com/a.b']", 7],
    ['spec.containers[0]', 15],
    ['spec.containers[0].name', 15],
    ['spec.containers[0].image', 10],
    ['spec.containers[0].env[0].value', 13],
    ['spec.containers[1].image', 18],
    ['spec.containers[2].name', 20],
    ['spec.containers[2].command[1]', 21],
    ['spec.other.env', 11],
    ['spec.containers[2].securityContext.privileged', 20],
    ['spec.nothing', 8],
  ])('%j is at line %d', (path, line) => {
    expect(positions.lineOf(keysOf(path))).toBe(line);
  });

  test('a block of text begins below its bar', () => {
    expect(positions.lineOfText(['spec', 'script'])).toBe(24);
    expect(positions.lineOfText(['spec', 'nothing'])).toBe(8);
  });

  test('of an object in a text, in an object, in a List', () => {
    const inner =
      'apiVersion: v1\nkind: Pod\nmetadata: {name: inner}\nspec:\n  hostNetwork: true\n  containers: [{name: ray, args: [ray start]}]\n';
    const text = `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: a}\n  data:\n    pod.yaml: |\n      # comment\n      ${inner.replaceAll('\n', '\n      ')}\n`;
    const [{ content, positions: lines }] = yamlDocuments('a.yaml', text);
    const { findings } = audit([new Manifest(content as any, { file: 'a.yaml', lines })], { now: NOW }, [hostNetwork]);
    expect(findings.map(({ manifest, path }) => manifest.lineOf(path))).toEqual([14]);
    expect(text.split('\n')[13]).toContain('hostNetwork');
  });
});

test.each(['spec.a[0].b', "data['tls.crt']", 'spec.containers[10].env'])('%s is made of its keys', (path) => {
  expect(pathOf(keysOf(path))).toBe(path);
});
