import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'cdk8s';
import type { RayTlsClusterBase } from '../../lib';
import { scratchFolder } from './openssl';

/** What running an example gives. */
interface RunExample {
  /** The manifests that it writes, by file name. */
  readonly manifests: Record<string, string>;
  /** Its apps. */
  readonly apps: readonly App[];
}

/** Runs the example in a folder as `cdk8s synth` does, and returns the manifests that it writes, by file name. */
export function synthExample(folder: string): Record<string, string> {
  return runExample(folder).manifests;
}

/** The Ray clusters, jobs and services of an example, by construct path. */
export function hostsOfExample(folder: string): Record<string, RayTlsClusterBase> {
  const constructs = runExample(folder).apps.flatMap((app) => app.node.findAll());
  const hosts = constructs.filter((construct): construct is RayTlsClusterBase => 'exposureTable' in construct);
  return Object.fromEntries(hosts.map((host) => [host.node.path, host]));
}

function runExample(folder: string): RunExample {
  const output = scratchFolder();
  const apps: App[] = [];
  process.env.CDK8S_OUTDIR = output;
  try {
    jest.isolateModules(() => {
      // The App of the example's own module registry, watched as it synthesizes.
      const { App: Isolated } = require('cdk8s') as { App: typeof App };
      const synth = Isolated.prototype.synth;
      Isolated.prototype.synth = function () {
        apps.push(this);
        synth.call(this);
      };
      require(join(folder, 'main.ts'));
    });
  } finally {
    delete process.env.CDK8S_OUTDIR;
  }
  const manifests = Object.fromEntries(readdirSync(output).map((file) => [file, readFileSync(join(output, file), 'utf8')]));
  return { manifests, apps };
}
