import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { CaKeyPair } from '../../lib';
import { RULES } from '../../lib/audit/rules';
import { run } from '../audit/run';
import expectedFindings from '../fixtures/audit/expected.json';
import { makeCa, scratchFolder } from '../support/openssl';
import { reissuedSampleCa } from '../support/published-sample-ca';
import { anchors, codeBlocks, codeSpans, links, page, section } from './page';

const ROOT = join(__dirname, '../..');
const PAGE = page('migrating.md');
const BLOCKS = codeBlocks(PAGE, 'ts');
const FIXTURES = join(__dirname, '../fixtures/audit');
/** The manifests that the page's programs begin with. */
const BEFORE: { readonly [file: string]: () => string } = {
  'ray-cluster.tls.yaml': sampleWithTls,
  'django-ray.yaml': () => fixture('django-on-deployments').replaceAll('namespace: web', 'namespace: django-ray'),
  'raycluster.yaml': () => fixture('default-chart'),
  'raycluster-mtls.yaml': () => fixture('clean-tls-options'),
};

function fixture(name: string): string {
  return readFileSync(join(FIXTURES, `${name}.yaml`), 'utf8');
}

/** Of the form of KubeRay's sample: a CA in a Secret, which every container sees; its certificate is for the published key. */
function sampleWithTls(): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const tls = [
    { name: 'RAY_USE_TLS', value: '1' },
    { name: 'RAY_TLS_SERVER_CERT', value: '/etc/ray/tls/tls.crt' },
    { name: 'RAY_TLS_SERVER_KEY', value: '/etc/ray/tls/tls.key' },
    { name: 'RAY_TLS_CA_CERT', value: '/etc/ca/tls/ca.crt' },
  ];
  const image = 'rayproject/ray:2.52.0';
  const mounts = [
    { name: 'ca-tls', mountPath: '/etc/ca/tls', readOnly: true },
    { name: 'ray-tls', mountPath: '/etc/ray/tls' },
  ];
  const template = (role: string) => ({
    spec: {
      initContainers: [
        {
          name: `ray-${role}-tls`,
          image,
          command: ['/bin/sh', '-c', `cp -R /etc/ca/tls /etc/ray && /etc/gen/tls/gencert_${role}.sh`],
          volumeMounts: [...mounts, { name: 'gen-tls-script', mountPath: '/etc/gen/tls' }],
          env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        },
      ],
      containers: [{ name: `ray-${role}`, image, env: tls, volumeMounts: [{ name: 'ray-logs', mountPath: '/tmp/ray' }, ...mounts] }],
      volumes: [
        { name: 'ray-logs', emptyDir: {} },
        { name: 'ca-tls', secret: { secretName: 'ca-tls' } },
        { name: 'ray-tls', emptyDir: {} },
        { name: 'gen-tls-script', configMap: { name: 'tls' } },
      ],
    },
  });
  const cluster = {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name: 'raycluster-tls' },
    spec: {
      rayVersion: '2.52.0',
      headGroupSpec: { rayStartParams: {}, template: template('head') },
      workerGroupSpecs: [
        { groupName: 'small-group', replicas: 1, minReplicas: 1, maxReplicas: 10, rayStartParams: {}, template: template('worker') },
      ],
    },
  };
  const data = { 'ca.crt': base64(reissuedSampleCa()), 'ca.key': base64(makeCa().privateKey) };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ca-tls' }, data };
  return `${JSON.stringify(cluster)}\n---\n${JSON.stringify(secret)}\n`;
}

