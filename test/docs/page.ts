import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(__dirname, '../../docs');

/** The Markdown of a page of docs/. */
export function page(name: string): string {
  return readFileSync(join(DOCS, name), 'utf8');
}

/** The part of a page below a heading, up to the next one of its level or above. */
export function section(markdown: string, heading: string): string {
  const lines = withoutBlocks(markdown).split('\n');
  const start = lines.indexOf(heading);
  if (start === -1) throw new Error(`there is no heading '${heading}'`);
  const level = heading.indexOf(' ');
  const length = lines.slice(start + 1).findIndex((line) => new RegExp(`^#{1,${level}} `).test(line));
  return lines.slice(start, length === -1 ? undefined : start + 1 + length).join('\n');
}

/** What stands in backticks, outside of blocks of code, as it is rendered. */
export function codeSpans(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/`([^`\n]+)`/g)].map(([, text]) => text.replaceAll('\\|', '|'));
}

/** The blocks of code in a language, in their order. */
export function codeBlocks(markdown: string, language: string): string[] {
  return [...markdown.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```$/gm)].filter(([, name]) => name === language).map(([, , code]) => code);
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchors(markdown: string): string[] {
  return withoutBlocks(markdown)
    .split('\n')
    .filter((line) => /^#{1,6} /.test(line))
    .map((line) =>
      line
        .replace(/^#+ /, '')
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
}

/** The targets of a page's links to other files and headings of this repository. */
export function links(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target).filter((target) => !/^\w+:/.test(target));
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^ *```[\s\S]*?^ *```$/gm, '');
}
