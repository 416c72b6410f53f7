// Stops a release whose tag, package.json and CHANGELOG do not name one version.
import { readFileSync } from 'node:fs';
import { notes } from './notes.mjs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const tag = process.argv[2];
if (tag !== `v${version}`)
  throw new Error(`the tag is '${tag}' and package.json has version ${version}. Fix: tag v${version}, or change the version.`);
notes(readFileSync('CHANGELOG.md', 'utf8'), version);
