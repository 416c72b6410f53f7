import { at, type Json, object, objects, text, texts } from '../model/json';
import type { Manifest } from '../model/manifest';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import type { RayClusterView } from '../model/ray-cluster';
import { coverEveryone } from './address-ranges';
import { SelectorIndex } from './selector';

/** A Service before Ray pods: one in the set, or the head's, which KubeRay makes. */
export interface RayService {
  readonly manifest: Manifest;
  readonly name: string;
  readonly pods: readonly Pod[];
  /** Its annotations, by which load balancers and ingress controllers are told things. */
  readonly annotations: Json;
  /** How it is reached from outside of the Kubernetes cluster, and which field says so. */
  readonly doors: readonly Door[];
  /** The ports of one of the pods behind each of its own. */
  portsOf(pod: Pod): readonly ServicePort[];
}

/** A port of a Service. */
export interface ServicePort {
  /** Its name and its number. */
  readonly names: readonly string[];
  /** The port of the pod. */
  readonly target: string;
}

/** A way in from outside. */
export interface Door {
  readonly path: string;
  /** What it is called in a sentence: `LoadBalancer`. */
  readonly what: string;
}

/** What KubeRay exposes of a head whose Ray container declares no port (v1.7.0). */
const DEFAULT_PORTS: readonly Json[] = [
  { name: 'gcs-server', containerPort: 6379 },
  { name: 'client', containerPort: 10001 },
  { name: 'dashboard', containerPort: 8265 },
  { name: 'metrics', containerPort: 8080 },
  { name: 'serve', containerPort: 8000 },
];

/** By which load balancers are told from where they take requests, beside the field of the Service. */
const SOURCE_RANGES = /(?:^|[/.-])(?:load-balancer-source-ranges|inbound-cidrs)$/;
/** By which Tailscale is told to publish a Service on the Internet, or in a network of its own. */
const PUBLISHED = /^tailscale\.com\/(?:funnel|expose)$/;

/** The Services that lead to Ray pods. */
export function rayServices(set: ManifestSet): readonly RayService[] {
  return set.once('Services before Ray pods', () => [...set.clusters.flatMap(headService), ...ownServices(set)]);
}

function headService(cluster: RayClusterView): RayService[] {
  const [head] = cluster.pods;
  const group = object(cluster.spec.headGroupSpec);
  const template = object(group.headService);
  const spec = object(template.spec);
  const path = `${cluster.path === '' ? '' : `${cluster.path}.`}headGroupSpec`;
  const isOfTemplate = text(spec.type) !== undefined;
  const declared = head.rayContainers[0]?.ports ?? [];
  const annotations = { ...object(at(template, 'metadata', 'annotations')), ...object(cluster.spec.headServiceAnnotations) };
  const ports = [
    ...portsOf(spec, head),
    ...(declared.length === 0 ? DEFAULT_PORTS : declared).map(({ name, containerPort }) => {
      const target = text(containerPort) ?? '';
      return { names: [text(name) ?? '', target], target };
    }),
  ];
  return [
    {
      manifest: cluster.manifest,
      name: text(at(template, 'metadata', 'name')) ?? `${cluster.manifest.name}-head-svc`,
      pods: [head],
      annotations,
      doors: doorsOf({ ...spec, type: spec.type ?? group.serviceType }, annotations, {
        type: `${path}.${isOfTemplate ? 'headService.spec.type' : 'serviceType'}`,
        below: `${path}.headService`,
      }),
      portsOf: () => ports,
    },
  ];
}

function ownServices(set: ManifestSet): RayService[] {
  const index = new SelectorIndex(
    set.ofKind('Service').filter(({ spec }) => Object.keys(object(spec.selector)).length > 0),
    ({ namespace, spec }) => ({ namespace, selector: { matchLabels: spec.selector } }),
  );
  const pods = new Map<Manifest, Pod[]>();
  for (const pod of set.rayNodes) {
    for (const service of servicesOf(index, pod)) {
      const known = pods.get(service);
      if (known === undefined) pods.set(service, [pod]);
      else known.push(pod);
    }
  }
  return [...pods].map(([manifest, selected]) => ({
    manifest,
    name: manifest.name,
    pods: selected,
    annotations: manifest.annotations,
    doors: doorsOf(manifest.spec, manifest.annotations, { type: 'spec.type', below: '' }),
    portsOf: portsBehind(manifest),
  }));
}

/** One that names no namespace may be applied to the pod's; unlike a guard, of which that is not enough. */
function servicesOf(index: SelectorIndex<Manifest>, { namespace, labels }: Pod): Manifest[] {
  const here = index.selecting(namespace, labels);
  return namespace === undefined ? here : [...here, ...index.selecting(undefined, labels)];
}

/** The same for every pod, unless a target has a name. */
function portsBehind({ spec }: Manifest): (pod: Pod) => readonly ServicePort[] {
  const hasNames = objects(spec.ports).some(({ targetPort }) => !/^\d*$/.test(text(targetPort) ?? ''));
  let known: readonly ServicePort[] | undefined;
  return (pod) => {
    if (hasNames || known === undefined) known = portsOf(spec, pod);
    return known;
  };
}

function portsOf(spec: Json, pod: Pod): ServicePort[] {
  return objects(spec.ports).map((port) => ({
    names: [text(port.name) ?? '', text(port.port) ?? ''],
    target: targetOf(port, pod),
  }));
}

function targetOf({ port, targetPort }: Json, pod: Pod): string {
  const target = text(targetPort) ?? text(port) ?? '';
  const named = pod.containers.flatMap(({ ports }) => ports).find(({ name }) => name === target);
  return text(named?.containerPort) ?? target;
}

function doorsOf(spec: Json, annotations: Json, { type: path, below }: { readonly type: string; readonly below: string }): Door[] {
  const field = (name: string) => (below === '' ? name : `${below}.${name}`);
  const type = text(spec.type) ?? 'ClusterIP';
  const isOpen = type === 'NodePort' || (type === 'LoadBalancer' && !isLimited(spec, annotations));
  const published = Object.keys(annotations).find((name) => PUBLISHED.test(name) && text(annotations[name]) === 'true');
  return [
    ...(isOpen ? [{ path, what: type }] : []),
    ...(texts(spec.externalIPs).length > 0 ? [{ path: field('spec.externalIPs'), what: 'Service with external addresses' }] : []),
    ...(published === undefined ? [] : [{ path: field(`metadata.annotations['${published}']`), what: 'published Service' }]),
  ];
}

/** Whether a load balancer takes requests from some addresses alone. */
function isLimited(spec: Json, annotations: Json): boolean {
  const annotated = Object.keys(annotations)
    .filter((name) => SOURCE_RANGES.test(name))
    .flatMap((name) => (text(annotations[name]) ?? '').split(','));
  const ranges = [...texts(spec.loadBalancerSourceRanges), ...annotated].map((cidr) => cidr.trim()).filter((cidr) => cidr !== '');
  return ranges.length > 0 && !coverEveryone(ranges.map((cidr) => ({ cidr })));
}
