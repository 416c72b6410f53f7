import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

// An example is a whole cdk8s app: loading it synthesizes it, to where the environment says.
const output = process.env.CDK8S_OUTDIR ?? 'manifests';
for (const name of readdirSync(__dirname).sort()) {
  const main = join(__dirname, name, 'main.ts');
  if (existsSync(main)) {
    process.env.CDK8S_OUTDIR = join(output, name);
    require(main);
  }
}
