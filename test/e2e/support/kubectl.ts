import { spawn } from 'node:child_process';

/** How a run of kubectl ended. */
export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run of kubectl gets. */
export interface KubectlOptions {
  readonly input?: string;
  /** After how many seconds it is stopped; 60 by default. */
  readonly seconds?: number;
}

/** Runs kubectl against the cluster that KUBECONFIG names; a failure is an outcome, not an error. */
export async function tryKubectl(args: readonly string[], options: KubectlOptions = {}): Promise<Outcome> {
  const seconds = options.seconds ?? 60;
  return new Promise((resolve, reject) => {
    const child = spawn('kubectl', args, { timeout: seconds * 1000, killSignal: 'SIGKILL' });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (chunk) => {
        output[name] += chunk;
      });
    }
    child.on('error', (error) => reject(new Error(`kubectl cannot be run: ${error.message}. Install it and have it on PATH.`)));
    child.on('close', (status, signal) => {
      if (signal !== null) output.stderr += `\nstopped after ${seconds} s`;
      resolve({ status, ...output });
    });
    // A child that ended without reading its input is told of by its status.
    child.stdin.on('error', () => {});
    child.stdin.end(options.input ?? '');
  });
}

/** Runs kubectl and returns what it printed; throws with its complaint if it fails. */
export async function kubectl(args: readonly string[], options: KubectlOptions = {}): Promise<string> {
  const { status, stdout, stderr } = await tryKubectl(args, options);
  if (status === 0) return stdout;
  throw new Error(`kubectl ${args.join(' ').slice(0, 200)}: status ${status}\n${stdout}${stderr}`);
}
