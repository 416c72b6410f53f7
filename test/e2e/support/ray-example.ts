import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { synthExample } from '../../support/example';
import { type KubeObject, Sandbox } from './sandbox';

/** The namespace that the examples' charts name. */
const NAMESPACE = 'ray';

/** One of the examples, applied exactly as it is synthesized. */
export class RayExample {
  public readonly sandbox = new Sandbox(NAMESPACE);
  /** What `cdk8s synth` writes. */
  public readonly manifests: string;
  /** The RayCluster among it. */
  public readonly rayCluster: KubeObject;

  /** @param name the example's folder */
  public constructor(name: string) {
    this.manifests = Object.values(synthExample(join(__dirname, '../../../examples', name))).join('---\n');
    this.rayCluster = parseAllDocuments(this.manifests)
      .map((document) => document.toJS())
      .find((object) => object.kind === 'RayCluster');
  }

  /** The name of the CA's Secret, as the head mounts it. */
  public get caSecretName(): string {
    const { volumes } = this.rayCluster.spec.headGroupSpec.template.spec;
    return volumes.find((volume: KubeObject) => volume.name === 'ray-tls-ca').secret.secretName;
  }

  public async readyHead(): Promise<KubeObject> {
    const [head] = await this.sandbox.readyPods(this.selector('head'), 1);
    return head;
  }

  public async readyWorkers(count: number): Promise<KubeObject[]> {
    return this.sandbox.readyPods(this.selector('worker'), count);
  }

  public selector(nodeType: string): string {
    return `ray.io/cluster=${this.rayCluster.metadata.name},ray.io/node-type=${nodeType}`;
  }

  /** What stands in the CA's Secret. */
  public async caPem(): Promise<{ certificate: string; privateKey: string }> {
    const { data } = await this.sandbox.get('secret', this.caSecretName);
    const decoded = (key: string) => Buffer.from(data[key], 'base64').toString();
    return { certificate: decoded('ca.crt'), privateKey: decoded('ca.key') };
  }

  /** What tells whether anybody wrote to an object: for a spec its generation (a status changes by itself), else the version. */
  public async versions(): Promise<Record<string, string>> {
    const list = JSON.parse(await this.sandbox.kubectl(['get', '--filename', '-', '--output=json'], { input: this.manifests }));
    return Object.fromEntries(
      list.items.map(({ kind, metadata }: KubeObject) => [
        `${kind}/${metadata.name}`,
        `${metadata.uid} ${metadata.generation ?? metadata.resourceVersion}`,
      ]),
    );
  }
}
