import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Chart } from 'cdk8s';
import { RayTls, RayTlsAlerts, RayTlsCa, RayTlsCheck, RayTlsCluster, RayTlsRotation } from '../../../lib';

/** What an app with everything that monitors writes into a folder. */
function written(outdir: string): string {
  const app = new App({ outdir });
  const chart = new Chart(app, 'ray', { namespace: 'ray' });
  const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
  new RayTlsAlerts(chart, 'alerts', { cluster });
  new RayTlsCheck(chart, 'check', { cluster });
  new RayTlsRotation(chart, 'rotation', { cluster });
  app.synth();
  return readdirSync(outdir)
    .map((file) => readFileSync(join(outdir, file), 'utf8'))
    .join('---\n');
}

/** Helm's templates, as far as they are texts between backticks; whatever else it would take for its own stays. */
const asHelmRenders = (text: string) => text.replace(/\{\{`([^`]*)`\}\}/g, '$1');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ray-tls-helm-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('as a Helm chart, texts of Prometheus and Grafana come out of Helm as they are', () => {
  const plain = written(join(folder, 'plain'));
  expect(plain).toContain('{{ $labels.');
  writeFileSync(join(folder, 'Chart.yaml'), 'name: ray\n');
  const chart = written(join(folder, 'templates'));
  // Nothing is left that Helm would take for its own.
  expect(chart.replace(/\{\{`[^`]*`\}\}/g, '')).not.toContain('{{');
  expect(chart).not.toBe(plain);
  // The lines of YAML may break elsewhere.
  const unfolded = (text: string) => text.replace(/\s+/g, '');
  expect(unfolded(asHelmRenders(chart))).toBe(unfolded(plain));
});

test('a folder of that name that is no Helm chart is one like any other', () =>
  expect(written(join(folder, 'templates'))).toBe(written(join(folder, 'plain'))));

test('scripts have nothing that Helm would take for its own', () => {
  const plain = written(join(folder, 'plain'));
  const scripts = plain.split('---\n').filter((text) => text.includes('kind: ConfigMap') && !text.includes('grafana_dashboard'));
  expect(scripts.length).toBeGreaterThan(2);
  for (const text of scripts) expect(text).not.toContain('{{');
});
