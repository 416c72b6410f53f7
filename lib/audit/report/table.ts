import { type AuditResult, countOf, type Finding } from '../engine';
import type { Origin } from '../model/manifest';
import { Severity } from '../rule';
import { exposureLines } from './exposure-table';
import { printable, textTable } from './text-table';

const HEADER = ['SEVERITY', 'RULE', 'OBJECT', 'WHERE'];
const INDENT = ' '.repeat(10);

/** A report for people: the findings, then what each port is protected by. */
export function tableReport(result: AuditResult): string {
  const { findings, suppressed, set } = result;
  const [header, ...rows] = textTable([
    HEADER,
    ...findings.map(cells),
    ...suppressed.map((each) => ['suppressed', ...cells(each).slice(1)]),
  ]);
  const details = [
    ...findings.map(({ message, path, rule }) => [`${path}: ${message}.`, `Fix: ${rule.fix}`]),
    ...suppressed.map(({ reason }) => [`Reason: ${reason}`]),
  ];
  const lines = rows.flatMap((row, index) => [row, ...details[index].map((detail) => `${INDENT}${printable(detail)}`)]);
  const exposure = exposureLines(result);
  return [
    ...(rows.length === 0 ? [] : [header, ...lines, '']),
    ...(exposure.length === 0 ? [] : [...exposure, '']),
    summary(result, set.manifests.length),
    '',
  ].join('\n');
}

function cells({ rule, manifest }: Finding): string[] {
  return [rule.severity, rule.id, manifest.title, where(manifest.origin)];
}

function where({ file, line, constructPath }: Origin): string {
  return constructPath ?? (line === undefined ? (file ?? '') : `${file}:${line}`);
}

function summary({ findings, suppressed }: AuditResult, objects: number): string {
  const errors = countOf(findings, Severity.ERROR);
  const warnings = countOf(findings, Severity.WARNING);
  const found = findings.length === 0 ? 'No findings' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${found}, ${suppressed.length} suppressed, in ${counted(objects, 'object')}.`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
