import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { jsonReport } from '../../../lib/audit/report/json';
import { sarifReport } from '../../../lib/audit/report/sarif';
import { tableReport } from '../../../lib/audit/report/table';
import { RULES } from '../../../lib/audit/rules';
import { headPod, NOW, object, rayCluster } from '../rules/support';

const origin = { file: 'deploy/ray cluster.yaml', line: 12 };
const auditOf = (...objects: any[]) =>
  audit(
    objects.map((json) => new Manifest(json, origin)),
    { now: NOW },
  );
const suppressed = (reason: string) => {
  const cluster = rayCluster();
  cluster.metadata.annotations = { 'cdk8s-ray-tls/suppress': `http-port-unprotected: ${reason}` };
  return cluster;
};
const hosted = rayCluster((spec) => {
  headPod(spec).hostNetwork = true;
});

describe('table', () => {
  test('a finding has its rule, object, place, reason and fix', () => {
    const asking = rayCluster((spec) => {
      spec.authOptions = { mode: 'token' };
      headPod(spec).hostNetwork = true;
    });
    const lines = tableReport(auditOf(asking)).split('\n');
    expect(lines.slice(0, 4)).toEqual([
      'SEVERITY  RULE          OBJECT                   WHERE',
      'warning   host-network  RayCluster ray/training  deploy/ray cluster.yaml:12',
      '          spec.headGroupSpec.template.spec.hostNetwork: the head uses the network of its node.',
      '          Fix: Remove `hostNetwork`; where the network of the node is needed for speed, close its ports with a firewall.',
    ]);
    expect(lines.slice(-2)).toEqual(['0 errors, 1 warning, 0 suppressed, in 1 object. Ray pods looked at: 2.', '']);
  });

  test('what is suppressed is listed with its reason', () => {
    const report = tableReport(auditOf(suppressed('the mesh closes it')));
    expect(report).toContain(
      'suppressed  http-port-unprotected  RayCluster ray/training  deploy/ray cluster.yaml:12\n          Reason: the mesh closes it\n',
    );
    expect(report).toContain('No findings, 2 suppressed, in 1 object.');
  });

  test('ports are listed with what protects them and who reaches them', () => {
    const ports = tableReport(auditOf(rayCluster())).match(/^RayCluster ray\/training {2}head.*$/gm);
    expect(ports).toContainEqual(expect.stringMatching(/head +6379 +GCS +mutual TLS +every pod$/));
    expect(ports).toContainEqual(expect.stringMatching(/head +8265 +dashboard and Jobs API +NOTHING +every pod$/));
  });

  test('without Ray there is no table of ports', () => {
    expect(tableReport(auditOf(object('ConfigMap', 'a')))).toBe('No findings, 0 suppressed, in 1 object. Ray pods looked at: 0.\n');
  });

  test('what a terminal would take for a command is replaced', () => {
    const report = tableReport(auditOf({ ...hosted, metadata: { name: 'a\u001b[2Jb\u202e' } }));
    expect(report).toContain('RayCluster a?[2Jb?');
    for (const control of ['\u001b', '\u202e']) expect(report).not.toContain(control);
  });
});

describe('the whole table', () => {
  test('findings, an empty line, the ports with all their guards, an empty line, the sum', () => {
    const guarded = rayCluster((spec) => {
      spec.authOptions = { mode: 'token' };
      spec.headGroupSpec.rayStartParams = { 'dashboard-host': '127.0.0.1' };
      headPod(spec).hostNetwork = true;
      spec.workerGroupSpecs = [];
    });
    const manifest = new Manifest(guarded, { constructPath: 'ray/cluster' });
    const lines = tableReport(audit([manifest], { now: NOW })).split('\n');
    expect(lines[1]).toBe('warning   host-network  RayCluster ray/training  ray/cluster');
    expect(lines.slice(4, 6)).toEqual(['', expect.stringMatching(/^OBJECT +POD +PORT +WHAT LISTENS +PROTECTED BY +REACHABLE FROM$/)]);
    const row = (port: string) =>
      lines
        .find((line) => line.includes(` ${port} `))
        ?.split(/ {2,}/)
        .slice(3);
    expect(row('6379')).toEqual(['GCS', 'mutual TLS, token', 'every pod; whoever reaches the node']);
    expect(row('8265')).toEqual(['dashboard and Jobs API', 'token', 'pods in the network of its node']);
    expect(lines.slice(-3)).toEqual(['', '0 errors, 1 warning, 0 suppressed, in 1 object. Ray pods looked at: 1.', '']);
  });

  test('what nobody can reach needs no guard', () => {
    const local = rayCluster((spec) => Object.assign(spec.headGroupSpec, { rayStartParams: { 'dashboard-host': '127.0.0.1' } }));
    expect(tableReport(auditOf(local))).toMatch(/head +8265 +dashboard and Jobs API +- +the pod itself$/m);
  });

  test.each([
    [{ file: 'a.yaml' }, 'a.yaml'],
    [{}, undefined],
  ])('a place of which is known %j', (known, where) => {
    const [, line] = tableReport(audit([new Manifest(hosted, known)], { now: NOW })).split('\n');
    expect(line.split(/ {2,}/)[3]).toBe(where);
  });
});

