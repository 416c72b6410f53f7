/** Rows as columns of equal width, two spaces apart; the first row is the header. */
export function textTable(rows: readonly (readonly string[])[]): string[] {
  const cleaned = rows.map((row) => row.map(printable));
  const widths = cleaned[0].map((_, column) => cleaned.reduce((widest, row) => Math.max(widest, row[column].length), 0));
  return cleaned.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]))
      .join('  ')
      .trimEnd(),
  );
}

/** A text without what a terminal would take for a command; manifests come from anywhere. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}
