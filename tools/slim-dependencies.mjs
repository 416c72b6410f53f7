// Keeps out of the package what the bundled dependencies have for browsers and debuggers: npm leaves out what a .npmignore in a folder names.
import { writeFileSync } from 'node:fs';

const LEFT_OUT = { 'js-yaml/dist': ['*.map', 'browser'], 'node-forge/dist': ['*'], 'node-forge/flash': ['*'] };
for (const [folder, patterns] of Object.entries(LEFT_OUT)) writeFileSync(`node_modules/${folder}/.npmignore`, `${patterns.join('\n')}\n`);
