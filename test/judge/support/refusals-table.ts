import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { applies, guardsTitle, MODES, WAYS, type Way } from './trials';

/** A refusal of this library, of an input that KubeRay takes. */
export interface OwnRefusal {
  readonly version: KubeRayVersion;
  readonly sample: string;
  readonly kind: string;
  readonly way: Way;
  readonly reason: string;
}

/** A row of the table, for one version. */
interface Row {
  readonly reason: string;
  readonly samples: string;
  readonly modes: string;
  readonly guards: string;
}

const MOST_NAMED = 8;
const HEADER = ['| KubeRay | samples | `RayTls` | attached | the refusal |', '| --- | --- | --- | --- | --- |'];

/** The lines of the table: the same row of several versions is one. */
export function tableOf(refusals: readonly OwnRefusal[]): string[] {
  const versionsOf = new Map<string, KubeRayVersion[]>();
  for (const version of [...new Set(refusals.map((refusal) => refusal.version))]) {
    for (const row of rowsOf(refusals.filter((refusal) => refusal.version === version))) {
      const cells = [row.samples, row.modes, row.guards, `\`\`${row.reason.replaceAll('|', '\\|')}\`\``].join(' | ');
      versionsOf.set(cells, [...(versionsOf.get(cells) ?? []), version]);
    }
  }
  return [...HEADER, ...[...versionsOf].map(([cells, versions]) => `| ${versions.join(', ')} | ${cells} |`)];
}

/** The rows of such a table that are said of a version. */
export function rowsSaidOf(version: KubeRayVersion, lines: readonly string[]): string[] {
  return lines.flatMap((line) => {
    const [, versions, rest] = /^\| ([\d., ]+) \| (.+) \|$/.exec(line) ?? [];
    return versions?.split(', ').includes(version) ? [rest] : [];
  });
}

function rowsOf(refusals: readonly OwnRefusal[]): Row[] {
  const reasons = [...new Set(refusals.map(({ reason }) => reason))].sort();
  return reasons.flatMap((reason) => {
    const bySample = grouped(
      refusals.filter((refusal) => refusal.reason === reason),
      ({ sample }) => sample,
    );
    // Samples that are refused in the same ways are one row.
    const byWays = grouped([...bySample.values()], (same) => JSON.stringify(waysOf(same)));
    return [...byWays.values()].flatMap((samples) => {
      const names = samples.map(([{ sample }]) => `\`${sample}\``);
      return waysOf(samples[0]).map((ways) => ({ reason, samples: shortened(names), ...ways }));
    });
  });
}

/** In which ways a sample is refused: modes by what is attached, or both in one where it makes no difference. */
function waysOf(refusals: readonly OwnRefusal[]): { modes: string; guards: string }[] {
  const [{ kind, version }] = refusals;
  const possible = WAYS.filter((way) => applies(way, kind, version));
  const byGuards = grouped(
    refusals.map(({ way }) => way),
    guardsTitle,
  );
  const modesOf = (ways: readonly Way[], among: readonly Way[]) => {
    const modes = ways.map(({ mode }) => mode);
    const all = new Set(among.map(({ mode }) => mode)).size;
    return modes.length === all ? 'each' : MODES.filter((mode) => modes.includes(mode)).join(', ');
  };
  const modes = [...byGuards].map(([guards, ways]) => ({
    guards,
    modes: modesOf(
      ways,
      possible.filter((way) => guardsTitle(way) === guards),
    ),
  }));
  const byModes = grouped(modes, (each) => each.modes);
  const allGuards = new Set(possible.map(guardsTitle)).size;
  return [...byModes].map(([title, rows]) => ({
    modes: title,
    guards: rows.length === allGuards ? 'anything' : rows.map(({ guards }) => guards).join(', '),
  }));
}

function shortened(names: readonly string[]): string {
  return names.length > MOST_NAMED ? `${names.length} samples, such as ${names.slice(0, 2).join(' and ')}` : names.join(', ');
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
