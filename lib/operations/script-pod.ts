import { Lazy } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { clientTokenOf } from '../cluster/client-token';
import type { RayTlsClusterBase } from '../cluster/ray-tls-cluster-base';
import type { Leaf } from '../identity/tls-way';
import { API_CREDENTIALS_DIR, apiCredentials } from '../kubernetes/api-credentials';
import type { PlainObject } from '../kubernetes/plain-json';
import type { PodScripts } from '../kubernetes/pod-script';
import { RayPod, RayPodRole } from '../kubernetes/ray-pod';
import { scriptsConfigMap } from '../kubernetes/scripts-config-map';
import { serviceAccountOf } from '../kubernetes/service-account';
import { invalid } from '../refusals/invalid';

/** What a pod of this room runs. */
export interface ScriptPodProps {
  /** The cluster that it looks after. */
  readonly cluster: RayTlsClusterBase;
  /** What it is, for people: the container's name and the label `app.kubernetes.io/name`. */
  readonly name: string;
  /** Its scripts, side by side; the first is the one that is run. */
  readonly scripts: PodScripts;
  /** Its environment, as native Kubernetes JSON. */
  readonly env: readonly PlainObject[];
  /** Whether it speaks gRPC to Ray, for which it gets a client's certificate and the labels of the cluster's pods. */
  readonly speaksRay: boolean;
  /** Whether it shows a token where Ray asks for one; where it speaks to Ray by default. */
  readonly showsToken?: boolean;
  readonly resources: PlainObject;
  /** Fields of the container beside those, such as ports and probes. */
  readonly container?: PlainObject;
  /** A second container that acts as the Ray client. A Ray client executes what a cluster answers, so no API server token may be beside it. */
  readonly rayClient?: RayClientContainer;
}

/** A second container of the pod, without credentials for the API server. */
export interface RayClientContainer {
  readonly name: string;
  /** The script that it runs, one of the pod's scripts. */
  readonly script: string;
  readonly env: readonly PlainObject[];
  readonly resources: PlainObject;
}

