import { Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { denyByPolicy, requestsFor } from '../kubernetes/admission-policy';
import { makeJobNamedByContent } from '../kubernetes/job-named-by-content';
import { kubeApiScript, podScript } from '../kubernetes/pod-script';
import { DEFAULT_RAY_VERSION, rayImage } from '../kubernetes/ray-image';
import { scriptsConfigMap } from '../kubernetes/scripts-config-map';
import { PUBLISHED_SAMPLE_CA_KEY } from '../refusals/ca/published-sample';
import { invalid } from '../refusals/invalid';
import { requireDns1123Subdomain } from '../refusals/names/kubernetes-names';
import type { CaKeySource, CaSecretOrder } from './ca-key-source';
import { CLOCK_SKEW_SECONDS, selfSignedTerms } from './self-signed-terms';

/** How the Job runs that makes a CA inside the cluster. */
export interface CaInClusterOptions {
  /**
   * The image that the Job runs, with `python3` (3.9 or newer) and `openssl` (1.1.1 or newer) in it.
   *
   * @default - the published image of Ray, which the cluster's nodes load anyway
   */
  readonly image?: string;

  /**
   * The names of the Secrets by which the image is pulled.
   *
   * @default - none
   */
  readonly imagePullSecrets?: string[];

  /**
   * Whether a ValidatingAdmissionPolicy (Kubernetes 1.30 or newer) limits the Job to the Secret of the CA: a Role cannot limit the verb
   * `create` to one name. Choose false for older versions of Kubernetes, and where you may not apply cluster-scoped objects.
   *
   * @default true
   */
  readonly guarded?: boolean;
}

const WAY = 'CaKeyPair.inCluster';
const SCRIPTS = ['make-ca.py', 'ca_pair.py'];
const SCRIPTS_DIR = '/etc/ray/ca-scripts';
/** Where client libraries look for a token, and so what an administrator expects there. */
const CREDENTIALS_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';
const WORK_DIR = '/tmp';
/** The exit code of the script for what another attempt cannot change. */
const FINAL = 2;
/** Ray's image runs as this user. */
const RAY_UID = 1000;
const LABELS = { 'app.kubernetes.io/name': 'ray-tls-ca', 'app.kubernetes.io/managed-by': 'cdk8s-ray-tls' };

/** A Job that makes the CA's Secret once, with an identity that can do nothing else. */
export class CaInCluster implements CaKeySource {
  public constructor(private readonly options: CaInClusterOptions) {}

  public provide(order: CaSecretOrder): void {
    this.validate(order);
    const { ca } = order;
    const serviceAccount = new k8s.KubeServiceAccount(ca, 'ServiceAccount', {
      metadata: { labels: LABELS },
      automountServiceAccountToken: false,
    });
    allowToMakeSecret(order, serviceAccount);
    if (this.options.guarded ?? true) guardSecrets(order, serviceAccount.name);
    const ownScripts = Object.fromEntries(SCRIPTS.map((fileName) => [fileName, podScript(__dirname, fileName)]));
    const scripts = scriptsConfigMap(ca, order.namespace, { ...ownScripts, ...kubeApiScript() });
    const spec = this.jobSpec(order, serviceAccount.name, scripts);
    makeJobNamedByContent(ca, { labels: LABELS }, () => k8s.toJson_JobSpec(spec)!);
  }

  private validate({ ca, namespace }: CaSecretOrder): void {
    const path = ca.node.path;
    if (namespace === undefined) {
      throw invalid(path, {
        what: "the chart's namespace",
        got: namespace,
        because: 'the Job that makes the CA is allowed to by a RoleBinding, which must name the namespace of its ServiceAccount',
        fix: "name it: new Chart(app, 'ray', { namespace: 'ray' })",
      });
    }
    requireDns1123Subdomain(path, "the name made from the construct's path", Names.toDnsLabel(ca), 'Kubernetes name');
    const { image, imagePullSecrets = [] } = this.options;
    if (image !== undefined && (image === '' || /\s/.test(image))) {
      throw invalid(path, {
        what: `${WAY}: image`,
        got: image,
        because: 'it is no name of an image',
        fix: `name one such as '${rayImage(DEFAULT_RAY_VERSION)}', or leave it out`,
      });
    }
    imagePullSecrets.forEach((name, index) => {
      requireDns1123Subdomain(path, `${WAY}: imagePullSecrets[${index}]`, name, 'Secret name');
    });
  }

  private jobSpec(order: CaSecretOrder, serviceAccountName: string, scriptsName: string): k8s.JobSpec {
    return {
      // No ttlSecondsAfterFinished: a GitOps tool would make a Job anew, for ever, that is gone.
      backoffLimit: 3,
      // Long enough to load an image of several GB.
      activeDeadlineSeconds: 3600,
      podFailurePolicy: {
        rules: [
          { action: 'FailJob', onExitCodes: { containerName: 'make-ca', operator: 'In', values: [FINAL] } } as k8s.PodFailurePolicyRule,
        ],
      },
      template: {
        metadata: { labels: LABELS },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          imagePullSecrets: this.options.imagePullSecrets?.map((name) => ({ name })),
          securityContext: { runAsNonRoot: true, runAsUser: RAY_UID, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [this.container(order)],
          volumes: [
            { name: 'scripts', configMap: { name: scriptsName } },
            { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: k8s.Quantity.fromString('1Mi') } },
            { name: 'credentials', projected: { sources: credentials() } },
          ],
        },
      },
    };
  }

  private container(order: CaSecretOrder): k8s.Container {
    const { commonName, validitySeconds } = selfSignedTerms(order);
    const env = {
      SECRET_NAME: order.secretName,
      CA_COMMON_NAME: commonName,
      CA_SECONDS: `${validitySeconds}`,
      CLOCK_SKEW_SECONDS: `${CLOCK_SKEW_SECONDS}`,
      REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
      CREDENTIALS_DIR,
      WORK_DIR,
      REQUEST_SECONDS: '10',
      RETRY_SECONDS: '60',
    };
    return {
      name: 'make-ca',
      image: this.options.image ?? rayImage(DEFAULT_RAY_VERSION),
      // Not -I, which would not find the modules beside the script; -E and -s keep out what the image may add by itself.
      command: ['python3', '-E', '-s', '-B', `${SCRIPTS_DIR}/${SCRIPTS[0]}`],
      env: [
        ...Object.entries(env).map(([name, value]) => ({ name, value })),
        { name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } } },
      ],
      volumeMounts: [
        { name: 'scripts', mountPath: SCRIPTS_DIR, readOnly: true },
        { name: 'credentials', mountPath: CREDENTIALS_DIR, readOnly: true },
        { name: 'work', mountPath: WORK_DIR },
      ],
      resources: {
        requests: { cpu: k8s.Quantity.fromString('50m'), memory: k8s.Quantity.fromString('64Mi') },
        limits: { cpu: k8s.Quantity.fromString('1'), memory: k8s.Quantity.fromString('128Mi') },
      },
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      // The one line that the script fails with is what `kubectl describe` shows.
      terminationMessagePolicy: 'FallbackToLogsOnError',
    };
  }
}

