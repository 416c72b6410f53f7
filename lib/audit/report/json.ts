import { type AuditResult, countOf, type Finding } from '../engine';
import type { Manifest } from '../model/manifest';
import { Severity } from '../rule';

/** A report for programs; `version` changes when a field does. */
export function jsonReport({ findings, suppressed, set }: AuditResult): string {
  const report = {
    version: 1,
    summary: {
      objects: set.manifests.length,
      errors: countOf(findings, Severity.ERROR),
      warnings: countOf(findings, Severity.WARNING),
      suppressed: suppressed.length,
    },
    findings: findings.map(finding),
    suppressed: suppressed.map((each) => ({ ...finding(each), reason: each.reason })),
    exposure: set.exposure.map(({ pod, port, purpose, guards, reachableFrom }) => ({
      ...place(pod.manifest),
      pod: pod.title,
      port,
      purpose,
      protectedBy: guards,
      reachableFrom,
    })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function finding({ rule, manifest, path, message }: Finding) {
  return { rule: rule.id, severity: rule.severity, ...place(manifest), path, message, fix: rule.fix };
}

function place({ kind, namespace, name, origin }: Manifest) {
  return { object: { kind, namespace, name }, ...origin };
}
