import { createHash } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { packageVersion } from '../cli/version';
import type { AuditResult, Finding, NotRead, SuppressedFinding } from '../engine';
import { type Rule, Severity } from '../rule';
import { RULES } from '../rules';
import { nothingChecked } from './table';
import { printable } from './text-table';

const HOME = 'https://github.com/cdk8s-ray-tls/cdk8s-ray-tls';
/** How code scanning ranks security findings, as CVSS does: 7.0 and above is high, 4.0 and above is medium. */
const SECURITY_SEVERITY = { [Severity.ERROR]: '8.0', [Severity.WARNING]: '5.0' };

/** A report for code scanning (SARIF 2.1.0). */
export function sarifReport(result: AuditResult): string {
  const { findings, suppressed, unread, rayPods } = result;
  const notes = [...unread, ...(rayPods === 0 ? [{ message: nothingChecked(result) }] : [])];
  const version = packageVersion();
  const fingerprints = new Fingerprints();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cdk8s-ray-tls', version, semanticVersion: version, informationUri: HOME, rules: RULES.map(describe) } },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notes.map(notification) }],
        columnKind: 'utf16CodeUnits',
        results: [
          ...findings.map((finding) => resultOf(finding, fingerprints)),
          ...suppressed.map((finding) => suppressedResult(finding, fingerprints)),
        ],
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function describe({ id, title, why, fix, source, severity }: Rule) {
  return {
    id,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: `${why}\n\nFix: ${fix}\n\nSource: ${source}` },
    helpUri: `${HOME}/blob/main/docs/rules.md#${id}`,
    defaultConfiguration: { level: severity },
    properties: { tags: ['security'], 'security-severity': SECURITY_SEVERITY[severity] },
  };
}

function resultOf(finding: Finding, fingerprints: Fingerprints) {
  const fingerprint = fingerprints.of(finding);
  const { rule, manifest, path, message } = finding;
  return {
    ruleId: rule.id,
    ruleIndex: RULES.indexOf(rule),
    level: rule.severity,
    message: { text: withoutLinks(`${manifest.title}, ${path}: ${message}. Fix: ${rule.fix}`) },
    locations: [
      {
        ...physicalLocation(finding),
        logicalLocations: [{ fullyQualifiedName: manifest.origin.constructPath ?? `${manifest.title} ${path}`, kind: 'object' }],
      },
    ],
    // The second is the only one that GitHub looks at.
    partialFingerprints: { 'rayTlsFinding/v1': fingerprint, primaryLocationLineHash: fingerprint },
  };
}

function suppressedResult(finding: SuppressedFinding, fingerprints: Fingerprints) {
  return { ...resultOf(finding, fingerprints), suppressions: [{ kind: 'inSource', justification: withoutLinks(finding.reason) }] };
}

function notification({ message }: NotRead) {
  return { level: 'warning', message: { text: withoutLinks(message) } };
}

/** Viewers turn `[text](target)` in a message into a link (SARIF 2.1.0, 3.11.6). The name of an object must not become one. */
function withoutLinks(message: string): string {
  return printable(message).replaceAll('](', '] (');
}

function physicalLocation({ manifest, path }: Finding) {
  const { file } = manifest.origin;
  if (file === undefined) return {};
  return { physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: manifest.lineOf(path) ?? 1 } } };
}

/** Relative to the working directory, which code scanning takes for the root of the repository; as a file's URI outside of it. */
function uriOf(file: string): string {
  if (isAbsolute(file)) {
    const below = relative(process.cwd(), file);
    return below.startsWith('..') || isAbsolute(below) ? pathToFileURL(file).href : encoded(below);
  }
  return encoded(file.replaceAll('\\', '/').replace(/^(?:\.\/)+/, ''));
}

function encoded(path: string): string {
  return path.split(/[\\/]/).map(encodeURIComponent).join('/');
}

/** What stays the same for a finding while lines and other objects move: its rule, file, object, field and message. */
class Fingerprints {
  private readonly seen = new Map<string, number>();

  public of({ rule, manifest, path, message }: Finding): string {
    const parts = [rule.id, manifest.origin.file ?? manifest.origin.constructPath ?? '', manifest.title, path, message];
    const hash = createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 32);
    const count = (this.seen.get(hash) ?? 0) + 1;
    this.seen.set(hash, count);
    return `${hash}:${count}`;
  }
}
