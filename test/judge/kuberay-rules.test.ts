import fc from 'fast-check';
import { complaintsOfKubeRay, RAY_CLUSTER_RULES } from '../../lib/refusals/kuberay/ray-cluster-rules';
import { appliesTo } from '../../lib/refusals/kuberay/rule';
import { KUBERAY, type KubeRayVersion } from '../schemas/support/schema-sources';
import { validateManifest } from '../schemas/support/validate-manifest';
import { roughAnnotations, roughSpec } from './support/arbitrary-rough-clusters';
import { withDefaults } from './support/crd-defaults';
import { unfitPods } from './support/flaws';
import { testForEachVersion } from './support/for-each-version';
import { judge } from './support/judge';
import { allGates } from './support/trials';

const SEED = Number(process.env['JUDGE_SEED'] ?? 20261126);
const RUNS = 3_000;

/** Where the spec of the RayCluster is in each kind. */
const KINDS: { readonly [kind: string]: (spec: any) => any } = {
  RayCluster: (spec) => spec,
  RayJob: (spec) => ({ entrypoint: 'python main.py', rayClusterSpec: spec }),
  RayService: (spec) => ({ serveConfigV2: 'applications: []', rayClusterConfig: spec }),
};

function roughObjects(version: KubeRayVersion): any[] {
  const inputs = fc.tuple(roughSpec(version), roughAnnotations, fc.constantFrom('RayCluster', ...Object.keys(KINDS)));
  return fc.sample(inputs, { numRuns: RUNS, seed: SEED }).map(([spec, annotations, kind]) => {
    const metadata = { name: 'rough', namespace: 'ray', annotations };
    return withDefaults({ apiVersion: 'ray.io/v1', kind, metadata, spec: KINDS[kind](spec) }, version);
  });
}

const specOf = ({ spec }: any) => spec.rayClusterSpec ?? spec.rayClusterConfig ?? spec;
const contextOf = ({ kind, metadata: { annotations } }: any, version: KubeRayVersion) => ({ kubeRayVersion: version, annotations, kind });

testForEachVersion(`the rules of this library reject what the operator rejects, and nothing else (seed ${SEED})`, (version) => {
  const objects = roughObjects(version);
  const gates = allGates(version);
  const verdicts = judge(
    version,
    objects.map((object) => ({ object, gates })),
  );
  const rejections = verdicts.map(
    ({ refusal, pods }, index) => refusal ?? unfitPods(pods, version)[0] ?? validateManifest(objects[index], { kubeRay: version })[0],
  );
  const rejected = rejections.filter((rejection) => rejection !== undefined).length;
  process.stderr.write(
    `[judge] rules against KubeRay ${KUBERAY[version].version}: ${RUNS} specs, ${rejected} rejected by the operator, ${RUNS - rejected} run\n`,
  );
  const differences = objects.flatMap((object, index) => {
    const [complaint] = complaintsOfKubeRay(specOf(object), contextOf(object, version));
    if ((complaint === undefined) === (rejections[index] === undefined)) return [];
    return [{ kubeRay: rejections[index] ?? 'runs it', library: complaint ?? 'accepts it', object: JSON.stringify(object) }];
  });
  expect(differences.slice(0, 3)).toEqual([]);
  expect(Math.min(rejected, RUNS - rejected)).toBeGreaterThan(RUNS / 10);
});

testForEachVersion('each rule of this version has rejected something', (version) => {
  const objects = roughObjects(version);
  const rules = RAY_CLUSTER_RULES.filter((rule) => appliesTo(rule, { kubeRayVersion: version }));
  const silent = rules.filter((rule) => objects.every((object) => rule.check(specOf(object), contextOf(object, version)).length === 0));
  expect(silent.map(({ id }) => id)).toEqual([]);
});
