import { spawnSync } from 'node:child_process';
import type { KubeRayVersion } from '../../schemas/support/schema-sources';
import { judgePath } from './build-judges';
import { withDefaults } from './crd-defaults';

/** An object that KubeRay's operator is to run. */
export interface JudgeRequest {
  readonly object: any;
  /** The RayCluster that a RayJob with a `clusterSelector` runs on. */
  readonly cluster?: any;
  /** KubeRay's feature gates that are not at their default. */
  readonly gates?: { readonly [gate: string]: boolean };
}

/** A pod as KubeRay builds it, one of each kind. */
export interface BuiltPod {
  readonly role: 'head' | 'worker' | 'submitter' | 'pod';
  readonly pod: any;
  /** What Pod Security `restricted` does not allow of it. */
  readonly violations?: readonly string[];
}

/** What KubeRay's own code says. */
export interface Verdict {
  /** Why it would not run the object. */
  readonly refusal?: string;
  /** A field that this version does not know, and that the API server drops. */
  readonly dropped?: string;
  readonly pods: readonly BuiltPod[];
}

const MOST_OUTPUT = 2 ** 30;

/** What KubeRay's operator of a version makes of each object, after the API server has filled in the defaults. */
export function judge(version: KubeRayVersion, requests: readonly JudgeRequest[]): Verdict[] {
  const lines = requests.map(({ object, ...rest }) => JSON.stringify({ object: withDefaults(object, version), ...rest }));
  const { error, status, stdout, stderr } = spawnSync(judgePath(version), {
    input: lines.join('\n'),
    encoding: 'utf8',
    maxBuffer: MOST_OUTPUT,
  });
  if (status !== 0) throw new Error(`the judge failed: ${error?.message ?? stderr}`);
  const verdicts = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => ({ pods: [], ...JSON.parse(line) }));
  if (verdicts.length !== requests.length) throw new Error(`${requests.length} objects, and ${verdicts.length} verdicts`);
  return verdicts;
}
