import { isLoopbackReach, RayPortGuard, RayPortPurpose } from '../../facts/ray-ports';
import type { AuditResult } from '../engine';
import { text } from '../model/json';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { caKeysShown } from '../questions/ca-keys';
import { leafCertificates, leavesOf } from '../questions/leaf';

/** What is drawn of a pod's ports; what nodes say to each other is one line between them. */
const DRAWN = [
  RayPortPurpose.GCS,
  RayPortPurpose.CLIENT,
  RayPortPurpose.DASHBOARD,
  RayPortPurpose.AGENT,
  RayPortPurpose.SERVE,
  RayPortPurpose.PROXY,
];

/** A Mermaid picture of who signs for the Ray nodes, who trusts whom, and who may talk to them. */
export function diagram({ sets }: AuditResult): string {
  const nodes = new Nodes();
  const edges = sets.flatMap((set) => set.rayNodes.flatMap((pod) => [...signingEdges(set, pod, nodes), ...accessEdges(set, pod, nodes)]));
  const clusters = sets.flatMap((set) => set.clusters);
  const trust = clusters.flatMap(({ rayPods, hasTlsOptions }) => trustEdges(rayPods, hasTlsOptions, nodes));
  const unique = [...new Set([...edges, ...trust])];
  return ['flowchart LR', ...nodes.lines, ...unique.map((edge) => `  ${edge}`), ''].join('\n');
}

/** The nodes of the picture, each drawn once. */
class Nodes {
  private readonly ids = new Map<string, string>();
  private readonly definitions: string[] = [];

  public get lines(): string[] {
    return this.definitions.map((definition) => `  ${definition}`);
  }

  public pod(pod: Pod): string {
    const owner = pod.title.startsWith(pod.manifest.kind) ? '' : `<br/>${label(pod.manifest.title)}`;
    return this.node(`${pod.manifest.key} ${pod.specPath}`, (id) => `${id}["${label(pod.title)}${owner}"]`);
  }

  public signer(name: string): string {
    return this.node(`signer ${name}`, (id) => `${id}[("${label(name)}")]`);
  }

  public peer(name: string): string {
    return this.node(`peer ${name}`, (id) => `${id}(["${label(name)}"])`);
  }

  private node(key: string, define: (id: string) => string): string {
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    const id = `n${this.ids.size}`;
    this.ids.set(key, id);
    this.definitions.push(define(id));
    return id;
  }
}

function signingEdges(set: ManifestSet, pod: Pod, nodes: Nodes): string[] {
  const id = nodes.pod(pod);
  const byInit = pod.initContainers.flatMap((container) => {
    const sources = container.mounts.flatMap(({ volume }) => pod.volume(volume)?.secrets ?? []);
    const cas = sources
      .filter((source) => caKeysShown(set, pod.namespace, source).length > 0)
      .map(({ secretName }) => `CA in Secret ${secretName}`);
    const issuer = container.env.get('ISSUER_NAME');
    return [...cas, ...(issuer === undefined ? [] : [`${container.env.get('ISSUER_KIND') ?? 'Issuer'} ${issuer}`])];
  });
  const byCertificate = leafCertificates(set)
    .filter(({ pod: user }) => user === pod)
    .map(({ certificate }) => issuerName(certificate.spec.issuerRef));
  const shared = byCertificate.length > 0 ? [] : leavesOf(pod).flatMap(({ secretName }) => secretName ?? []);
  return [
    ...[...byInit, ...byCertificate].map((signer) => `${nodes.signer(signer)} -->|"signs a leaf"| ${id}`),
    ...shared.map((secretName) => `${nodes.signer(`leaf in Secret ${secretName}`)} -->|"is its leaf"| ${id}`),
    ...(pod.cluster?.hasTlsOptions ? [`${nodes.signer('CA that KubeRay makes')} -->|"signs a leaf"| ${id}`] : []),
  ];
}

function issuerName(reference: unknown): string {
  const { kind, name } = (reference ?? {}) as { kind?: unknown; name?: unknown };
  return `${text(kind) ?? 'Issuer'} ${text(name) ?? ''}`;
}

function trustEdges([head, ...workers]: readonly Pod[], hasTlsOptions: boolean, nodes: Nodes): string[] {
  return workers.map((worker) => {
    const verified = hasTlsOptions || (head.usesTls && worker.usesTls);
    const link = verified ? '<-->|"mutual TLS: each verifies the other"|' : '<-.->|"plain text: nobody is verified"|';
    return `${nodes.pod(head)} ${link} ${nodes.pod(worker)}`;
  });
}

function accessEdges(set: ManifestSet, pod: Pod, nodes: Nodes): string[] {
  const drawn = set.exposureOf(pod).filter(({ purpose }) => DRAWN.includes(purpose));
  return drawn.flatMap(({ port, purpose, guards, reachableFrom, isOpen }) =>
    reachableFrom
      .filter((from) => from !== 'nobody' && !isLoopbackReach([from]))
      .map((from) => {
        const asked = guards.filter((guard) => guard !== RayPortGuard.NETWORK_POLICY).join(', ') || 'nothing is asked';
        const caption = `"${label(`${port} ${purpose}: ${asked}`)}"`;
        return isOpen ? `${nodes.peer(from)} ==>|${caption}| ${nodes.pod(pod)}` : `${nodes.peer(from)} -->|${caption}| ${nodes.pod(pod)}`;
      }),
  );
}

/** A text within the quotes of Mermaid, in which `#` begins an entity and angle brackets are HTML. */
function label(content: string): string {
  const escaped: { readonly [character: string]: string } = { '#': '#35;', '"': '#quot;', '<': '#lt;', '>': '#gt;', '`': '#96;' };
  return content.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?').replace(/[#"<>`]/g, (character) => escaped[character]);
}
