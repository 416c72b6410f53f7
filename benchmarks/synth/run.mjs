// Loading and synthesis by the library beside a hand-written plain cdk8s app that makes the same objects.
// Both take turns in one run, every measurement in a fresh process; medians, and ratios of medians.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const HERE = dirname(fileURLToPath(import.meta.url));
const HOWS = ['plain', 'secured'];
const AIMS = { loading: 1.25, time: 1.2, memory: 1.2 };
const LOADS = 15;
/** How the clusters are spread over charts, and how often each number of them is synthesized. */
const LAYOUTS = {
  'one-chart': { title: 'All clusters in one chart', rounds: { 1: 11, 10: 9, 100: 5, 1000: 3 } },
  // For every chart, cdk8s walks through the whole app: more of them say more about cdk8s than about who calls it.
  'many-charts': { title: 'A chart for each cluster', rounds: { 10: 9, 100: 5, 300: 3 } },
};
/** What the library ends a Job's name with: a hash of its content. Nobody writes one by hand; the plain app has zeros there. */
const JOB_HASH = /(?<=^kind: Job\nmetadata:\n(?: .*\n)*? {2}name: \S+-)[0-9a-f]{8}$/gm;

const scratch = mkdtempSync(join(tmpdir(), 'ray-tls-bench-'));
try {
  const load = alternate(LOADS, (how) => measure('load', how));
  table('Loading', [['load', load, AIMS.loading, 1]]);
  for (const [layout, { title, rounds }] of Object.entries(LAYOUTS)) table(title, synthesize(layout, rounds));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

function synthesize(layout, roundsByCount) {
  return Object.entries(roundsByCount).map(([count, rounds]) => {
    const folder = (how) => join(scratch, layout, count, how);
    const medians = alternate(rounds, (how) => measure(layout, how, count, folder(how)));
    requireSameOutput(...HOWS.map(folder));
    rmSync(join(scratch, layout), { recursive: true });
    return [count, medians, AIMS.time, Number(count)];
  });
}

/** The medians of each, measured in turns, whose order changes from round to round. */
function alternate(rounds, measureOne) {
  const runs = { plain: [], secured: [] };
  for (let round = 0; round < rounds; round++) {
    for (const how of round % 2 ? [...HOWS].reverse() : HOWS) runs[how].push(measureOne(how));
  }
  return Object.fromEntries(
    HOWS.map((how) => [
      how,
      Object.fromEntries(['milliseconds', 'peakMegabytes'].map((key) => [key, median(runs[how].map((run) => run[key]))])),
    ]),
  );
}

function measure(...args) {
  return JSON.parse(execFileSync(process.execPath, [join(HERE, 'measure.cjs'), ...args], { encoding: 'utf8' }));
}

/** A comparison of times is worth something only if both made the same. */
function requireSameOutput(plain, secured) {
  const files = new Set([...readdirSync(plain), ...readdirSync(secured)]);
  for (const file of files) {
    const [expected, got] = [plain, secured].map((folder) => readFileSync(join(folder, file), 'utf8').replace(JOB_HASH, '').split('\n'));
    const line = got.findIndex((text, index) => text !== expected[index]);
    if (line === -1 && got.length === expected.length) continue;
    throw new Error(
      `plain.cjs does not make what the library makes: line ${line + 1} of ${file} is '${expected[line]}', and the library's '${got[line]}'.` +
        ' Run npm run build, and bring plain.cjs up to date.',
    );
  }
}

function table(title, rows) {
  const header = [
    title,
    'plain, ms',
    'secured, ms',
    'ratio',
    'aim',
    'plain, ms each',
    'secured, ms each',
    'plain, MB',
    'secured, MB',
    'ratio',
    'aim',
  ];
  console.log();
  for (const row of [header, header.map(() => '---'), ...rows.map(cells)]) console.log(`| ${row.join(' | ')} |`);
}

function cells([title, { plain, secured }, timeAim, count]) {
  const ratio = (key) => (secured[key] / plain[key]).toFixed(2);
  return [
    title,
    plain.milliseconds.toFixed(0),
    secured.milliseconds.toFixed(0),
    ratio('milliseconds'),
    timeAim,
    (plain.milliseconds / count).toFixed(1),
    (secured.milliseconds / count).toFixed(1),
    plain.peakMegabytes.toFixed(0),
    secured.peakMegabytes.toFixed(0),
    ratio('peakMegabytes'),
    AIMS.memory,
  ];
}

function median(values) {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}