const SCRIPTS_DIR = '/etc/ray/scripts';
const CREDENTIALS_VOLUME = 'api-credentials';
const CREDENTIALS_SECONDS = 3600;
/** The folder through which the two containers of the pod communicate. */
const EXCHANGE = { volume: 'exchange', directory: '/run/ray-tls-exchange', size: '8Mi' };
const CREDENTIALS_MOUNT = { name: CREDENTIALS_VOLUME, mountPath: API_CREDENTIALS_DIR, readOnly: true };
const REQUEST_SECONDS = 10;
const NO_EXCHANGE = { env: [], mounts: [], volumes: [] };
const EXCHANGED = {
  env: [{ name: 'EXCHANGE', value: EXCHANGE.directory }],
  mounts: [{ name: EXCHANGE.volume, mountPath: EXCHANGE.directory }],
  volumes: [
    { name: EXCHANGE.volume, emptyDir: { medium: 'Memory', sizeLimit: EXCHANGE.size } },
    // Separate from the folder of the other container, which holds keys.
    { name: 'client-tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
  ],
};

/**
 * A pod that looks after a cluster by a script of this room, under a ServiceAccount of its own whose token it alone mounts: with the image of
 * the head, which the nodes have anyway.
 */
export class ScriptPod extends Construct {
  /** The name of its ServiceAccount. */
  public readonly serviceAccountName: string;
  /** The labels by which its pods are known. */
  public readonly labels: { readonly [label: string]: string };
  /** Its namespace, which is the cluster's. */
  public readonly namespace: string;

  private readonly pod: RayPod;

  /** @throws Error for a cluster whose chart names no namespace, which a RoleBinding must */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: ScriptPodProps,
  ) {
    super(scope, id);
    const { cluster } = props;
    this.namespace = requireNamespace(scope, cluster);
    this.labels = {
      'app.kubernetes.io/name': props.name,
      'app.kubernetes.io/instance': cluster.name,
      'app.kubernetes.io/managed-by': 'cdk8s-ray-tls',
    };
    const constructPath = scope.node.path;
    const template = this.template(scriptsConfigMap(this, this.namespace, props.scripts));
    const native = { reader: { constructPath }, what: props.name, path: 'spec.template' };
    const containerNames = template.spec.containers.map(({ name }: PlainObject) => name);
    this.pod = RayPod._from({ native, role: RayPodRole.CLIENT, groupName: props.name, template, containerNames });
    if (props.speaksRay) {
      // A RayNetworkPolicy of the cluster then lets it in to the pods, and closes it itself; whoever has no business there needs neither.
      for (const [label, value] of Object.entries(cluster._podLabels)) this.pod.addLabel(label, value);
      cluster._identify(this, this.pod);
    }
    this.serviceAccountName = serviceAccountOf(this, this.pod, this.namespace);
  }

  /**
   * The pod template, rendered at synth, when everything is attached to the cluster.
   *
   * @param spec fields of the pod spec that whoever runs the pod needs: `restartPolicy`
   */
  public podTemplate(spec: PlainObject): any {
    return Lazy.any({ produce: () => this.templateNow(spec) });
  }

  /** The same as things stand. */
  public templateNow(spec: PlainObject): PlainObject {
    const template = this.pod.toJson();
    const { cluster, rayClient } = this.props;
    const token = this.showsToken ? clientTokenOf(this.node.path, cluster, API_CREDENTIALS_DIR) : [];
    // Kubernetes judges the token of its ServiceAccount, so the client must present it to the cluster.
    const isOwnToken = rayClient !== undefined && this.isJudgedByKubernetes;
    const containers = template.spec.containers.map((container: PlainObject, index: number, { length }: PlainObject[]) => {
      if (index !== length - 1) return container;
      const mounts = isOwnToken ? [CREDENTIALS_MOUNT] : [];
      return { ...container, env: [...container.env, ...token], volumeMounts: [...container.volumeMounts, ...mounts] };
    });
    return { ...template, spec: { ...template.spec, ...spec, containers } };
  }

  /** Gives it a further leaf of the cluster, which its script finds in that folder. */
  public addLeaf(leaf: Omit<Leaf, 'reader'>, mountPath: string): void {
    this.props.cluster._addClientLeaf(this, this.pod, { ...leaf, reader: () => this.pod._raySecurityContext });
    this.pod._addVolumeMount({ name: leaf.volume, mountPath, readOnly: true }, leaf.container);
  }

  /** Lets it do this in its namespace, and nothing else. */
  public allow(rules: readonly k8s.PolicyRule[]): void {
    const metadata = { namespace: this.namespace, labels: this.labels };
    const role = new k8s.KubeRole(this, 'Role', { metadata, rules: Lazy.any({ produce: () => [...rules, ...this.rayAccess()] }) as any });
    new k8s.KubeRoleBinding(this, 'RoleBinding', {
      metadata,
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
      subjects: [{ kind: 'ServiceAccount', name: this.serviceAccountName, namespace: this.namespace }],
    });
  }

  private get showsToken(): boolean {
    return this.props.showsToken ?? this.props.speaksRay;
  }

  private get isJudgedByKubernetes(): boolean {
    return this.showsToken && this.props.cluster._spec.authOptions?.enableK8sTokenAuth === true;
  }

  /** What Ray asks Kubernetes about whoever shows a token of Kubernetes. */
  private rayAccess(): k8s.PolicyRule[] {
    const { cluster } = this.props;
    if (!this.isJudgedByKubernetes) return [];
    return [{ apiGroups: ['ray.io'], resources: ['rayclusters'], resourceNames: [cluster.name], verbs: ['ray:write'] }];
  }

  private template(scriptsName: string): PlainObject {
    const { cluster, name, scripts, env, resources, container = {}, rayClient } = this.props;
    const { imagePullSecrets } = cluster.head.toJson().spec;
    const [main] = Object.keys(scripts);
    const exchange = rayClient === undefined ? NO_EXCHANGE : EXCHANGED;
    const api = [
      { name: 'CREDENTIALS_DIR', value: API_CREDENTIALS_DIR },
      { name: 'REQUEST_SECONDS', value: `${REQUEST_SECONDS}` },
    ];
    const containers = [
      {
        ...this.runs({ name, script: main, resources, env: [...api, ...exchange.env, ...env] }, 'tmp', [
          CREDENTIALS_MOUNT,
          ...exchange.mounts,
        ]),
        ...container,
      },
    ];
    if (rayClient !== undefined) {
      containers.push(this.runs({ ...rayClient, env: [...exchange.env, ...rayClient.env] }, 'client-tmp', exchange.mounts));
    }
    return {
      metadata: { labels: { ...this.labels } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        imagePullSecrets,
        securityContext: { runAsNonRoot: true, ...userOf(cluster), seccompProfile: { type: 'RuntimeDefault' } },
        containers,
        volumes: [
          { name: 'scripts', configMap: { name: scriptsName } },
          { name: 'tmp', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
          apiCredentials(CREDENTIALS_VOLUME, CREDENTIALS_SECONDS),
          ...exchange.volumes,
        ],
      },
    };
  }

  private runs({ name, script, env, resources }: RayClientContainer, tmp: string, mounts: readonly PlainObject[]): PlainObject {
    const { cluster } = this.props;
    return {
      name,
      image: cluster.head.image,
      // Not -I, which would not find the modules beside the script.
      command: ['python3', '-B', `${SCRIPTS_DIR}/${script}`],
      env: [{ name: 'PYTHONUNBUFFERED', value: '1' }, ...env],
      volumeMounts: [{ name: 'scripts', mountPath: SCRIPTS_DIR, readOnly: true }, ...mounts, { name: tmp, mountPath: '/tmp' }],
      resources,
      securityContext: {
        ...userOf(cluster),
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      },
      // The one line that the script fails with is what `kubectl describe` shows.
      terminationMessagePolicy: 'FallbackToLogsOnError',
    };
  }
}

/** One that can start: under runAsNonRoot the kubelet starts no image whose USER is a name. */
function userOf({ _podSecurity: { _user } }: RayTlsClusterBase): { readonly runAsUser?: number } {
  return _user === undefined ? {} : { runAsUser: _user };
}

function requireNamespace(scope: Construct, cluster: RayTlsClusterBase): string {
  if (cluster.namespace !== undefined) return cluster.namespace;
  throw invalid(scope.node.path, {
    what: "the cluster's namespace",
    got: cluster.namespace,
    because: 'what looks after the cluster is allowed to by a RoleBinding, which must name the namespace of its ServiceAccount',
    fix: "name it: new Chart(app, 'ray', { namespace: 'ray' })",
  });
}
