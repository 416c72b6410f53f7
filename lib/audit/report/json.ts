import { type AuditResult, countOf, type Finding } from '../engine';
import type { Manifest } from '../model/manifest';
import { Severity } from '../rule';

/** A report for programs, as `docs/audit-report.schema.json` says; `version` changes when a field does. */
export function jsonReport(result: AuditResult): string {
  const { findings, suppressed, manifests, exposure, unread, rayPods } = result;
  const report = {
    version: 1,
    summary: {
      objects: manifests.length,
      rayPods,
      errors: countOf(findings, Severity.ERROR),
      warnings: countOf(findings, Severity.WARNING),
      suppressed: suppressed.length,
      notRead: unread.length,
    },
    findings: findings.map(finding),
    suppressed: suppressed.map((each) => ({ ...finding(each), reason: each.reason })),
    exposure: exposure.map((each) => ({
      ...place(each.pod.manifest),
      pod: each.pod.title,
      port: each.port,
      purpose: each.purpose,
      protectedBy: each.guards,
      ...(each.isUnknown ? { unknown: true } : {}),
      reachableFrom: each.reachableFrom,
    })),
    notRead: unread.map(({ message }) => message),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function finding({ rule, manifest, path, otherPaths, message }: Finding) {
  return { rule: rule.id, severity: rule.severity, ...place(manifest, path), path, otherPaths, message, fix: rule.fix };
}

function place(manifest: Manifest, path = '') {
  const { kind, namespace, name, origin } = manifest;
  const within = origin.within && { kind: origin.within.kind, namespace: origin.within.namespace, name: origin.within.name };
  const { file, constructPath } = origin;
  return { object: { kind, namespace, name }, within, file, line: manifest.lineOf(path), constructPath };
}
