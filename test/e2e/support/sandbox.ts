import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type KubectlOptions, kubectl, type Outcome, tryKubectl } from './kubectl';
import { until } from './until';

/** A Kubernetes object, as the API server has it. */
export type KubeObject = { [key: string]: any };

/** A process in a container: where, and what it gets. */
export interface Place {
  readonly pod: string;
  readonly container: string;
  /** Variables that differ from the container's own. */
  readonly env?: { readonly [name: string]: string };
  readonly input?: string;
  /** After how many seconds it is stopped; 60 by default. */
  readonly seconds?: number;
}

/** A namespace of one test file's own, and what happens in it. */
export class Sandbox {
  private isCreated = false;
  private readonly policies = new Set<string>();

  /** @param namespace a random one by default */
  public constructor(public readonly namespace = `ray-tls-e2e-${randomBytes(4).toString('hex')}`) {}

  /** Makes the namespace; one that is there already belongs to somebody, and stays untouched. */
  public async create(): Promise<void> {
    await kubectl(['create', 'namespace', this.namespace]);
    this.isCreated = true;
  }

  public async delete(): Promise<void> {
    if (!this.isCreated) return;
    // They have no namespace to go with.
    if (this.policies.size > 0) await kubectl(['delete', '--ignore-not-found', ...this.policies]);
    await kubectl(['delete', 'namespace', this.namespace, '--timeout=180s'], { seconds: 200 });
  }

  public async kubectl(args: readonly string[], options?: KubectlOptions): Promise<string> {
    return kubectl(['--namespace', this.namespace, ...args], options);
  }

  /** Applies manifests, and returns what became of each object: `configmap/a unchanged`. */
  public async apply(manifests: string, ...flags: string[]): Promise<string[]> {
    const output = await this.kubectl(['apply', ...flags, '--filename', '-'], { input: manifests });
    const lines = output.trim().split('\n');
    for (const [name] of lines.map((line) => line.split(' '))) if (name.startsWith('validatingadmissionpolicy')) this.policies.add(name);
    return lines;
  }

  /** Makes a Secret from files' names and contents. */
  public async createSecret(name: string, files: { readonly [key: string]: string }): Promise<void> {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: this.namespace }, stringData: files };
    await this.kubectl(['create', '--filename', '-'], { input: JSON.stringify(secret) });
  }

  public async get(kind: string, name: string): Promise<KubeObject> {
    return JSON.parse(await this.kubectl(['get', kind, name, '--output=json']));
  }

  public async list(kind: string, ...flags: string[]): Promise<KubeObject[]> {
    return JSON.parse(await this.kubectl(['get', kind, '--output=json', ...flags])).items;
  }

  /** The pods that a label selector names, once there are that many and all are Ready. */
  public async readyPods(selector: string, count: number, seconds = 300): Promise<KubeObject[]> {
    return until(`${count} Ready pods with ${selector}`, seconds, async () => {
      const pods = await this.list('pods', '--selector', selector);
      return pods.length === count && pods.every(isReady) ? pods : undefined;
    });
  }

  /** The Warning that says so, once there is one of an object whose name begins like this. */
  public async warning(objectName: string, message: RegExp, seconds = 120): Promise<string> {
    return until(`a Warning of ${objectName} that matches ${message}`, seconds, async () => {
      const events = await this.list('events', '--field-selector=type=Warning');
      return events.find((event) => event.involvedObject.name.startsWith(objectName) && message.test(event.message))?.message;
    });
  }

  /** Runs a command in a container; a failure is an outcome, not an error. */
  public async tryExec(place: Place, ...command: string[]): Promise<Outcome> {
    const seconds = place.seconds ?? 60;
    const env = Object.entries(place.env ?? {}).map(([name, value]) => `${name}=${value}`);
    return tryKubectl(
      [
        ...['--namespace', this.namespace, 'exec', '--stdin', place.pod, '--container', place.container, '--'],
        ...['env', ...env, 'timeout', '-k', '5', `${seconds}`, ...command],
      ],
      { input: place.input, seconds: seconds + 15 },
    );
  }

  /** Runs a command in a container and returns what it printed; throws with its complaint if it fails. */
  public async exec(place: Place, ...command: string[]): Promise<string> {
    const { status, stdout, stderr } = await this.tryExec(place, ...command);
    if (status === 0) return stdout;
    throw new Error(`in ${place.pod}: status ${status} of ${command.join(' ').slice(0, 200)}\n${stdout}${stderr}`);
  }

  /** What one wants to know of the namespace when something failed. */
  public async report(): Promise<string> {
    const pods = (await this.list('pods')).map((pod) => pod.metadata.name);
    const sections = [
      ['get', 'rayclusters,jobs,pods,secrets', '--output=wide'],
      ['get', 'events', '--sort-by=.lastTimestamp'],
      ...pods.map((pod) => ['logs', pod, '--all-containers', '--prefix', '--ignore-errors', '--tail=15']),
    ].map(async (args) => {
      const { stdout, stderr } = await tryKubectl(['--namespace', this.namespace, ...args]);
      return `--- kubectl ${args.join(' ')}\n${stdout}${stderr}`;
    });
    return (await Promise.all(sections)).join('\n');
  }

  /** A test, or what comes before it, whose failure prints a report on the namespace. */
  public explained(body: () => Promise<void>): () => Promise<void> {
    return async () => {
      try {
        await body();
      } catch (error) {
        const report = await this.report().catch((reason) => `no report on ${this.namespace}: ${reason.message}`);
        process.stderr.write(`\n${report}\n`);
        throw error;
      }
    };
  }
}

/** The command that runs a script of `test/e2e/scripts` in a container; stdin stays free for what must not show in a command line. */
export function python(script: string, ...args: string[]): string[] {
  return ['python', '-c', readFileSync(join(__dirname, '..', 'scripts', script), 'utf8'), ...args];
}

function isReady(pod: KubeObject): boolean {
  return pod.status.conditions?.some((condition: KubeObject) => condition.type === 'Ready' && condition.status === 'True') ?? false;
}
