import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KUBERAY, KUBERAY_VERSIONS, type KubeRayVersion } from '../schemas/support/schema-sources';
import { testForEachVersion } from './support/for-each-version';
import { judge } from './support/judge';
import { JUDGED_VERSIONS, SKIPPED_VERSIONS } from './support/kuberay-sources';
import { type OwnRefusal, rowsSaidOf, tableOf } from './support/refusals-table';
import { secure } from './support/sample-constructs';
import { type Sample, samplesOf } from './support/samples';
import { allGates, applies, flawsOf, guardsTitle, tlsOf, tryOut, WAYS, type Way } from './support/trials';

const PAGE = join(__dirname, '../../docs/refusals-of-samples.md');
const UPDATE = 'UPDATE_DOCS';

interface SampleTrial {
  readonly sample: Sample;
  readonly way: Way;
  readonly objects?: readonly any[];
  readonly refusal?: string;
  readonly flaws: readonly string[];
}

/** What became of the samples of a version, and which of them KubeRay itself refuses as they are. */
interface Outcome {
  readonly trials: readonly SampleTrial[];
  readonly refusedByKubeRay: ReadonlySet<Sample>;
}

const outcomes = new Map<KubeRayVersion, Outcome>();

function outcomeOf(version: KubeRayVersion): Outcome {
  const known = outcomes.get(version);
  if (known !== undefined) return known;
  const samples = samplesOf(version);
  const gates = allGates(version);
  const verdicts = judge(
    version,
    samples.map(({ object }) => ({ object, gates })),
  );
  const tried = samples.flatMap((sample) =>
    WAYS.filter((way) => applies(way, sample.object.kind, version)).map((way) => {
      const secured = tryOut((chart) => secure(chart, sample.object, { tls: tlsOf(chart, way.mode), kubeRayVersion: version }), way.guards);
      return { sample, way, ...secured };
    }),
  );
  const flaws = flawsOf(tried, version);
  const outcome = {
    trials: tried.map((trial, index) => ({ ...trial, flaws: flaws[index] })),
    refusedByKubeRay: new Set(samples.filter((_, index) => verdicts[index].refusal !== undefined)),
  };
  outcomes.set(version, outcome);
  return outcome;
}

function ownRefusals(version: KubeRayVersion): OwnRefusal[] {
  const { trials, refusedByKubeRay } = outcomeOf(version);
  return trials.flatMap(({ sample, way, refusal }) =>
    refusal === undefined || refusedByKubeRay.has(sample)
      ? []
      : [{ version, sample: sample.title, kind: sample.object.kind, way, reason: refusal }],
  );
}

testForEachVersion(
  'whatever of its samples is accepted, in whatever way, the operator runs, with an identity for each Ray process',
  (version) => {
    const { trials, refusedByKubeRay } = outcomeOf(version);
    const dead = trials.flatMap(({ sample, way, flaws }) =>
      flaws.map((flaw) => `${sample.title}, ${way.mode}, ${guardsTitle(way)}: ${flaw}`),
    );
    const refused = trials.filter(({ refusal }) => refusal !== undefined);
    process.stderr.write(
      `[judge] samples of KubeRay ${KUBERAY[version].version}: ${new Set(trials.map(({ sample }) => sample)).size}, in ${trials.length} trials: ` +
        `${trials.length - refused.length} accepted, ${refused.length} refused with a reason ` +
        `(${refused.filter(({ sample }) => refusedByKubeRay.has(sample)).length} of samples that KubeRay refuses too), ${dead.length} dead\n`,
    );
    expect(dead).toEqual([]);
    expect(trials.length - refused.length).toBeGreaterThan(400);
  },
);

const rows = () => tableOf(KUBERAY_VERSIONS.filter((version) => JUDGED_VERSIONS.includes(version)).flatMap(ownRefusals));

if (process.env[UPDATE]) {
  test('the table of refusals is written', () => {
    expect(SKIPPED_VERSIONS).toEqual([]);
    const text = readFileSync(PAGE, 'utf8');
    const before = text.split('\n').filter((line) => !line.startsWith('|'));
    writeFileSync(PAGE, `${before.join('\n').trimEnd()}\n\n${rows().join('\n')}\n`);
  });
}

testForEachVersion(
  `docs/refusals-of-samples.md has every refusal of a sample that KubeRay takes (fix: ${UPDATE}=1 npm run test:judge)`,
  (version) => {
    expect(rowsSaidOf(version, readFileSync(PAGE, 'utf8').split('\n'))).toEqual(rowsSaidOf(version, rows()));
  },
);
