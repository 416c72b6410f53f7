import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './support/openssl';

const ROOT = join(__dirname, '..');
const EXAMPLES = readdirSync(join(ROOT, 'examples')).filter((name) => existsSync(join(ROOT, 'examples', name, 'main.ts')));

/** Synthesizes an example in a process of its own, in an empty folder, at another place and time. */
function synthElsewhere(example: string, timeZone: string, days: number): Record<string, string> {
  const output = scratchFolder();
  execFileSync(
    process.execPath,
    [
      '--require',
      join(__dirname, 'support/other-time.cjs'),
      '--require',
      require.resolve('tsx/cjs'),
      join(ROOT, 'examples', example, 'main.ts'),
    ],
    {
      cwd: scratchFolder(),
      env: {
        PATH: process.env.PATH,
        TZ: timeZone,
        LANG: days > 0 ? 'tr_TR.UTF-8' : 'C',
        HOSTNAME: `machine-${days}`,
        RAY_TLS_TEST_DAYS: `${days}`,
        TSX_TSCONFIG_PATH: join(ROOT, 'tsconfig.dev.json'),
        CDK8S_OUTDIR: output,
      },
    },
  );
  return Object.fromEntries(readdirSync(output).map((file) => [file, readFileSync(join(output, file), 'utf8')]));
}

test.each(EXAMPLES)('%s renders the same bytes in another folder, time zone, locale and year', (example) => {
  const here = synthElsewhere(example, 'Pacific/Kiritimati', 0);
  expect(Object.keys(here).length).toBeGreaterThan(0);
  expect(synthElsewhere(example, 'America/Los_Angeles', 400)).toEqual(here);
});
