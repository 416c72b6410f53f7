import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');
// What apps get is what the build made.
const INDEX = join(ROOT, 'dist/index.d.ts');

test('the library is built', () => expect(existsSync(INDEX)).toBe(true));

test('the strictest compiler takes an app, and the library’s own declarations', () => {
  const program = ts.createProgram([join(__dirname, 'strict-consumer.fixture.ts')], {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noPropertyAccessFromIndexSignature: true,
    noImplicitOverride: true,
    verbatimModuleSyntax: false,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    ignoreDeprecations: '6.0',
    esModuleInterop: true,
    types: ['node'],
    paths: { 'cdk8s-ray-tls': [INDEX] },
  });
  const ours = ts.getPreEmitDiagnostics(program).filter(({ file }) => !file?.fileName.includes('/node_modules/'));
  expect(ours.map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]);
}, 120_000);

describe('an app in one file, as esbuild makes it', () => {
  const folder = mkdtempSync(join(ROOT, 'node_modules/.bundle-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const app = `
    import { App, Chart } from 'cdk8s';
    import { RayTls, RayTlsAlerts, RayTlsCa, RayTlsCheck, RayTlsCluster, RayTlsRotation } from 'cdk8s-ray-tls';
    const app = new App();
    const chart = new Chart(app, 'ray', { namespace: 'ray' });
    const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')), workerGroups: [{ groupName: 'a' }] });
    new RayTlsCheck(chart, 'check', { cluster });
    new RayTlsRotation(chart, 'rotation', { cluster });
    new RayTlsAlerts(chart, 'alerts', { cluster });
    process.stdout.write(app.synthYaml());
    try {
      new RayTlsCluster(chart, 'wrong', { tls: chart });
    } catch (error) {
      process.stderr.write(error.message);
    }
  `;

  function run(file: string, cwd: string): string {
    return execFileSync(process.execPath, [file], { cwd, encoding: 'utf8', maxBuffer: 1e8, stdio: ['ignore', 'pipe', 'ignore'] });
  }

  test.each([[[]], [['--minify']]])(
    '%j',
    (flags) => {
      mkdirSync(join(folder, 'node_modules'), { recursive: true });
      if (!existsSync(join(folder, 'node_modules/cdk8s-ray-tls'))) symlinkSync(ROOT, join(folder, 'node_modules/cdk8s-ray-tls'));
      writeFileSync(join(folder, 'app.mjs'), app);
      const bundle = join(folder, `bundle${flags.length}`, 'app.cjs');
      execFileSync(join(ROOT, 'node_modules/.bin/esbuild'), [
        join(folder, 'app.mjs'),
        '--bundle',
        '--platform=node',
        '--log-level=error',
        `--outfile=${bundle}`,
        ...flags,
      ]);
      const plain = run(join(folder, 'app.mjs'), folder);
      expect(plain).toContain('kind: RayCluster');
      expect(run(bundle, folder)).toBe(plain);
    },
    120_000,
  );
});