/** Runs a program of the page, in a folder with the manifests that it begins with; returns where it wrote to. */
function runBlock(code: string): string {
  const folder = scratchFolder();
  for (const [file, content] of Object.entries(BEFORE)) writeFileSync(join(folder, file), content());
  const placed = Object.keys(BEFORE).reduce((text, file) => text.replace(`'${file}'`, JSON.stringify(join(folder, file))), code);
  const { outputText } = ts.transpileModule(placed, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const output = join(folder, 'dist');
  mkdirSync(output);
  process.env.CDK8S_OUTDIR = output;
  try {
    const modules: { readonly [name: string]: unknown } = {
      cdk8s: require('cdk8s'),
      'cdk8s-plus-28': require('cdk8s-plus-28'),
      'cdk8s-ray-tls': require('../../lib'),
    };
    new Function('require', 'exports', outputText)((name: string) => modules[name], {});
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
  return output;
}

/** The rules that an audit of a folder or file finds broken. */
function findings(path: string): { readonly rule: string; readonly severity: string }[] {
  const { out, err } = run('audit', '--format', 'json', path);
  if (out === '') throw new Error(err);
  return JSON.parse(out).findings;
}

function rulesIn(path: string): string[] {
  return [...new Set(findings(path).map(({ rule }) => rule))].sort();
}

/** The complaints of the compiler about a program of the page. */
function complaints(blocks: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.dev.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT, undefined, 'tsconfig.dev.json');
  const host = ts.createCompilerHost(options);
  const texts = new Map(blocks.map((block, index) => [join(ROOT, `migrating-${index}.ts`), block]));
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (name) => texts.get(name) ?? readFile.call(host, name);
  host.fileExists = (name) => texts.has(name) || fileExists.call(host, name);
  host.getSourceFile = (name, version, ...rest) =>
    texts.has(name) ? ts.createSourceFile(name, texts.get(name) ?? '', version) : getSourceFile.call(host, name, version, ...rest);
  const program = ts.createProgram([...texts.keys()], { ...options, noEmit: true, rootDir: ROOT, noUnusedLocals: false }, host);
  return [...texts.keys()].flatMap((name) => {
    const source = program.getSourceFile(name);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map(({ messageText }) => `${name.slice(ROOT.length + 1)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`);
  });
}

describe('the programs', () => {
  test('compile against the library', () => {
    expect(BLOCKS.length).toBeGreaterThan(6);
    expect(complaints(BLOCKS)).toEqual([]);
  }, 120_000);

  test('a program that does not fit the library is found', () => {
    const wrong = "import { RayTls } from 'cdk8s-ray-tls';\nRayTls.signedBy('ca');\n";
    expect(complaints([wrong])).toEqual([expect.stringContaining("'string' is not assignable to parameter of type 'IRayTlsCa'")]);
  }, 120_000);

  test.each(BLOCKS.map((block, index) => [index + 1, block]))('program %i makes what has no finding of severity error', (_, block) => {
    const found = findings(runBlock(block as string));
    expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('each manifest that they begin with has findings of that severity, or TLS of KubeRay', () => {
    for (const name of Object.keys(BEFORE).filter((file) => file !== 'raycluster-mtls.yaml')) {
      const file = join(scratchFolder(), name);
      writeFileSync(file, BEFORE[name]());
      expect(findings(file).some(({ severity }) => severity === 'error')).toBe(true);
    }
  });

  test('a manifest that keeps its own TLS is refused, as the page says', () => {
    const [block] = BLOCKS.filter((code) => code.includes('ray-cluster.tls.yaml'));
    const kept = block.replace(/^ {2}ray\.env = .*$/m, '');
    expect(kept).not.toBe(block);
    expect(() => runBlock(kept)).toThrow('it sets up TLS itself, and the RayTls way does that');
  });

  test('the published CA is refused at synth, as the page says', () => {
    const key = makeCa().privateKey;
    const { App, Chart } = require('cdk8s') as typeof import('cdk8s');
    const { RayTlsCa } = require('../../lib') as typeof import('../../lib');
    const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
    expect(() => new RayTlsCa(chart, 'ca', { keyPair: CaKeyPair.fromPem(reissuedSampleCa(), key) })).toThrow(
      "the CA of KubeRay's public sample",
    );
  });
});

describe('what the page says of an audit', () => {
  const ids = RULES.map(({ id }) => id);

  function rulesNamedIn(heading: string): string[] {
    return [...new Set(codeSpans(section(PAGE, heading)).filter((span) => ids.includes(span)))].sort();
  }

  test.each([
    ['### With kube-rbac-proxy', 'rbac-proxy-guide'],
    ["## From django-ray's shared Secret", 'django-on-deployments'],
    ['## From plaintext', 'default-chart'],
  ])('%s names what it finds, and nothing else', (heading, name) => {
    expect(rulesNamedIn(heading)).toEqual(expectedFindings[name as keyof typeof expectedFindings]);
  });

  test('the section on the sample with TLS names what it finds, and nothing else', () => {
    const file = join(scratchFolder(), 'sample.yaml');
    writeFileSync(file, sampleWithTls());
    // This certificate for the published key was made today; the published one ends in 2033.
    const found = rulesIn(file).filter((rule) => rule !== 'certificate-expires-soon');
    expect(rulesNamedIn('## From the sample `ray-cluster.tls.yaml`')).toEqual(found);
  });
});

test('every link leads to a file or a heading that exists', () => {
  const broken = links(PAGE).filter((target) => {
    const [file, anchor] = target.split('#');
    if (file !== '' && !existsSync(join(ROOT, 'docs', file))) return true;
    return anchor !== undefined && !anchors(file === '' ? PAGE : page(file)).includes(anchor);
  });
  expect(broken).toEqual([]);
});

test('the folder of fixtures has those that the page is held to', () => {
  expect(readdirSync(FIXTURES)).toEqual(
    expect.arrayContaining(['default-chart.yaml', 'django-on-deployments.yaml', 'rbac-proxy-guide.yaml']),
  );
});
