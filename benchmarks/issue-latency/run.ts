// Seconds from the patch of `replicas` 0 -> 1 to the worker's Pod Ready, head running, way by way in turn.
//   npx tsx benchmarks/issue-latency/run.ts [rounds] [namespace]    (kubectl and KUBECONFIG as usual; the namespace must exist and be empty)
import { execFileSync, spawn } from 'node:child_process';
import { clustersToCompare } from './clusters';

// The last needs KubeRay 1.7 with the feature gate RayClusterMTLS.
const WAYS = ['plaintext', 'signed-by', 'issued-by', 'tls-options'];
const ROUNDS = Number(process.argv[2] ?? 5);
const NAMESPACE = process.argv[3] ?? 'issue-latency';
const READY = '{.metadata.deletionTimestamp} {.status.conditions[?(@.type=="Ready")].status}{"\\n"}';

function kubectl(args: readonly string[], input?: string): string {
  return execFileSync('kubectl', ['--namespace', NAMESPACE, ...args], { encoding: 'utf8', input });
}

function setReplicas(way: string, replicas: number): void {
  kubectl([
    'patch',
    'raycluster',
    way,
    '--type=json',
    `--patch=[{"op":"replace","path":"/spec/workerGroupSpecs/0/replicas","value":${replicas}}]`,
  ]);
}

/** Resolves when a watch of the pods prints a line that matches; a watch costs the two CPUs less than asking again and again. */
async function watched(selector: string, line: RegExp): Promise<void> {
  const watch = spawn('kubectl', [
    '--namespace',
    NAMESPACE,
    'get',
    'pods',
    '--selector',
    selector,
    '--watch',
    '--output',
    `jsonpath=${READY}`,
  ]);
  await new Promise<void>((resolve) => {
    watch.stdout.setEncoding('utf8').on('data', (lines: string) => {
      if (lines.split('\n').some((text) => line.test(text))) resolve();
    });
  });
  watch.kill();
}

async function secondsToReady(way: string): Promise<number> {
  const selector = `ray.io/cluster=${way},ray.io/node-type=worker`;
  const ready = watched(selector, /^ True$/);
  await new Promise((resolve) => setTimeout(resolve, 500));
  const start = performance.now();
  setReplicas(way, 1);
  await ready;
  const seconds = (performance.now() - start) / 1000;
  setReplicas(way, 0);
  kubectl(['wait', '--for=delete', 'pod', '--selector', selector, '--timeout=120s']);
  await new Promise((resolve) => setTimeout(resolve, 3000));
  return seconds;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[Math.floor((sorted.length - 1) / 2)] + sorted[Math.ceil((sorted.length - 1) / 2)]) / 2;
}

async function main(): Promise<void> {
  kubectl(['apply', '--filename', '-'], clustersToCompare(NAMESPACE).synthYaml());
  for (const way of WAYS) await watched(`ray.io/cluster=${way},ray.io/node-type=head`, /^ True$/);
  const taken = new Map(WAYS.map((way) => [way, [] as number[]]));
  // The first worker of all pays for what is cold, so it does not count.
  await secondsToReady(WAYS[0]);
  for (let round = 0; round < ROUNDS; round++) {
    for (const way of WAYS) {
      const seconds = await secondsToReady(way);
      taken.get(way)!.push(seconds);
      console.log(`round ${round + 1}: ${way} ${seconds.toFixed(1)} s`);
    }
  }
  const base = median(taken.get('plaintext')!);
  console.log('\n| way | rounds (s) | median (s) | of plaintext |\n| --- | --- | --- | --- |');
  for (const [way, values] of taken) {
    const middle = median(values);
    console.log(
      `| ${way} | ${values.map((value) => value.toFixed(1)).join(', ')} | ${middle.toFixed(1)} | ${(middle / base).toFixed(2)} |`,
    );
  }
}

main();
