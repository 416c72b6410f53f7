import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import type { AuditContext } from '../../../lib/audit/model/manifest-set';
import type { Rule } from '../../../lib/audit/rule';

export const NOW = new Date('2026-06-01T00:00:00Z');

/** What one rule says of objects: `object: path: message`, a line each. */
export function complaints(rule: Rule, objects: readonly any[], context: Partial<AuditContext> = {}): string[] {
  const manifests = objects.map((json) => new Manifest(json));
  // Of each pod for itself: the engine merges them.
  const { sets } = audit(manifests, { now: NOW, ...context }, []);
  const found = sets.flatMap((set) => [...rule.check(set)]);
  return found.map(({ manifest, path, message }) => `${manifest.title}: ${path}: ${message}`);
}

export const TLS_ENV = [
  { name: 'RAY_USE_TLS', value: '1' },
  { name: 'RAY_TLS_SERVER_CERT', value: '/etc/ray/tls/tls.crt' },
  { name: 'RAY_TLS_SERVER_KEY', value: '/etc/ray/tls/tls.key' },
  { name: 'RAY_TLS_CA_CERT', value: '/etc/ray/tls/ca.crt' },
];

/** A pod template of a cluster in which no rule is broken: its leaf is made in an init container, which alone sees the CA's key. */
export function podTemplate(name = 'ray'): any {
  return {
    metadata: { labels: { team: 'ml' } },
    spec: {
      automountServiceAccountToken: false,
      initContainers: [
        {
          name: 'leaf',
          image: 'rayproject/ray:2.58.0',
          command: ['sh', '-c', 'openssl req -CAkey /ca/ca.key'],
          env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
          volumeMounts: [
            { name: 'tls', mountPath: '/etc/ray/tls' },
            { name: 'ca', mountPath: '/ca' },
          ],
        },
      ],
      containers: [
        {
          name,
          image: 'rayproject/ray:2.58.0',
          env: TLS_ENV.map((variable) => ({ ...variable })),
          volumeMounts: [{ name: 'tls', mountPath: '/etc/ray/tls' }],
        },
      ],
      volumes: [
        { name: 'tls', emptyDir: { medium: 'Memory' } },
        { name: 'ca', secret: { secretName: 'ray-ca', items: [{ key: 'ca.key', path: 'ca.key' }] } },
      ],
    },
  };
}

/** The spec of such a cluster: a head, and one group of workers. */
export function clusterSpec(): any {
  return {
    rayVersion: '2.58.0',
    headGroupSpec: { rayStartParams: {}, template: podTemplate('head') },
    workerGroupSpecs: [
      { groupName: 'cpu', replicas: 2, minReplicas: 0, maxReplicas: 4, rayStartParams: {}, template: podTemplate('worker') },
    ],
  };
}

/** A RayCluster in which no rule is broken, but for ports that TLS does not cover; changed as a test needs it. */
export function rayCluster(change: (spec: any) => void = () => {}): any {
  const spec = clusterSpec();
  change(spec);
  return { apiVersion: 'ray.io/v1', kind: 'RayCluster', metadata: { name: 'training', namespace: 'ray' }, spec };
}

/** A RayJob or RayService with such a cluster. */
export function rayJob(change: (spec: any) => void = () => {}): any {
  const rayClusterSpec = clusterSpec();
  change(rayClusterSpec);
  return { apiVersion: 'ray.io/v1', kind: 'RayJob', metadata: { name: 'train', namespace: 'ray' }, spec: { rayClusterSpec } };
}

export function rayService(change: (spec: any) => void = () => {}): any {
  const rayClusterConfig = clusterSpec();
  change(rayClusterConfig);
  return { apiVersion: 'ray.io/v1', kind: 'RayService', metadata: { name: 'answers', namespace: 'ray' }, spec: { rayClusterConfig } };
}

/** The pod spec, and the Ray container, of a group. */
export const headPod = (spec: any) => spec.headGroupSpec.template.spec;
export const workerPod = (spec: any) => spec.workerGroupSpecs[0].template.spec;
export const headContainer = (spec: any) => headPod(spec).containers[0];
export const workerContainer = (spec: any) => workerPod(spec).containers[0];

/** A core object, or one of any group. */
export function object(kind: string, name: string, rest: object = {}, apiVersion = 'v1'): any {
  return { apiVersion, kind, metadata: { name, namespace: 'ray' }, ...rest };
}

export function secret(name: string, data: { readonly [key: string]: string }): any {
  const encoded = Object.entries(data).map(([key, content]) => [key, Buffer.from(content).toString('base64')]);
  return object('Secret', name, { data: Object.fromEntries(encoded) });
}

/** A Certificate of cert-manager. */
export function certificate(name: string, spec: object): any {
  return object('Certificate', name, { spec: { secretName: name, issuerRef: { name: 'issuer' }, ...spec } }, 'cert-manager.io/v1');
}

/** Ray on a Deployment, without KubeRay. */
export function rayDeployment(name: string, command: string, change: (podSpec: any) => void = () => {}): any {
  const spec = {
    automountServiceAccountToken: false,
    containers: [
      {
        name: 'ray',
        image: 'rayproject/ray:2.58.0',
        args: ['sh', '-c', command],
        env: TLS_ENV.map((variable) => ({ ...variable })),
        volumeMounts: [{ name: 'tls', mountPath: '/etc/ray/tls' }],
      },
    ],
    volumes: [{ name: 'tls', secret: { secretName: 'ray-tls' } }],
  };
  change(spec);
  const template = { metadata: { labels: { app: name } }, spec };
  return object('Deployment', name, { spec: { replicas: 1, template } }, 'apps/v1');
}

/** A container that guards the dashboard. */
export function proxy(...args: string[]): any {
  return { name: 'kube-rbac-proxy', image: 'quay.io/brancz/kube-rbac-proxy:v0.22.1', args };
}

/** A network policy that lets only pods with a label in. */
export function networkPolicy(
  podSelector: object,
  ingress: readonly object[] = [{ from: [{ podSelector: { matchLabels: { team: 'ml' } } }] }],
): any {
  return object('NetworkPolicy', 'closed', { spec: { podSelector, policyTypes: ['Ingress'], ingress } }, 'networking.k8s.io/v1');
}

/** The Secret with the leaf that every pod of the group mounts instead of making its own. */
export function shareLeaf(podSpec: any, secretName = 'ray-tls'): void {
  podSpec.initContainers = [];
  podSpec.volumes = [{ name: 'tls', secret: { secretName } }];
}
