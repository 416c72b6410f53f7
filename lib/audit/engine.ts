import type { Manifest } from './model/manifest';
import { type AuditContext, ManifestSet } from './model/manifest-set';
import { type Complaint, type Rule, Severity } from './rule';
import { RULES } from './rules';
import { suppressionWithoutReason } from './rules/suppression-without-reason';
import { suppressionsOf } from './suppression';

/** A place where a rule is broken. */
export interface Finding extends Complaint {
  readonly rule: Rule;
}

/** A finding that does not count, and why. */
export interface SuppressedFinding extends Finding {
  readonly reason: string;
}

/** What the rules say of a set of manifests. */
export interface AuditResult {
  readonly set: ManifestSet;
  /** In the order of the manifests, then of the rules. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
}

/** Has the rules look at manifests that belong together. */
export function audit(manifests: readonly Manifest[], context: AuditContext, rules: readonly Rule[] = RULES): AuditResult {
  const set = new ManifestSet(manifests, context);
  const order = new Map(manifests.map((manifest, index) => [manifest, index]));
  const all = rules
    .flatMap((rule) => [...rule.check(set)].map((complaint) => ({ ...complaint, rule })))
    .sort((a, b) => order.get(a.manifest)! - order.get(b.manifest)!);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of all) {
    const reason = reasonAgainst(finding);
    if (reason === undefined) findings.push(finding);
    else suppressed.push({ ...finding, reason });
  }
  return { set, findings, suppressed };
}

/** How many findings are of a severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter(({ rule }) => rule.severity === severity).length;
}

/** Whether there is a finding that is as bad as `least`, or worse. */
export function fails({ findings }: AuditResult, least: Severity): boolean {
  return findings.some(({ rule }) => least === Severity.WARNING || rule.severity === Severity.ERROR);
}

function reasonAgainst({ manifest, rule }: Finding): string | undefined {
  if (rule === suppressionWithoutReason) return undefined;
  return suppressionsOf(manifest).find(({ ruleId, reason }) => ruleId === rule.id && reason !== '')?.reason;
}
