import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { FOLDER_VARIABLE, givenFolder, JUDGED_VERSIONS, SKIPPED_VERSIONS } from './kuberay-sources';

const PROGRAM = join(__dirname, '../program');
const OUTPUT = join(__dirname, '../../../node_modules/.cache/judge');
const BUILD_TIMEOUT_MS = 900_000;
const MODULE = 'github.com/ray-project/kuberay/ray-operator';

/** The program that judges as one version of KubeRay does; Go compiles anew only what has changed. */
export function judgePath(version: KubeRayVersion): string {
  return join(OUTPUT, `kuberay-${version}`);
}

/** Runs once, before all tests: what nobody could judge must never pass. */
export default function buildJudges(): void {
  mkdirSync(OUTPUT, { recursive: true });
  // The newest first: the libraries of Kubernetes, which are most of the work, are the same for all.
  for (const version of [...JUDGED_VERSIONS].reverse()) build(version);
  for (const version of SKIPPED_VERSIONS) {
    process.stderr.write(
      `[judge] KubeRay ${version} is SKIPPED: there is no ${givenFolder(version)}. Name a checkout of its ray-operator in ${FOLDER_VARIABLE}.\n`,
    );
  }
}

function build(version: KubeRayVersion): void {
  // Without the state of the repository in it, which would have it linked anew for each commit.
  const flags = ['-mod=readonly', '-buildvcs=false', `-modfile=${modFile(version)}`, '-tags', `kuberay_${version.replace('.', '_')}`];
  const { error, status, stderr } = spawnSync('go', ['build', ...flags, '-o', judgePath(version), '.'], {
    cwd: PROGRAM,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
    encoding: 'utf8',
    timeout: BUILD_TIMEOUT_MS,
  });
  if (status === 0) return;
  const reason = error?.message ?? stderr.trim().split('\n').slice(-3).join(' ');
  throw new Error(`KubeRay ${version} could not be built: ${reason}. Fix: install Go 1.26 or newer, and let it reach a module proxy.`);
}

/** The version's go.mod, with its source replaced by the folder that was given, if one was. */
function modFile(version: KubeRayVersion): string {
  const pinned = join(PROGRAM, `kuberay-${version}.mod`);
  const folder = givenFolder(version);
  if (folder === undefined) return pinned;
  const replaced = join(OUTPUT, `kuberay-${version}.mod`);
  writeFileSync(replaced, `${readFileSync(pinned, 'utf8')}\nreplace ${MODULE} => ${folder}\n`);
  copyFileSync(pinned.replace(/mod$/, 'sum'), replaced.replace(/mod$/, 'sum'));
  return replaced;
}