describe('JSON', () => {
  test('findings, what is suppressed and the ports, with a version', () => {
    const report = JSON.parse(jsonReport(auditOf(suppressed('the mesh'), { ...hosted, metadata: { name: 'other' } })));
    expect(report.version).toBe(1);
    expect(report.summary).toEqual({ objects: 2, rayPods: 4, errors: 0, warnings: 3, suppressed: 2, notRead: 0 });
    expect(report.findings.map(({ rule }: { rule: string }) => rule).sort()).toEqual([
      'host-network',
      'http-port-unprotected',
      'http-port-unprotected',
    ]);
    expect(report.suppressed[0]).toMatchObject({ rule: 'http-port-unprotected', severity: 'warning', reason: 'the mesh', ...origin });
    expect(report.suppressed[0].object).toEqual({ kind: 'RayCluster', namespace: 'ray', name: 'training' });
    expect(report.exposure[0]).toMatchObject({
      pod: 'head',
      port: '6379',
      purpose: 'GCS',
      protectedBy: ['mutual TLS'],
      reachableFrom: ['every pod'],
    });
  });
});

describe('SARIF', () => {
  const firstRun = () => JSON.parse(sarifReport(auditOf(suppressed('the mesh'), { ...hosted, metadata: { name: 'other' } }))).runs[0];

  test('it is SARIF 2.1.0 of this program, and says where its rules are explained', () => {
    const report = JSON.parse(sarifReport(auditOf(hosted)));
    expect(report.$schema).toBe('https://json.schemastore.org/sarif-2.1.0.json');
    expect(report.version).toBe('2.1.0');
    const [{ tool, columnKind }] = report.runs;
    expect(columnKind).toBe('utf16CodeUnits');
    const { rules, ...driver } = tool.driver;
    const { version } = require('../../../package.json');
    expect(driver).toEqual({
      name: 'cdk8s-ray-tls',
      version,
      semanticVersion: version,
      informationUri: 'https://github.com/cdk8s-ray-tls/cdk8s-ray-tls',
    });
    const { id, title, why, fix, source } = RULES[0];
    expect(rules[0]).toEqual({
      id,
      shortDescription: { text: title },
      fullDescription: { text: why },
      help: { text: `${why}\n\nFix: ${fix}\n\nSource: ${source}` },
      helpUri: `https://github.com/cdk8s-ray-tls/cdk8s-ray-tls/blob/main/docs/rules.md#${id}`,
      defaultConfiguration: { level: RULES[0].severity },
      properties: { tags: ['security'], 'security-severity': '5.0' },
    });
  });

  test('a result says what, where and how to repair it, by its construct or else its object', () => {
    const results = (known: object) => JSON.parse(sarifReport(audit([new Manifest(hosted, known)], { now: NOW }))).runs[0].results;
    const path = 'spec.headGroupSpec.template.spec.hostNetwork';
    const [{ message, locations }] = results({});
    expect(message.text).toMatch(
      /^RayCluster ray\/training, spec\.headGroupSpec\.template\.spec\.hostNetwork: the head uses the network of its node\. Fix: Remove/,
    );
    expect(locations).toEqual([{ logicalLocations: [{ fullyQualifiedName: `RayCluster ray/training ${path}`, kind: 'object' }] }]);
    expect(results({ constructPath: 'ray/cluster' })[0].locations[0].logicalLocations[0].fullyQualifiedName).toBe('ray/cluster');
    expect(results({ file: 'deploy\\a.yaml' })[0].locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/a.yaml' },
      region: { startLine: 1 },
    });
  });

  test('every rule is described, and every result names one of them', () => {
    const run = firstRun();
    expect(run.tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(RULES.map(({ id }) => id));
    for (const result of run.results) expect(run.tool.driver.rules[result.ruleIndex].id).toBe(result.ruleId);
  });

  test('a result has its level and its place, as a URI', () => {
    const result = firstRun().results.find(({ ruleId }: { ruleId: string }) => ruleId === 'host-network');
    expect(result.level).toBe('warning');
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: 'deploy/ray%20cluster.yaml' },
      region: { startLine: 12 },
    });
    expect(result.suppressions).toBeUndefined();
  });

  test('what is suppressed stays in it, with its reason', () => {
    const reasons = firstRun().results.flatMap(({ suppressions = [] }: any) => suppressions);
    expect(reasons).toEqual(Array(2).fill({ kind: 'inSource', justification: 'the mesh' }));
  });
});

