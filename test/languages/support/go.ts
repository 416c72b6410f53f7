import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE, EXAMPLES, examplesWith, PROGRAMS } from './paths';
import { type Ended, run, runOrThrow } from './run';

const BINARIES = join(CACHE, 'go');
const ENV = { GOWORK: 'off', GOFLAGS: '-mod=readonly', CGO_ENABLED: '0' };

export const GO_EXAMPLES = examplesWith('main.go');

/** Compiles the examples against the generated module, and looks them over. */
export function buildGo(): void {
  mkdirSync(BINARIES, { recursive: true });
  const fix = 'install Go 1.25 or newer, and let it reach a module proxy.';
  runOrThrow('go', ['build', '-buildvcs=false', '-o', `${BINARIES}/`, './...'], fix, { cwd: EXAMPLES, env: ENV });
}

export function synthGo(example: string, output: string): Ended {
  return run(join(BINARIES, example), [], { cwd: join(EXAMPLES, example), env: { CDK8S_OUTDIR: output } });
}

export function goTool(...args: string[]): Ended {
  const { status, output } = run('go', args, { cwd: EXAMPLES, env: ENV });
  // What it says where its module cache lacks something is no finding.
  return { status, output: output.replace(/^go: downloading .*\n/gm, '') };
}

/** Runs a program of this folder's as if it were one of the examples; `go run` compiles it first. */
export function runGo(program: string, output: string): Ended {
  const overlay = join(CACHE, `${program}.json`);
  const source = join(EXAMPLES, 'program', 'main.go');
  writeFileSync(overlay, JSON.stringify({ Replace: { [source]: join(PROGRAMS, `${program}.go`) } }));
  return run('go', ['run', '-buildvcs=false', '-overlay', overlay, './program'], { cwd: EXAMPLES, env: { ...ENV, CDK8S_OUTDIR: output } });
}
