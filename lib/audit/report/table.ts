import { type AuditResult, countOf, type Finding } from '../engine';
import { Severity } from '../rule';
import { exposureLines } from './exposure-table';
import { printable, textTable } from './text-table';

const HEADER = ['SEVERITY', 'RULE', 'OBJECT', 'WHERE'];
const INDENT = ' '.repeat(10);

/** A report for people: the findings, then what each port is protected by. */
export function tableReport(result: AuditResult): string {
  const { findings, suppressed, unread } = result;
  const [header, ...rows] = textTable([
    HEADER,
    ...findings.map(cells),
    ...suppressed.map((each) => ['suppressed', ...cells(each).slice(1)]),
  ]);
  const details = [
    ...findings.map(({ message, path, otherPaths = [], rule }) => [
      `${path}: ${message}.`,
      ...(otherPaths.length === 0 ? [] : [`Also: ${otherPaths.join(', ')}`]),
      `Fix: ${rule.fix}`,
    ]),
    ...suppressed.map(({ reason }) => [`Reason: ${reason}`]),
  ];
  const lines = rows.flatMap((row, index) => [row, ...details[index].map((detail) => `${INDENT}${printable(detail)}`)]);
  const exposure = exposureLines(result);
  return [
    ...(rows.length === 0 ? [] : [header, ...lines, '']),
    ...(exposure.length === 0 ? [] : [...exposure, '']),
    ...(unread.length === 0 ? [] : ['Not read:', ...unread.map(({ message }) => `  ${printable(message)}`), '']),
    summary(result),
    '',
  ].join('\n');
}

/** What is to be told where no Ray pod is among the objects. */
export function nothingChecked({ findings }: AuditResult): string {
  return `warning: Ray pods looked at: 0. No Ray pod found: nothing ${findings.length === 0 ? '' : 'that runs '}was checked.`;
}

function cells(finding: Finding): string[] {
  return [finding.rule.severity, finding.rule.id, finding.manifest.title, where(finding)];
}

function where({ manifest, path }: Finding): string {
  const { file, constructPath } = manifest.origin;
  const line = manifest.lineOf(path);
  return constructPath ?? (line === undefined ? (file ?? '') : `${file}:${line}`);
}

function summary({ findings, suppressed, manifests, rayPods }: AuditResult): string {
  const errors = countOf(findings, Severity.ERROR);
  const warnings = countOf(findings, Severity.WARNING);
  const found = findings.length === 0 ? 'No findings' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${found}, ${suppressed.length} suppressed, in ${counted(manifests.length, 'object')}. Ray pods looked at: ${rayPods}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
