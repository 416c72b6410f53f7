/**
 * Whether a path is meant by a pattern, as in a `.gitignore`: `*` within a name, `**` across folders; a pattern without a slash is any name
 * on the way to the file, one with a slash counts from any folder on it.
 */
export function isMeant(pattern: string, path: string): boolean {
  const trimmed = pattern.replace(/^\.\//, '').replace(/\/+$/, '');
  if (trimmed === '') return false;
  const expression = trimmed
    .split(/(\*\*\/?|\*|\?)/)
    .map((piece) => TRANSLATED[piece] ?? piece.replace(/[\\^$.|+()[\]{}]/g, '\\$&'))
    .join('');
  return new RegExp(`(?:^|/)${expression.replace(/^\//, '')}(?:/|$)`).test(path.replaceAll('\\', '/'));
}

const TRANSLATED: { readonly [piece: string]: string } = { '**/': '(?:[^/]+/)*', '**': '.*', '*': '[^/]*', '?': '[^/]' };
