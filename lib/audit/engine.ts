import { mergePods } from './merge';
import { expand } from './model/expand';
import type { Manifest } from './model/manifest';
import { type AuditContext, ManifestSet } from './model/manifest-set';
import { partition } from './model/partition';
import type { PortExposure } from './questions/exposure';
import { type Complaint, type Rule, Severity } from './rule';
import { RULES } from './rules';
import { suppressionsOf, UNSUPPRESSIBLE } from './suppression';

/** A place where a rule is broken. */
export interface Finding extends Complaint {
  readonly rule: Rule;
}

/** A finding that does not count, and why. */
export interface SuppressedFinding extends Finding {
  readonly reason: string;
}

/** A file, or a part of one, that could not be looked at. */
export interface NotRead {
  /** What, where and why, in one line. */
  readonly message: string;
}

/** What the rules say of manifests. */
export interface AuditResult {
  /** All objects, with those that others hold. */
  readonly manifests: readonly Manifest[];
  /** The manifests that are applied together; those that are common to several are in each of them. */
  readonly sets: readonly ManifestSet[];
  /** What each port of each Ray node is protected by. */
  readonly exposure: readonly PortExposure[];
  /** How many kinds of Ray pods were looked at. */
  readonly rayPods: number;
  /** The worst first, then in the order of the manifests, then of the rules. */
  readonly findings: readonly Finding[];
  readonly suppressed: readonly SuppressedFinding[];
  readonly unread: readonly NotRead[];
}

/** How the rules are applied. */
export interface AuditOptions {
  /** Whether what is suppressed counts too. */
  readonly ignoreSuppressions?: boolean;
  /** What could not be read, for the report. */
  readonly unread?: readonly NotRead[];
}

/** Has the rules look at manifests. */
export function audit(
  given: readonly Manifest[],
  context: AuditContext,
  rules: readonly Rule[] = RULES,
  { ignoreSuppressions = false, unread = [] }: AuditOptions = {},
): AuditResult {
  const manifests = expand(given);
  const known = { ...context, ruleIds: RULES.map(({ id }) => id) };
  const sets = partition(manifests).map((set) => new ManifestSet(set, known));
  const order = new Map(manifests.map((manifest, index) => [manifest, index]));
  const all = rules
    .flatMap((rule) =>
      distinct(
        sets.flatMap((set) => findingsOf(rule, set)),
        order,
      ),
    )
    .sort((a, b) => rank(a) - rank(b) || order.get(a.manifest)! - order.get(b.manifest)!);
  const findings: Finding[] = [];
  const suppressed: SuppressedFinding[] = [];
  for (const finding of all) {
    const reason = ignoreSuppressions ? undefined : reasonAgainst(finding);
    if (reason === undefined) findings.push(finding);
    else suppressed.push({ ...finding, reason });
  }
  const exposure = distinctPorts(sets);
  const rayPods = new Set(sets.flatMap((set) => set.rayPods.map(({ manifest, specPath }) => `${order.get(manifest)} ${specPath}`))).size;
  return { manifests, sets, exposure, rayPods, findings, suppressed, unread };
}

/** How many findings are of a severity. */
export function countOf(findings: readonly Finding[], severity: Severity): number {
  return findings.filter(({ rule }) => rule.severity === severity).length;
}

/** Whether there is a finding that is as bad as `least`, or worse. */
export function fails({ findings }: AuditResult, least: Severity): boolean {
  return findings.some(({ rule }) => least === Severity.WARNING || rule.severity === Severity.ERROR);
}

function findingsOf(rule: Rule, set: ManifestSet): Finding[] {
  return mergePods([...rule.check(set)], set.pods).map((complaint) => ({ ...complaint, rule }));
}

function rank({ rule }: Finding): number {
  return rule.severity === Severity.ERROR ? 0 : 1;
}

/** Each finding once, though an object may be in several sets. */
function distinct(findings: readonly Finding[], order: ReadonlyMap<Manifest, number>): Finding[] {
  const key = ({ manifest, path, message }: Finding) => `${order.get(manifest)}\n${path}\n${message}`;
  return [...new Map(findings.map((finding) => [key(finding), finding])).values()];
}

/** Each port once: as it is in the set that leaves it most open. */
function distinctPorts(sets: readonly ManifestSet[]): readonly PortExposure[] {
  if (sets.length === 1) return sets[0].exposure;
  const ids = new Map<Manifest, number>();
  const ports = new Map<string, PortExposure>();
  for (const port of sets.flatMap(({ exposure }) => exposure)) {
    const { manifest, specPath } = port.pod;
    if (!ids.has(manifest)) ids.set(manifest, ids.size);
    const key = `${ids.get(manifest)} ${specPath} ${port.port} ${port.purpose}`;
    const known = ports.get(key);
    if (known === undefined || (port.isOpen && !known.isOpen)) ports.set(key, port);
  }
  return [...ports.values()];
}

function reasonAgainst({ manifest, rule }: Finding): string | undefined {
  if (UNSUPPRESSIBLE.includes(rule.id)) return undefined;
  return suppressionsFor(manifest).find(({ ruleId, reason }) => ruleId === rule.id && reason !== '')?.reason;
}

/** The suppressions of an object, and of those that hold it. */
function suppressionsFor(manifest: Manifest): ReturnType<typeof suppressionsOf> {
  const { within } = manifest.origin;
  return within === undefined ? suppressionsOf(manifest) : [...suppressionsOf(manifest), ...suppressionsFor(within)];
}
