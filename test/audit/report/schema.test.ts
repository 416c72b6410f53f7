import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { jsonReport } from '../../../lib/audit/report/json';
import { headPod, NOW, object, rayCluster } from '../rules/support';

const schema = JSON.parse(readFileSync(join(__dirname, '../../../docs/audit-report.schema.json'), 'utf8'));
const validate = new Ajv2020({ allErrors: true }).compile(schema);

function errorsIn(report: any): string[] {
  validate(report);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

const hosted = rayCluster((spec) => Object.assign(headPod(spec), { hostNetwork: true }));
const suppressing = {
  ...rayCluster(),
  metadata: { name: 'b', annotations: { 'cdk8s-ray-tls/suppress': 'http-port-unprotected: a test' } },
};
const unknown = rayCluster((spec) => {
  headPod(spec).containers[0].env = [{ name: 'RAY_USE_TLS', valueFrom: { secretKeyRef: { name: 'a', key: 'b' } } }];
});
const held = object('AppWrapper', 'a', { spec: { components: [{ template: hosted }] } }, 'workload.codeflare.dev/v1beta2');

test.each<[string, readonly object[]]>([
  ['nothing', []],
  ['findings, with and without places', [hosted, suppressing, unknown]],
  ['objects within objects', [held, { apiVersion: 'v1', kind: 'Secret' }]],
])('the report of %s is as its schema says', (_, objects) => {
  const manifests = objects.map(
    (json, index) => new Manifest(json as any, index % 2 === 0 ? { file: 'a.yaml', line: 1 } : { constructPath: 'a/b' }),
  );
  const report = JSON.parse(jsonReport(audit(manifests, { now: NOW }, undefined, { unread: [{ message: 'a.yaml: why' }] })));
  expect(errorsIn(report)).toEqual([]);
});

test('a report that is not as the schema says is told apart', () => {
  const report = JSON.parse(jsonReport(audit([new Manifest(hosted)], { now: NOW })));
  expect(errorsIn({ ...report, version: 2 })).toHaveLength(1);
  expect(errorsIn({ ...report, more: 1 })).toHaveLength(1);
  report.findings[0].severity = 'note';
  expect(errorsIn(report)).toHaveLength(1);
});
