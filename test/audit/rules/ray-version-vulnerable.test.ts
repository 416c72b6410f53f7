import { rayVersionVulnerable as rule } from '../../../lib/audit/rules/ray-version-vulnerable';
import { RAY_VULNERABILITIES } from '../../../lib/facts/ray-vulnerabilities';
import { rayVersionAtLeast } from '../../../lib/refusals/cluster/ray-version';
import { complaints, headContainer, rayCluster, rayDeployment, workerContainer } from './support';

const ofVersion = (rayVersion: string) => complaints(rule, [rayCluster((spec) => Object.assign(spec, { rayVersion }))]);
const idsIn = (lines: readonly string[]) => lines.join().match(/CVE-\d+-\d+/g) ?? [];

test.each(['2.56.0', '2.58.0', '2.60.1', '3.0.0'])('compliant: Ray %s', (version) => {
  expect(ofVersion(version)).toEqual([]);
});

test.each([
  ['2.55.1', ['CVE-2026-57516']],
  ['2.54.0', ['CVE-2026-57516', 'CVE-2026-41486']],
  ['2.53.0', ['CVE-2026-57516', 'CVE-2026-41486', 'CVE-2026-27482']],
  ['2.49.0', ['CVE-2026-57516', 'CVE-2026-41486', 'CVE-2026-27482', 'CVE-2025-62593']],
  ['2.48.0', ['CVE-2026-57516', 'CVE-2026-27482', 'CVE-2025-62593']],
])('non-compliant: Ray %s', (version, ids) => {
  expect(idsIn(ofVersion(version))).toEqual(ids);
});

test('non-compliant: Ray 2.8.0 has every one that did not come later', () => {
  expect(idsIn(ofVersion('2.8.0'))).toHaveLength(RAY_VULNERABILITIES.filter(({ since }) => since === undefined).length);
});

test('the message says where, what it allows and what mends it', () => {
  expect(ofVersion('2.55.1')).toEqual([
    'RayCluster ray/training: spec.rayVersion: Ray 2.55.1 has CVE-2026-57516 (a WebDataset archive that a job reads runs code); 2.56.0 has none of them',
  ]);
});

test('non-compliant: a cluster that says no version, by the image of each of its pods', () => {
  const cluster = rayCluster((spec) => {
    delete spec.rayVersion;
    for (const container of [headContainer(spec), workerContainer(spec)]) container.image = 'rayproject/ray:2.55.0-py311';
  });
  expect(complaints(rule, [cluster])).toEqual([
    expect.stringContaining('spec.headGroupSpec.template.spec.containers[0].image: Ray 2.55.0 has'),
    expect.stringContaining('spec.workerGroupSpecs[0].template.spec.containers[0].image: Ray 2.55.0 has'),
  ]);
});

test('non-compliant: Ray on a Deployment', () => {
  const deployment = rayDeployment('ray-head', 'ray start --head --block', (spec) => {
    spec.containers[0].image = 'rayproject/ray:2.46.0';
  });
  expect(complaints(rule, [deployment])).toEqual([expect.stringContaining('Ray 2.46.0 has')]);
});

test('compliant: an image of which the tag says nothing of Ray', () => {
  const cluster = rayCluster((spec) => {
    delete spec.rayVersion;
    for (const container of [headContainer(spec), workerContainer(spec)]) container.image = 'registry.example.com/team/trainer:1.4.2';
  });
  expect(complaints(rule, [cluster])).toEqual([]);
});

test('the table is ordered by what mends it, since the message names the first', () => {
  RAY_VULNERABILITIES.slice(1).forEach(({ fixedIn }, index) => {
    expect(rayVersionAtLeast(RAY_VULNERABILITIES[index].fixedIn, fixedIn)).toBe(true);
  });
});
