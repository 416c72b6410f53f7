import { ApiObject, Chart, type Duration, JsonPatch, Names } from 'cdk8s';
import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireIssuerInReach } from '../../refusals/cert-manager/issuer-reach';
import { requireDnsPattern, requireIpPattern, requireLimit } from '../../refusals/cert-manager/request-patterns';
import { invalid } from '../../refusals/invalid';
import { requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import type { KeyAlgorithm } from '../key-algorithm';
import { keyKind } from '../key-kind';
import { goDuration } from './go-duration';
import type { ICertManagerIssuer } from './issuer-interface';

/** Who may request what. In every pattern `*` stands for any characters, dots included. */
export interface CertManagerRequestPolicyProps {
  /** The issuer whose requests are approved. */
  readonly issuer: ICertManagerIssuer;

  /**
   * The ServiceAccount of the chart's namespace under which the pods make their requests: `cluster.head.serviceAccountName`, or that of a
   * worker group. Head and workers have one each, so that a policy for each can keep the head's names from workers.
   */
  readonly serviceAccountName: string;

  /** The DNS names that may be requested, or patterns of them; `localhost`, which every Ray pod carries, may be in any case. */
  readonly dnsNames: string[];

  /**
   * The IP addresses that may be requested, or patterns of them: whole leading groups, then `*`, such as `10.42.*` for 10.42.0.0/16.
   * 127.0.0.1 and ::1, which every Ray pod carries, may be in any case.
   */
  readonly ipAddresses: string[];

  /** The longest duration that may be requested; a request has to name one. */
  readonly maxDuration: Duration;

  /**
   * The pattern of common names that may be requested.
   *
   * @default 'ray-*'
   */
  readonly commonName?: string;

  /**
   * The kind of private key that a request must be for, of this size or a larger one.
   *
   * @default KeyAlgorithm.ECDSA_P256
   */
  readonly keyAlgorithm?: KeyAlgorithm;
}

/**
 * Limits what the pods of a Ray cluster may have certified: a CertificateRequestPolicy of approver-policy, and the RBAC by which it
 * counts for one ServiceAccount of one namespace.
 *
 * `CertManagerRequestGuard` limits who may request a certificate; this policy limits the names in the request too. It needs approver-policy in the cluster, and
 * cert-manager's own approver switched off (`disableAutoApproval: true` in its Helm chart), which otherwise approves everything first.
 * From then on every other request waits for a policy of its own, also those of `CertManagerBackend.ownCa` and `addCertificate`, which
 * cert-manager's own ServiceAccount makes.
 *
 * That a pod requests its own address and not its neighbour's cannot be enforced: the unit of trust is the Ray cluster.
 */
export class CertManagerRequestPolicy extends Construct {
  /** The name of the CertificateRequestPolicy. */
  public readonly policyName: string;

  /** @throws Error for a chart without a namespace, an issuer of another one, and for patterns that match nothing or too much */
  public constructor(scope: Construct, id: string, props: CertManagerRequestPolicyProps) {
    super(scopeFor('CertManagerRequestPolicy', scope, id), id);
    requireProps(this, 'CertManagerRequestPolicy', props);
    const namespace = this.requireNamespace();
    this.validate(props, namespace);
    const policy = new ApiObject(this, 'Resource', {
      apiVersion: 'policy.cert-manager.io/v1alpha1',
      kind: 'CertificateRequestPolicy',
      metadata: { name: Names.toDnsLabel(this, { extra: [namespace] }) },
      spec: policySpec(props, namespace),
    });
    // cdk8s gives every object its chart's namespace; this kind has none.
    policy.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
    this.policyName = policy.name;
    const role = new k8s.KubeRole(this, 'role', {
      rules: [
        {
          apiGroups: ['policy.cert-manager.io'],
          resources: ['certificaterequestpolicies'],
          resourceNames: [policy.name],
          verbs: ['use'],
        },
      ],
    });
    new k8s.KubeRoleBinding(this, 'binding', {
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
      subjects: [{ kind: 'ServiceAccount', name: props.serviceAccountName, namespace }],
    });
  }

  private requireNamespace(): string {
    const { namespace } = Chart.of(this);
    if (namespace !== undefined) return namespace;
    throw invalid(this.node.path, {
      what: "the chart's namespace",
      because: 'it is not set, and the policy is for a ServiceAccount of one namespace',
      fix: "set it: new Chart(app, 'ray', { namespace: 'ray' })",
    });
  }

  private validate(props: CertManagerRequestPolicyProps, namespace: string): void {
    const path = this.node.path;
    requireIssuerInReach(path, props.issuer, namespace);
    requireDns1123Subdomain(path, 'serviceAccountName', props.serviceAccountName, 'ServiceAccount name');
    for (const [index, pattern] of props.dnsNames.entries()) requireDnsPattern(path, `dnsNames[${index}]`, pattern);
    for (const [index, pattern] of props.ipAddresses.entries()) requireIpPattern(path, `ipAddresses[${index}]`, pattern);
    requireLimit(path, props.dnsNames, props.ipAddresses);
  }
}

function policySpec(props: CertManagerRequestPolicyProps, namespace: string) {
  const { issuer } = props;
  const { algorithm, size } = keyKind(props.keyAlgorithm);
  return {
    selector: {
      issuerRef: { name: issuer.issuerName, kind: issuer.issuerKind, group: issuer.issuerGroup },
      namespace: { matchNames: [namespace] },
    },
    allowed: {
      commonName: { value: props.commonName ?? 'ray-*' },
      dnsNames: { values: ['localhost', ...props.dnsNames] },
      ipAddresses: { values: ['127.0.0.1', '::1', ...props.ipAddresses] },
      usages: ['digital signature', 'key encipherment', 'server auth', 'client auth'],
    },
    constraints: {
      maxDuration: goDuration(props.maxDuration),
      privateKey: { algorithm, minSize: size },
    },
  };
}

checkArguments('CertManagerRequestPolicy', CertManagerRequestPolicy);
