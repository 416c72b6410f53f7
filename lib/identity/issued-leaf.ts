import { Duration } from 'cdk8s';
import { goDuration } from '../ca/cert-manager/go-duration';
import { addLeafRequester, guardsRequests } from '../ca/cert-manager/guarded-issuers';
import type { ICertManagerIssuer } from '../ca/cert-manager/issuer-interface';
import { KeyAlgorithm } from '../ca/key-algorithm';
import { API_CREDENTIALS_DIR, apiCredentials } from '../kubernetes/api-credentials';
import type { PlainObject } from '../kubernetes/plain-json';
import { kubeApiScript } from '../kubernetes/pod-script';
import type { RayPod } from '../kubernetes/ray-pod';
import { serviceAccountOf } from '../kubernetes/service-account';
import { requireShorterThanIssuer } from '../refusals/cert-manager/durations';
import { requireIssuerInReach } from '../refusals/cert-manager/issuer-reach';
import { requireNoAutomountedToken } from '../refusals/cluster/no-automounted-token';
import { requireDurationBetween } from '../refusals/durations';
import { invalid } from '../refusals/invalid';
import { requireDnsNames } from '../refusals/names/dns-names';
import { additionalTrust } from './additional-trust';
import type { RayTlsIssuedByOptions } from './issued-by-options';
import { letPodsRequestLeaves } from './issued-leaf-rbac';
import { rayLeaves, useRayLeaf } from './leaf-files';
import { addLeafInitContainer, leafScript } from './leaf-init-container';
import { LeafLife } from './leaf-life';
import type { Leaf, TlsHost, TlsWay } from './tls-way';
import { TRUST_BUNDLE } from './trust-variables';

const WAY = 'RayTls.issuedBy';
const CREDENTIALS_VOLUME = 'ray-tls-api-credentials';
/** The least that Kubernetes allows; the kubelet renews it while the init container runs. */
const TOKEN_SECONDS = 600;
const REQUEST_SECONDS = 10;
const TRUST_VOLUME = 'ray-tls-trust';
const TRUST_DIR = '/etc/ray/trust';
const TRUST_FILE = 'ca.crt';
const DURATION_BOUNDS = {
  shortest: Duration.hours(1),
  longest: Duration.days(3650),
  because: 'cert-manager issues for an hour and longer, and a leaf for decades cannot be withdrawn',
};
const DEFAULT_TIMEOUT = Duration.minutes(2);
const TIMEOUT_BOUNDS = {
  shortest: Duration.seconds(5),
  longest: Duration.hours(1),
  because: 'a busy cert-manager takes seconds, and a pod that waits longer should say so',
};

/** The way `RayTls.issuedBy`: each pod makes its key and has cert-manager certify it; the CA's key is nowhere near. */
export class IssuedLeaf implements TlsWay {
  private readonly life: LeafLife;
  private readonly timeout: Duration;

  public constructor(
    private readonly issuer: ICertManagerIssuer,
    private readonly options: RayTlsIssuedByOptions,
  ) {
    this.life = new LeafLife(options.duration);
    this.timeout = options.issueTimeout ?? DEFAULT_TIMEOUT;
  }

  public attachTo(host: TlsHost): void {
    const namespace = this.validate(host);
    letPodsRequestLeaves(host, namespace);
    for (const { pod, leaf } of rayLeaves(host, this.options.dnsNames)) {
      const serviceAccountName = serviceAccountOf(host.scope, pod, namespace);
      addLeafRequester(host.scope, this.issuer, { namespace, serviceAccountName, longest: () => this.life.of(pod) });
      this.addLeaf(host, pod, leaf);
      useRayLeaf(pod, WAY);
    }
  }

