import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App, Chart } from 'cdk8s';
import { RayTlsValidation } from '../../../lib/audit/cdk8s/plugin';
import { PluginManager } from '../../../node_modules/cdk8s-cli/lib/plugins/_manager';
import { ValidationPlugin } from '../../../node_modules/cdk8s-cli/lib/plugins/validation';
import { scratchFolder } from '../../support/openssl';
import { rayCluster } from '../rules/support';

/** Synthesizes objects, and validates them as `cdk8s synth` does: by its own classes, which load the plugin by its path. */
async function validate(objects: readonly any[], properties: object = {}) {
  const outdir = join(scratchFolder(), 'out');
  const app = new App({ outdir, recordConstructMetadata: true });
  const chart = new Chart(app, 'ray');
  objects.forEach((object, index) => {
    new ApiObject(chart, `object-${index}`, object);
  });
  app.synth();
  const manifests = readdirSync(outdir)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(outdir, file));
  const synthesized = { manifests, constructMetadata: join(outdir, 'construct-metadata.json') };
  const config = {
    package: join(__dirname, '../../../lib/audit/cdk8s/plugin.ts'),
    version: '0.1.0',
    class: 'RayTlsValidation',
    properties,
  };
  const { plugin, context } = ValidationPlugin.load(config as any, synthesized as any, false, new PluginManager(scratchFolder()));
  await plugin.validate(context);
  return { report: context.report, manifests };
}

const hosted = rayCluster((spec) => {
  spec.authOptions = { mode: 'token' };
  spec.workerGroupSpecs[0].template.spec.hostNetwork = true;
});
const closed = rayCluster((spec) => {
  spec.authOptions = { mode: 'token' };
});

test('a sound app passes', async () => {
  const { report } = await validate([closed]);
  expect(report.success).toBe(true);
  expect(report.toJson().summary.metadata).toEqual({ errors: '0', warnings: '0', suppressed: '0' });
});

test('a violation has the path of its construct, the file, the place, the reason and the fix', async () => {
  const { report, manifests } = await validate([hosted]);
  expect(report.success).toBe(false);
  expect(report.toJson().summary.status).toBe('failure');
  const [violation] = report.toJson().violations;
  expect(violation.ruleName).toBe('host-network');
  expect(violation.recommendation).toContain("Ray listens in the node's network. With `hostNetwork`");
  expect(violation.fix).toContain('Remove `hostNetwork`');
  expect(violation.violatingConstructs).toEqual([
    {
      constructPath: 'ray/object-0',
      resourceName: 'training',
      manifestPath: manifests[0],
      locations: ['spec.workerGroupSpecs[0].template.spec.hostNetwork: the worker group cpu uses the network of its node'],
    },
  ]);
  expect(report.toString()).toContain('Construct Path: ray/object-0');
});

test('failOn error lets warnings pass, and reports them', async () => {
  const { report } = await validate([hosted], { failOn: 'error' });
  expect(report.success).toBe(true);
  expect(report.toJson().violations).toHaveLength(1);
});

test('kubeRayVersion finds what that version does not know', async () => {
  const { report } = await validate([closed], { kubeRayVersion: '1.5.0', failOn: 'error' });
  expect(report.success).toBe(false);
  expect(report.toJson().violations.map(({ ruleName }) => ruleName)).toEqual(['kuberay-too-old']);
});

test('what is suppressed is counted', async () => {
  const annotated = { ...hosted, metadata: { ...hosted.metadata, annotations: { 'cdk8s-ray-tls/suppress': 'host-network: RDMA' } } };
  const { report } = await validate([annotated]);
  expect(report.success).toBe(true);
  expect(report.toJson().summary.metadata).toEqual({ errors: '0', warnings: '0', suppressed: '1' });
});

test('unknown properties are refused', () => {
  expect(() => new RayTlsValidation({ failOn: 'note' })).toThrow(
    "[RayTlsValidation] failOn is 'note': findings are warnings and errors. Fix: write 'warning' or 'error'.",
  );
  expect(() => new RayTlsValidation({ kubeRayVersion: '3' })).toThrow('[RayTlsValidation] kubeRayVersion');
});
