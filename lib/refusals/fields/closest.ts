/** The name among those known that somebody most probably meant: `node_selector` for `nodeSelector`, `container` for `containers`. */
export function closest(name: string, known: Iterable<string>): string | undefined {
  const plain = plainForm(name);
  let best: string | undefined;
  // One wrong letter in four.
  let least = Math.floor(plain.length / 4) + 0.5;
  for (const candidate of known) {
    const distance = distanceBetween(plain, plainForm(candidate), least);
    if (distance < least) {
      best = candidate;
      least = distance;
    }
  }
  return best;
}

/** Whether two names differ in case, separators or number alone. */
export function isSameName(a: string, b: string): boolean {
  return plainForm(a) === plainForm(b);
}

function plainForm(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return letters.replace(/ies$/, 'y').replace(/s$/, '');
}

/** Letters to insert, remove, replace or swap (Damerau-Levenshtein with adjacent swaps), or something above `most`. */
function distanceBetween(a: string, b: string, most: number): number {
  if (Math.abs(a.length - b.length) > most) return Number.POSITIVE_INFINITY;
  const rows = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= a.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= b.length; column++) {
      const replaced = rows[row - 1][column - 1] + (a[row - 1] === b[column - 1] ? 0 : 1);
      let cost = Math.min(replaced, rows[row - 1][column] + 1, rows[row][column - 1] + 1);
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, rows[row - 2][column - 2] + 1);
      rows[row].push(cost);
    }
  }
  return rows[a.length][b.length];
}
