import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiAnswer, type ApiRequest, apiStatus, FakeApiServer } from '../../support/fake-api-server';
import { scratchFolder } from '../../support/openssl';
import { podScriptsFolder } from '../../support/pod-scripts';

// The program itself, as `python3` may be a shim that needs more on the PATH than a test leaves there.
const PYTHON = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
const PODS = '/api/v1/namespaces/ray/pods';
const SCRIPTS = ['rotate.py', 'rotate_service.py', 'ray_calls.py', 'ray_nodes.py', 'ray_pods.py'].map(
  (name) => `operations/rotation/scripts/${name}`,
);
const HOUR = 3_600_000;

export const OLD_CA = 'a'.repeat(64);
export const NEW_CA = 'b'.repeat(64);
/** A CA above both. */
export const ROOT_CA = 'c'.repeat(64);

/** What a pod's init container tells of its leaf. */
export interface LeafReport {
  /** Hours until it ends; 100 by default, of a life of 120. */
  readonly hoursLeft?: number;
  /** Hours until the CA that signed it ends; one more by default. */
  readonly signerHoursLeft?: number;
  readonly signer?: string;
  /** The CAs by which peers can verify it, as an init container of today names them. */
  readonly signers?: readonly string[];
  readonly trusts?: readonly string[];
}

interface SimulatedPod {
  readonly name: string;
  readonly role: string;
  readonly group: string;
  readonly ip: string;
  labels: Record<string, string>;
  ready: boolean;
  message?: string;
  complaint?: string;
}

/**
 * A Kubernetes API and a Ray cluster as far as a rotation sees them: KubeRay makes a new pod for each that goes or is set aside, Ray's nodes
 * leave when they are drained. What a test sets decides how well that works.
 */
export class RotationWorld {
  public static async start(): Promise<RotationWorld> {
    return new RotationWorld(await FakeApiServer.start());
  }

  public readonly pods: SimulatedPod[] = [];
  /** What new pods report; undefined for one that never gets a leaf. */
  public newLeaf: LeafReport | undefined = {};
  /** Nodes that stay when they are drained, by their IP, and what Ray says of them. */
  public readonly busy = new Map<string, string>();
  /** How many Ready workers there were when anything changed. */
  public readonly readyWorkers: number[] = [];
  public rayService = { status: { activeServiceStatus: { rayClusterName: 'demo-old' }, pendingServiceStatus: {} as any } };

  private readonly gcs = join(scratchFolder(), 'gcs.json');
  private made = 0;

  private constructor(public readonly server: FakeApiServer) {
    server
      .on('GET', PODS, () => ({ body: { kind: 'PodList', items: this.list() } }))
      .on('DELETE', /^\/api\/v1\/namespaces\/ray\/pods\//, (request) => this.delete(request))
      .on('PATCH', /^\/api\/v1\/namespaces\/ray\/pods\//, (request) => this.relabel(request))
      .on('GET', '/apis/ray.io/v1/namespaces/ray/rayclusters/demo', () => ({ body: this.rayCluster }));
    this.add('rotation', '', '', {});
    this.writeGcs();
  }

  /** Starts a pod of the cluster. */
  public add(name: string, role: string, group: string, leaf: LeafReport | undefined): SimulatedPod {
    const pod: SimulatedPod = {
      name,
      role,
      group,
      ip: `10.0.0.${++this.made}`,
      labels: {
        'cdk8s-ray-tls/cluster': 'demo',
        ...(role ? { 'ray.io/cluster': 'demo', 'ray.io/node-type': role, 'ray.io/group': group } : {}),
      },
      ready: leaf !== undefined,
      message: leaf && report(leaf),
    };
    if (leaf === undefined) pod.complaint = 'ray-tls: no certificate from Issuer corp within 120 s.';
    this.pods.push(pod);
    this.writeGcs();
    return pod;
  }

  /** Runs a script of the rotation as the CronJob's pod does. */
  public async run(env: { readonly [name: string]: string } = {}, script = 'rotate.py') {
    const child = spawn(PYTHON, ['-B', join(podScriptsFolder(...SCRIPTS, 'kubernetes/scripts/kube_api.py'), script)], {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 25_000,
      env: {
        PATH: process.env.PATH ?? '',
        PYTHONPATH: join(__dirname, 'scripts/fake-ray'),
        PYTHONUNBUFFERED: '1',
        FAKE_GCS: this.gcs,
        FAKE_GCS_ADDRESS: 'demo-head-svc:6379',
        CREDENTIALS_DIR: this.server.credentials('ray'),
        REQUEST_SECONDS: '5',
        CLUSTER: 'demo',
        POD_NAME: 'rotation',
        KUBERAY_NAME: 'demo',
        GCS_ADDRESS: 'demo-head-svc:6379',
        WINDOW_SECONDS: '3600',
        DRAIN_SECONDS: '2',
        READY_SECONDS: '1',
        AT_ONCE: '1',
        SURGE: '0',
        BUSY: 'keep',
        HEAD: 'keep',
        ...this.server.podEnv,
        ...env,
      },
    });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (chunk: string) => {
        output[stream] += chunk;
        this.afterwards();
      });
    }
    const watch = setInterval(() => this.afterwards(), 20);
    const status = await new Promise<number | null>((resolve) => child.on('close', resolve));
    clearInterval(watch);
    return { status, ...output };
  }

