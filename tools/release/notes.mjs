/** What the CHANGELOG says about a version; an error if it does not name the version or calls it unreleased. */
export function notes(changelog, version) {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) => text.split('\n')[0].split(' ')[0] === version);
  if (!section) throw new Error(`CHANGELOG.md has no section '## ${version}'. Fix: add it, with what changed.`);
  const [heading, ...lines] = section.split('\n');
  if (heading.includes('unreleased')) throw new Error(`CHANGELOG.md calls ${version} unreleased. Fix: write '## ${version} (YYYY-MM-DD)'.`);
  return `${lines.join('\n').trim()}\n`;
}
