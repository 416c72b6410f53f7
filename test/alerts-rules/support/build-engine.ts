import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** Prometheus' engine; Go compiles anew only what has changed. */
export const ENGINE = join(__dirname, '../../../node_modules/.cache/alerts-rules/engine');

const SOURCES = join(__dirname, '../../../tools/alerts-rules');
const BUILD_TIMEOUT_MS = 900_000;

/** Runs once, before all tests: rules that nobody could evaluate must never pass. */
export default function buildEngine(): void {
  // Without the state of the repository in it, which would have it linked anew for each commit.
  const { error, status, stderr } = spawnSync('go', ['build', '-mod=readonly', '-buildvcs=false', '-o', ENGINE, '.'], {
    cwd: SOURCES,
    env: { ...process.env, GOWORK: 'off', GOFLAGS: '', CGO_ENABLED: '0' },
    encoding: 'utf8',
    timeout: BUILD_TIMEOUT_MS,
  });
  if (status === 0) return;
  const reason = error?.message ?? stderr.trim().split('\n').slice(-3).join(' ');
  throw new Error(`Prometheus' engine could not be built: ${reason}. Fix: install Go 1.24 or newer, and let it reach a module proxy.`);
}