describe('SARIF for code scanning', () => {
  const resultsOf = (file: string, ...objects: any[]) => {
    const manifests = objects.map((json) => new Manifest(json, { file, line: 1 }));
    return JSON.parse(sarifReport(audit(manifests, { now: NOW }))).runs[0].results;
  };
  const uriOf = (file: string) => resultsOf(file, hosted)[0].locations[0].physicalLocation.artifactLocation.uri;

  test.each([
    ['x#1.yaml', 'x%231.yaml'],
    ['a?b/c d.yaml', 'a%3Fb/c%20d.yaml'],
    ['100%.yaml', '100%25.yaml'],
    ['./deploy/ray.yaml', 'deploy/ray.yaml'],
    ['übung.yaml', '%C3%BCbung.yaml'],
    ['/etc/ray.yaml', 'file:///etc/ray.yaml'],
    [`${process.cwd()}/deploy/ray.yaml`, 'deploy/ray.yaml'],
    ['../ray.yaml', '../ray.yaml'],
  ])('the file %s is %s', (file, uri) => {
    expect(uriOf(file)).toBe(uri);
  });

  test('a name makes no link and writes to no terminal', () => {
    const group = '[all is well](https://evil.example)\u001b[2J';
    const named = rayCluster((spec) => {
      spec.workerGroupSpecs[0].groupName = group;
      spec.workerGroupSpecs[0].template.spec.hostNetwork = true;
    });
    const texts = resultsOf('a.yaml', named).map(({ message }: any) => message.text);
    expect(texts.join()).toContain('[all is well] (https://evil.example)?[2J');
    expect(texts.join()).not.toContain('](');
  });

  test('fingerprints stay while other objects come and lines move, and differ between findings', () => {
    const printsOf = (results: any[]) => results.map((each) => each.partialFingerprints['rayTlsFinding/v1']);
    const alone = printsOf(resultsOf('a.yaml', hosted));
    expect(new Set(alone).size).toBe(alone.length);
    expect(printsOf(resultsOf('a.yaml', object('ConfigMap', 'a'), { ...hosted, metadata: { ...hosted.metadata, labels: {} } }))).toEqual(
      alone,
    );
    const twice = printsOf(resultsOf('a.yaml', hosted, hosted));
    expect(new Set(twice).size).toBe(twice.length);
  });

  test('every rule has a severity of its own scale', () => {
    const [{ tool }] = JSON.parse(sarifReport(auditOf(hosted))).runs;
    for (const { properties, defaultConfiguration } of tool.driver.rules) {
      expect(properties['security-severity']).toBe(defaultConfiguration.level === 'error' ? '8.0' : '5.0');
    }
  });

  test('that no Ray pod was found is a notification', () => {
    const [{ invocations }] = JSON.parse(sarifReport(audit([], { now: NOW }))).runs;
    const text = 'warning: Ray pods looked at: 0. No Ray pod found: nothing was checked.';
    expect(invocations[0].toolExecutionNotifications).toEqual([{ level: 'warning', message: { text } }]);
  });

  test('what was not read is a notification', () => {
    const result = audit([new Manifest(hosted)], { now: NOW }, undefined, { unread: [{ message: 'a.yaml: why' }] });
    const [{ invocations }] = JSON.parse(sarifReport(result)).runs;
    expect(invocations).toEqual([
      { executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text: 'a.yaml: why' } }] },
    ]);
  });
});