  /** What was asked of Ray. */
  public get drained(): { id: string; reason: string; message: string; deadline: number }[] {
    const file = `${this.gcs}.drained`;
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line))
      : [];
  }

  /** Has a node leave the Ray cluster, as an earlier run drained it. */
  public drainNode(ip: string): void {
    appendFileSync(`${this.gcs}.drained`, `${JSON.stringify({ id: RotationWorld.nodeId(ip) })}\n`);
    this.writeGcs();
  }

  /** The names of the pods that were deleted, in that order. */
  public get deleted(): string[] {
    return this.server.received('DELETE').map(({ path }) => path.split('/').at(-1)!);
  }

  public named(role: string): string[] {
    return this.pods.filter((pod) => pod.role === role).map(({ name }) => name);
  }

  /** Makes Ray refuse to drain. */
  public refuseDraining(why: string): void {
    this.writeGcs(why);
  }

  /** The ID that the node of an IP has in Ray. */
  public static nodeId(ip: string): string {
    return Buffer.from(ip.padEnd(28)).toString('hex');
  }

  private get rayCluster() {
    const groups = [...new Set(this.groups)].map((groupName) => ({ groupName, replicas: this.wanted.get(groupName) }));
    return { kind: 'RayCluster', metadata: { name: 'demo' }, spec: { workerGroupSpecs: groups } };
  }

  private groups: string[] = [];
  private wanted = new Map<string, number>();

  /** From now on KubeRay keeps as many workers as there are. */
  public settle(): this {
    this.groups = this.pods.filter(({ role }) => role === 'worker').map(({ group }) => group);
    this.wanted = new Map([...new Set(this.groups)].map((group) => [group, this.groups.filter((other) => other === group).length]));
    return this;
  }

  private list() {
    return this.pods.map((pod) => ({
      metadata: { name: pod.name, uid: `uid-${pod.name}`, labels: { ...pod.labels } },
      status: {
        podIP: pod.ip,
        conditions: [{ type: 'Ready', status: pod.ready ? 'True' : 'False' }],
        initContainerStatuses: [
          {
            name: 'ray-tls-leaf',
            state: pod.message ? { terminated: { exitCode: 0, message: pod.message } } : { waiting: { reason: 'CrashLoopBackOff' } },
            lastState: pod.complaint ? { terminated: { exitCode: 1, message: pod.complaint } } : {},
          },
        ],
      },
    }));
  }

  private delete({ path, body }: ApiRequest): ApiAnswer {
    const index = this.pods.findIndex(({ name }) => path.endsWith(`/${name}`));
    if (index === -1) return apiStatus(404, 'NotFound', 'not found');
    const pod = this.pods[index];
    if (body?.preconditions?.uid !== `uid-${pod.name}`) return apiStatus(409, 'Conflict', 'another uid');
    this.pods.splice(index, 1);
    this.replace(pod);
    return apiStatus(200, '', '');
  }

  private relabel({ path, body, headers }: ApiRequest): ApiAnswer {
    const pod = this.pods.find(({ name }) => path.endsWith(`/${name}`));
    if (pod === undefined) return apiStatus(404, 'NotFound', 'not found');
    if (headers['content-type'] !== 'application/merge-patch+json') return apiStatus(415, 'UnsupportedMediaType', 'no');
    const labels = { ...pod.labels, ...body.metadata.labels };
    pod.labels = Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== null)) as Record<string, string>;
    this.replace(pod);
    return { body: { kind: 'Pod' } };
  }

  /** What KubeRay does when it counts one pod less than it wants. */
  private replace(former: SimulatedPod): void {
    const counted = this.pods.filter((pod) => pod.group === former.group && pod.labels['ray.io/cluster'] !== undefined).length;
    const wanted = former.role === 'head' ? 1 : (this.wanted.get(former.group) ?? 0);
    if (counted < wanted) this.add(`${former.group}-new-${this.made}`, former.role, former.group, this.newLeaf);
    this.readyWorkers.push(this.pods.filter(({ role, ready }) => role === 'worker' && ready).length);
    this.writeGcs();
  }

  /** What Ray does when a node is drained. */
  private afterwards(): void {
    this.writeGcs(this.refusal);
  }

  private refusal = '';

  private writeGcs(refusal = this.refusal): void {
    this.refusal = refusal;
    const gone = new Set(this.drained.map(({ id }) => id));
    const nodes = this.pods
      .filter((pod) => pod.role !== '' && pod.ready && (this.busy.has(pod.ip) || !gone.has(RotationWorld.nodeId(pod.ip))))
      .map(({ ip }) => ({ ip, id: RotationWorld.nodeId(ip), activity: this.busy.has(ip) ? [this.busy.get(ip)] : [] }));
    // One write, or a reader may see half of it.
    writeFileSync(`${this.gcs}.next`, JSON.stringify({ nodes, refusal }));
    renameSync(`${this.gcs}.next`, this.gcs);
  }
}

function report({ hoursLeft = 100, signerHoursLeft = hoursLeft + 1, signer = OLD_CA, signers, trusts = [OLD_CA] }: LeafReport): string {
  const iso = (time: number) => `${new Date(time).toISOString().slice(0, 19)}Z`;
  const end = Date.now() + hoursLeft * HOUR;
  return JSON.stringify({
    notBefore: iso(end - 120 * HOUR),
    notAfter: iso(end),
    signer,
    signerNotAfter: iso(Date.now() + signerHoursLeft * HOUR),
    signers,
    trusts,
  });
}
