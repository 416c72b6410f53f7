import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from '../support/openssl';
import { run } from './run';

const COUNT = 1_400;
/** Of the processor's time, which a busy machine stretches too; the square of the objects took more than a minute. */
const LIMIT = 10_000;

const cluster = (index: number) => `apiVersion: ray.io/v1
kind: RayCluster
metadata: {name: c${index}, namespace: ray}
spec:
  headGroupSpec: {rayStartParams: {}, template: {spec: {containers: [{name: ray, image: 'rayproject/ray:2.58.0'}]}}}
  workerGroupSpecs: [{groupName: cpu, rayStartParams: {}, template: {spec: {containers: [{name: ray, image: 'rayproject/ray:2.58.0'}]}}}]
`;
const policy = (podSelector: string, port: string) => (index: number) =>
  `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: p${index}, namespace: ray}
spec: {podSelector: ${podSelector.replaceAll('N', `${index}`)}, ingress: [{from: [{podSelector: {matchLabels: {app: web${index}}}}], ports: [{port: ${port}}]}]}
`;
const service = (index: number) => `apiVersion: v1
kind: Service
metadata: {name: s${index}, namespace: ray}
spec: {type: NodePort, selector: {ray.io/node-type: head}, ports: [{port: 8265}]}
`;

function millisecondsSince(before: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function timeOf(...kinds: ((index: number) => string)[]): { readonly milliseconds: number; readonly summary: any; readonly line: number } {
  const documents = Array.from({ length: COUNT }, (_, index) => kinds.map((kind) => kind(index)).join('---\n'));
  const file = join(scratchFolder(), 'large.yaml');
  writeFileSync(file, documents.join('---\n'));
  const before = process.cpuUsage();
  const { out } = run('audit', '--format', 'json', file);
  const milliseconds = millisecondsSince(before);
  const { summary, findings } = JSON.parse(out);
  return { milliseconds, summary, line: findings[0].line };
}

test.each<[string, ((index: number) => string)[]]>([
  ['policies for every pod', [policy('{}', '8265')]],
  ['policies with the name of a port', [policy('{}', 'dashboard')]],
  ['policies by expressions', [policy('{matchExpressions: [{key: ray.io/cluster, operator: In, values: [cN]}]}', '8265')]],
  ['policies by labels', [policy('{matchLabels: {ray.io/cluster: cN}}', '8265')]],
])('1,400 clusters and as many %s take seconds, not a minute', (_, kinds) => {
  const { milliseconds, summary } = timeOf(cluster, ...kinds);
  expect(summary).toMatchObject({ objects: 2 * COUNT, rayPods: 2 * COUNT });
  expect(milliseconds).toBeLessThan(LIMIT);
});

test('Services before every head of a namespace', () => {
  expect(timeOf(cluster, service).milliseconds).toBeLessThan(2 * LIMIT);
});

test('a List of 22 MB, as `kubectl get -o yaml` writes it, is read, and each finding has its line', () => {
  const padding = `# ${'x'.repeat(120)}\n`;
  const item = (index: number) =>
    `- ${cluster(index).trimEnd().replaceAll('\n', '\n  ')}\n  status:\n${`    a: ${'y'.repeat(100)}\n`.repeat(1)}${padding.repeat(170)}`;
  const text = `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: 1_000 }, (_, index) => item(index)).join('')}`;
  expect(text.length).toBeGreaterThan(20_000_000);
  const file = join(scratchFolder(), 'list.yaml');
  writeFileSync(file, text);
  const before = process.cpuUsage();
  const { findings } = JSON.parse(run('audit', '--format', 'json', file).out);
  expect(millisecondsSince(before)).toBeLessThan(2 * LIMIT);
  const lines = text.split('\n');
  const clusters = findings.filter(({ rule }: { rule: string }) => rule === 'grpc-port-unprotected');
  expect(clusters).toHaveLength(1_000);
  for (const { line } of clusters) expect(lines[line - 1]).toMatch(/^ {4}headGroupSpec: /);
});
