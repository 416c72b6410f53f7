import { parseArgs } from 'node:util';
import { requireKubeRayVersion } from '../../refusals/cluster/kuberay-version';
import { type AuditResult, audit, fails } from '../engine';
import { diagram } from '../report/diagram';
import { jsonReport } from '../report/json';
import { sarifReport } from '../report/sarif';
import { tableReport } from '../report/table';
import { printable } from '../report/text-table';
import { Severity } from '../rule';
import { readManifests } from './read-manifests';
import { Unreadable } from './unreadable';

const USAGE = `Usage: cdk8s-ray-tls audit [options] FILE|DIR...

Looks for what can never work, and for what leaves a Ray cluster open, in any Kubernetes manifests:
from cdk8s, Helm, kustomize or written by hand. '-' is the standard input.

Options:
  --format table|json|sarif     how the report is written (default: table)
  --diagram                     print a Mermaid picture instead: who signs, who trusts, who may talk
  --fail-on warning|error       from which severity on the exit code is 1 (default: warning)
  --kuberay-version VERSION     the version of the KubeRay operator, such as 1.6: what it does not know is found too
  -h, --help                    print this

A rule is suppressed by an annotation of the object, with a reason:
  cdk8s-ray-tls/suppress: "http-port-unprotected: the namespace is closed by the mesh"

Exit codes: 0 nothing found, 1 findings, 2 the input or the options cannot be read.
`;

export const EXIT_CLEAN = 0;
export const EXIT_FINDINGS = 1;
export const EXIT_UNREADABLE = 2;

const REPORTS: { readonly [format: string]: (result: AuditResult) => string } = {
  table: tableReport,
  json: jsonReport,
  sarif: sarifReport,
};

/** Where the command writes to. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** Runs the command and returns its exit code. */
export function main(args: readonly string[], { out, err }: Streams): number {
  try {
    const options = optionsOf(args);
    if (options === undefined) {
      out(USAGE);
      return EXIT_CLEAN;
    }
    const { manifests, skipped } = readManifests(options.paths);
    for (const file of skipped) err(`cdk8s-ray-tls: skipped ${printable(file)}: there is no Kubernetes object in it\n`);
    const result = audit(manifests, { now: new Date(), kubeRayVersion: options.kubeRayVersion });
    out(options.report(result));
    return fails(result, options.failOn) ? EXIT_FINDINGS : EXIT_CLEAN;
  } catch (error) {
    err(`cdk8s-ray-tls: ${printable(error instanceof Error ? error.message : String(error))}\n`);
    return EXIT_UNREADABLE;
  }
}

interface Options {
  readonly paths: readonly string[];
  readonly report: (result: AuditResult) => string;
  readonly failOn: Severity;
  readonly kubeRayVersion?: string;
}

/** What was asked for; undefined where that is help. */
function optionsOf(args: readonly string[]): Options | undefined {
  const { values, positionals } = parsed(args);
  if (values.help === true) return undefined;
  const [command, ...paths] = positionals;
  const { format, 'fail-on': failOn, 'kuberay-version': kubeRayVersion, diagram: drawn } = values;
  if (command !== 'audit') throw usage(`the command '${command ?? ''}' is not known`, "write 'cdk8s-ray-tls audit FILE|DIR...'");
  if (paths.length === 0) throw usage('no manifests are named', "write 'cdk8s-ray-tls audit FILE|DIR...'");
  if (!Object.hasOwn(REPORTS, format)) throw usage(`the format '${format}' is not known`, `choose ${Object.keys(REPORTS).join(', ')}`);
  if (failOn !== Severity.ERROR && failOn !== Severity.WARNING) {
    throw usage(`the severity '${failOn}' is not known`, `choose ${Severity.WARNING} or ${Severity.ERROR}`);
  }
  if (kubeRayVersion !== undefined) requireKubeRayVersion('options', '--kuberay-version', kubeRayVersion);
  return { paths, report: drawn === true ? diagram : REPORTS[format], failOn, kubeRayVersion };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        format: { type: 'string', default: 'table' },
        diagram: { type: 'boolean' },
        'fail-on': { type: 'string', default: 'warning' },
        'kuberay-version': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw usage((error as Error).message.split('\n')[0].replace(/\.$/, ''), "see 'cdk8s-ray-tls --help'");
  }
}

function usage(why: string, fix: string): Unreadable {
  return new Unreadable('options', why, fix);
}
