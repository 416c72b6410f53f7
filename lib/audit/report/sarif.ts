import type { AuditResult, Finding, SuppressedFinding } from '../engine';
import type { Origin } from '../model/manifest';
import { RULES } from '../rules';

const HOME = 'https://github.com/cdk8s-ray-tls/cdk8s-ray-tls';

/** A report for code scanning (SARIF 2.1.0). */
export function sarifReport({ findings, suppressed }: AuditResult): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cdk8s-ray-tls', informationUri: HOME, rules: RULES.map(describe) } },
        columnKind: 'utf16CodeUnits',
        results: [...findings.map(result), ...suppressed.map(suppressedResult)],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describe({ id, title, why, fix, source, severity }: (typeof RULES)[number]) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\nFix: ${fix}\n\nSource: ${source}` },
    helpUri: `${HOME}/blob/main/docs/rules.md#${id}`,
    defaultConfiguration: { level: severity },
  };
}

function result({ rule, manifest, path, message }: Finding) {
  return {
    ruleId: rule.id,
    ruleIndex: RULES.indexOf(rule),
    level: rule.severity,
    message: { text: `${manifest.title}, ${path}: ${message}. Fix: ${rule.fix}` },
    locations: [
      {
        ...physicalLocation(manifest.origin),
        logicalLocations: [{ fullyQualifiedName: manifest.origin.constructPath ?? `${manifest.title} ${path}`, kind: 'object' }],
      },
    ],
  };
}

function suppressedResult(finding: SuppressedFinding) {
  return { ...result(finding), suppressions: [{ kind: 'inSource', justification: finding.reason }] };
}

function physicalLocation({ file, line }: Origin) {
  if (file === undefined) return {};
  const uri = encodeURI(file.replaceAll('\\', '/'));
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line ?? 1 } } };
}
