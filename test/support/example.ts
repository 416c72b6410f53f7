import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scratchFolder } from './openssl';

/** Runs the example in a folder as `cdk8s synth` does, and returns the manifests that it writes, by file name. */
export function synthExample(folder: string): Record<string, string> {
  const output = scratchFolder();
  process.env.CDK8S_OUTDIR = output;
  try {
    jest.isolateModules(() => require(join(folder, 'main.ts')));
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
  return Object.fromEntries(readdirSync(output).map((file) => [file, readFileSync(join(output, file), 'utf8')]));
}