/** A token Secret of another ServiceAccount, among others, would be a way to that ServiceAccount's rights. */
function guardSecrets({ ca, secretName, namespace }: CaSecretOrder, serviceAccountName: string): void {
  denyByPolicy(ca, 'SecretGuard', {
    // '.' is in no name of a namespace: no two pairs make the same name.
    name: `ray-tls-ca.${serviceAccountName}.${namespace}`,
    spec: () => ({
      matchConstraints: requestsFor({ apiGroup: '', resource: 'secrets', operations: ['CREATE', 'UPDATE', 'DELETE'] }, namespace),
      matchConditions: [
        { name: 'who', expression: `request.userInfo.username == 'system:serviceaccount:${namespace}:${serviceAccountName}'` },
      ],
      validations: [
        {
          expression: `request.operation == 'CREATE' && object.metadata.name == '${secretName}' && object.type == 'Opaque'`,
          message: `${serviceAccountName} may create the Secret ${secretName} of type Opaque and no other`,
          reason: 'Forbidden',
        },
      ],
    }),
  });
}

/** Kubernetes cannot limit `create` by name, as there is no name yet when it decides. */
function allowToMakeSecret({ ca, secretName, namespace }: CaSecretOrder, serviceAccount: k8s.KubeServiceAccount): void {
  const role = new k8s.KubeRole(ca, 'Role', {
    metadata: { labels: LABELS },
    rules: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secretName], verbs: ['get'] },
    ],
  });
  new k8s.KubeRoleBinding(ca, 'RoleBinding', {
    metadata: { labels: LABELS },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccount.name, namespace }],
  });
}

/** What a pod needs to speak to the API server, for ten minutes: the least that Kubernetes allows, and more than the script takes. */
function credentials(): k8s.VolumeProjection[] {
  return [
    { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    // With its version, which the API server adds otherwise: `kubectl apply` would find this list changed every time.
    { downwardApi: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ];
}
