import { writeFileSync } from 'node:fs';
import { requireKubeRayVersion } from '../../refusals/cluster/kuberay-version';
import { closest } from '../../refusals/fields/closest';
import { type AuditResult, audit, fails } from '../engine';
import { diagram } from '../report/diagram';
import { jsonReport } from '../report/json';
import { sarifReport } from '../report/sarif';
import { nothingChecked, tableReport } from '../report/table';
import { printable } from '../report/text-table';
import { type Rule, Severity } from '../rule';
import { RULES } from '../rules';
import { EXIT_CLEAN, EXIT_FINDINGS, EXIT_UNREADABLE, type Streams } from './command';
import { parseOptions, usageError } from './options';
import { readManifests } from './read-manifests';
import { Unreadable } from './unreadable';
import { packageVersion } from './version';

const USAGE = `Usage: cdk8s-ray-tls audit [options] FILE|DIR...

Looks for what can never work, and for what leaves a Ray cluster open, in any Kubernetes manifests:
from cdk8s, Helm, kustomize or written by hand. '-' is the standard input.

Options:
  --format table|json|sarif     how the report is written (default: table)
  --output FILE                 write the report to a file instead of the standard output
  --diagram                     print a Mermaid picture instead: who signs, who trusts, who may talk
  --exclude PATTERN             leave files and folders out, as in a .gitignore: 'charts/', '*.tmpl.yaml'; may be repeated
  --rule ID                     look for breaches of this rule alone; may be repeated
  --no-suppress                 count what is suppressed too
  --fail-on warning|error       from which severity on the exit code is 1 (default: warning)
  --kuberay-version VERSION     the version of the KubeRay operator, such as 1.6: what it does not know is found too
  --version                     print the version
  -h, --help                    print this

A rule is suppressed by an annotation of the object, with a reason:
  cdk8s-ray-tls/suppress: "http-port-unprotected: the namespace is closed by the mesh"

Exit codes: 0 nothing found, 1 findings, 2 the input or the options cannot be read.
In a folder, files that cannot be read are listed and the others are looked at.
`;

/** More are counted and not named: whole repositories have hundreds. */
const MOST_SKIPPED = 10;

const REPORTS: { readonly [format: string]: (result: AuditResult) => string } = {
  table: tableReport,
  json: jsonReport,
  sarif: sarifReport,
};

/** `cdk8s-ray-tls audit`. */
export function auditCommand(args: readonly string[], streams: Streams): number {
  const options = optionsOf(args);
  if (typeof options === 'string') {
    streams.out(options);
    return EXIT_CLEAN;
  }
  const { manifests, skipped, unread } = readManifests(options.paths, options.exclude);
  for (const file of skipped.slice(0, MOST_SKIPPED)) say(streams, `skipped ${file}: there is no Kubernetes object in it`);
  if (skipped.length > MOST_SKIPPED) say(streams, `skipped ${skipped.length - MOST_SKIPPED} more files without a Kubernetes object`);
  for (const { message } of unread) say(streams, `not read: ${message}`);
  const context = { now: new Date(), kubeRayVersion: options.kubeRayVersion };
  const result = audit(manifests, context, options.rules, { ignoreSuppressions: options.noSuppress, unread });
  if (result.rayPods === 0) say(streams, nothingChecked(result));
  write(options.report(result), options.output, streams);
  if (unread.some(({ isNamed }) => isNamed)) return EXIT_UNREADABLE;
  const mayMiss = options.failOn === Severity.WARNING && unread.some(({ speaksOfRay }) => speaksOfRay);
  return mayMiss || fails(result, options.failOn) ? EXIT_FINDINGS : EXIT_CLEAN;
}

interface Options {
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly rules: readonly Rule[];
  readonly report: (result: AuditResult) => string;
  readonly output?: string;
  readonly noSuppress: boolean;
  readonly failOn: Severity;
  readonly kubeRayVersion?: string;
}

/** What was asked for; a text where that is help or the version. */
function optionsOf(args: readonly string[]): Options | string {
  const { values, positionals: paths } = parseOptions(args, {
    format: { type: 'string', default: 'table' },
    output: { type: 'string', short: 'o' },
    diagram: { type: 'boolean', default: false },
    exclude: { type: 'string', multiple: true, default: [] },
    rule: { type: 'string', multiple: true, default: [] },
    'no-suppress': { type: 'boolean', default: false },
    'fail-on': { type: 'string', default: 'warning' },
    'kuberay-version': { type: 'string' },
    version: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (values.help === true) return USAGE;
  if (values.version === true) return `${packageVersion()}\n`;
  const { format, 'fail-on': failOn, 'kuberay-version': kubeRayVersion } = values;
  if (paths.length === 0) throw usageError('no manifests are named', "write 'cdk8s-ray-tls audit FILE|DIR...'");
  if (!Object.hasOwn(REPORTS, format)) throw usageError(`the format '${format}' is not known`, `choose ${Object.keys(REPORTS).join(', ')}`);
  if (failOn !== Severity.ERROR && failOn !== Severity.WARNING) {
    throw usageError(`the severity '${failOn}' is not known`, `choose ${Severity.WARNING} or ${Severity.ERROR}`);
  }
  if (kubeRayVersion !== undefined) requireKubeRayVersion('options', '--kuberay-version', kubeRayVersion);
  return {
    paths,
    exclude: values.exclude,
    rules: values.rule.length === 0 ? RULES : values.rule.map(ruleCalled),
    report: values.diagram ? diagram : REPORTS[format],
    output: values.output,
    noSuppress: values['no-suppress'],
    failOn,
    kubeRayVersion,
  };
}

function ruleCalled(id: string): Rule {
  const rule = RULES.find((each) => each.id === id);
  if (rule !== undefined) return rule;
  const close = closest(
    id,
    RULES.map((each) => each.id),
  );
  throw usageError(`the rule '${id}' is not known`, close === undefined ? 'choose one of docs/rules.md' : `write '${close}'`);
}

function write(report: string, output: string | undefined, streams: Streams): void {
  if (output === undefined) {
    streams.out(report);
    return;
  }
  try {
    writeFileSync(output, report);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Unreadable(output, `the report cannot be written (${code})`, 'name a file in a folder that exists');
  }
}

function say({ err }: Streams, line: string): void {
  err(`cdk8s-ray-tls: ${printable(line)}\n`);
}