  public addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void {
    const { trustBundle } = this.options;
    const further = additionalTrust(this.options.additionalTrust);
    addLeafInitContainer(host, pod, leaf, {
      way: WAY,
      script: 'request-leaf.sh',
      scripts: {
        ...leafScript('request-leaf.sh'),
        ...leafScript('request-leaf.py'),
        ...leafScript('leaf.sh'),
        ...leafScript('trust.sh'),
        ...kubeApiScript(),
      },
      keyAlgorithm: this.options.keyAlgorithm ?? KeyAlgorithm.ECDSA_P256,
      env: [...this.env(pod, leaf), ...further.env],
      ownVolumes: [
        { mountPath: API_CREDENTIALS_DIR, volume: apiCredentials(CREDENTIALS_VOLUME, TOKEN_SECONDS) },
        ...(trustBundle === undefined
          ? []
          : [{ mountPath: TRUST_DIR, volume: { name: TRUST_VOLUME, projected: { sources: [trustBundle._source(TRUST_FILE)] } } }]),
        ...further.ownVolumes,
      ],
    });
  }

  public shortenLeaves(pods: readonly RayPod[]): void {
    this.life.shorten(pods);
  }

  public unguardedIssuer({ scope, namespace }: TlsHost): ICertManagerIssuer | undefined {
    return namespace !== undefined && guardsRequests(scope, this.issuer, namespace) ? undefined : this.issuer;
  }

  private env(pod: RayPod, leaf: Leaf): PlainObject[] {
    const { issuerName, issuerKind, issuerGroup } = this.issuer;
    const values = {
      ISSUER_NAME: issuerName,
      ISSUER_KIND: issuerKind,
      ISSUER_GROUP: issuerGroup,
      LEAF_SECONDS: `${leaf.seconds ?? this.life.of(pod).toSeconds()}`,
      ISSUE_SECONDS: `${this.timeout.toSeconds()}`,
      REQUEST_SECONDS: `${REQUEST_SECONDS}`,
      CREDENTIALS_DIR: API_CREDENTIALS_DIR,
      ...(this.options.trustBundle === undefined ? {} : { [TRUST_BUNDLE]: `${TRUST_DIR}/${TRUST_FILE}` }),
    };
    const fields = {
      POD_NAME: 'metadata.name',
      POD_UID: 'metadata.uid',
      // KubeRay names the clusters of RayJobs and RayServices as it makes them.
      RAY_CLUSTER: "metadata.labels['ray.io/cluster']",
    };
    return [
      ...Object.entries(values).map(([name, value]) => ({ name, value })),
      ...Object.entries(fields).map(([name, fieldPath]) => ({ name, valueFrom: { fieldRef: { fieldPath } } })),
    ];
  }

  /** The namespace, which a RoleBinding must name. */
  private validate(host: TlsHost): string {
    const path = host.scope.node.path;
    const { dnsNames = [], trustBundle, additionalTrust: further } = this.options;
    requireDurationBetween(path, `${WAY}: duration`, this.life.longest, DURATION_BOUNDS);
    if (this.issuer.longestDuration !== undefined) {
      requireShorterThanIssuer(path, `${WAY}: duration`, goDuration(this.life.longest), goDuration(this.issuer.longestDuration));
    }
    requireDurationBetween(path, `${WAY}: issueTimeout`, this.timeout, TIMEOUT_BOUNDS);
    requireDnsNames(path, `${WAY}: dnsNames`, dnsNames);
    trustBundle?._validate(path, `${WAY}: trustBundle`);
    further?.forEach((bundle, index) => {
      bundle._validate(path, `${WAY}: additionalTrust[${index}]`);
    });
    requireIssuerInReach(path, this.issuer, host.namespace);
    for (const pod of host.pods) {
      pod._default('automountServiceAccountToken', false);
      pod._require((spec) => requireNoAutomountedToken(path, `pod template of '${pod.groupName}'`, spec, 'may request certificates'));
    }
    if (host.namespace !== undefined) return host.namespace;
    throw invalid(path, {
      what: "the chart's namespace",
      got: host.namespace,
      because: 'the pods may request certificates by a RoleBinding, which must name the namespace of their ServiceAccount',
      fix: "name it: new Chart(app, 'ray', { namespace: 'ray' })",
    });
  }
}
