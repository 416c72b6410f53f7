import { requestsFor } from '../../kubernetes/admission-policy';
import type { PlainObject } from '../../kubernetes/plain-json';
import { CERT_MANAGER_GROUP } from '../../refusals/cert-manager/issuer-ref';

/** An issuer, and the only namespace that it serves, if it serves one. */
export interface GuardedIssuer {
  readonly name: string;
  readonly kind: string;
  readonly group: string;
  readonly namespace?: string;
}

/** A Certificate that the app declares. */
export interface DeclaredCertificate {
  readonly namespace: string;
  readonly name: string;
  /** As its `spec` has them; none stands for cert-manager's default, which leaves the extended key usage out. */
  readonly usages?: readonly string[];
  /** In Go's form, such as `2160h`. */
  readonly duration: string;
  readonly isCa: boolean;
}

/** Who may have an issuer sign what. */
export interface AllowedRequests {
  /** The longest leaf in seconds, by the user name of the ServiceAccount that may request it. */
  readonly pods: ReadonlyMap<string, number>;
  readonly certificates: readonly DeclaredCertificate[];
  /** Namespaces in which every pod and every Certificate may request leaves. */
  readonly alsoFrom: readonly string[];
  /** The longest leaf for those namespaces, in seconds. */
  readonly longestSeconds: number;
}

const POD_USAGES = ['digital signature', 'key encipherment', 'server auth', 'client auth'];
/** OpenSSL and BoringSSL accept a certificate without extended key usage for every purpose. */
const NO_USAGES = ['any'];
const POD_NAME = 'authentication.kubernetes.io/pod-name';
const POD_UID = 'authentication.kubernetes.io/pod-uid';

/**
 * `spec` of the ValidatingAdmissionPolicy for the CertificateRequests of one issuer.
 *
 * Only cert-manager may write the status of CertificateRequests in all namespaces, wherever it is installed: by that right the policy knows
 * the requests that cert-manager makes for Certificates. An administrator with that right is held to the same limits.
 */
export function requestGuardPolicy(issuer: GuardedIssuer, allowed: AllowedRequests): PlainObject {
  const kind = { apiGroup: CERT_MANAGER_GROUP, resource: 'certificaterequests', operations: ['CREATE'] };
  return {
    matchConstraints: requestsFor(kind, issuer.namespace),
    matchConditions: [{ name: 'issuer', expression: refersTo(issuer) }],
    variables: variables(allowed),
    validations: validations(issuer).map((validation) => ({ ...validation, reason: 'Forbidden' })),
  };
}

/** JSON is valid CEL. */
function cel(value: unknown): string {
  return JSON.stringify(value);
}

function refersTo({ name, kind, group }: GuardedIssuer): string {
  const ref = 'object.spec.issuerRef';
  const named = `${ref}.name == ${cel(name)}`;
  // External controllers take some kinds for their default kind.
  if (group !== CERT_MANAGER_GROUP) return `${named} && has(${ref}.group) && ${ref}.group == ${cel(group)}`;
  const kinds = kind === 'Issuer' ? ['', kind] : [kind];
  return `${named} && ${orEmpty(`${ref}.group`)} in ${cel(['', group])} && ${orEmpty(`${ref}.kind`)} in ${cel(kinds)}`;
}

function orEmpty(field: string): string {
  return `(has(${field}) ? ${field} : "")`;
}

function variables({ pods, certificates, alsoFrom, longestSeconds }: AllowedRequests): PlainObject[] {
  const byName = [...certificates].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
  const ofCertificates = (value: (certificate: DeclaredCertificate) => unknown) =>
    cel(Object.fromEntries(byName.map((certificate) => [keyOf(certificate), value(certificate)])));
  const longest = [...pods].sort().map(([user, seconds]) => [user, `${seconds}s`]);
  const references = 'object.metadata.ownerReferences';
  const reference = `${references}[0]`;
  const extra = (key: string) => `request.userInfo.extra[${cel(key)}][0]`;
  return Object.entries({
    pods: cel(Object.fromEntries(longest)),
    certificates: ofCertificates(({ usages = NO_USAGES }) => usages),
    durations: ofCertificates(({ duration }) => duration),
    authorities: cel(byName.filter(({ isCa }) => isCa).map(keyOf)),
    alsoFrom: cel([...new Set(alsoFrom)].sort()),
    owner:
      `has(${references}) && size(${references}) == 1 ? ` +
      `${reference}.apiVersion + "/" + ${reference}.kind + "/" + ${reference}.name + "/" + ${reference}.uid : ""`,
    asker:
      `has(request.userInfo.extra) && ${cel(POD_NAME)} in request.userInfo.extra && ${cel(POD_UID)} in request.userInfo.extra ? ` +
      `"v1/Pod/" + ${extra(POD_NAME)} + "/" + ${extra(POD_UID)} : "no pod"`,
    certificate:
      `variables.owner.startsWith("${CERT_MANAGER_GROUP}/v1/Certificate/") && ` +
      `authorizer.group("${CERT_MANAGER_GROUP}").resource("certificaterequests").subresource("status").check("update").allowed() ? ` +
      `request.namespace + "/" + ${reference}.name : ""`,
    usages: `has(object.spec.usages) ? object.spec.usages : ${cel(NO_USAGES)}`,
    longest:
      'variables.certificate in variables.durations ? variables.durations[variables.certificate] : ' +
      `request.userInfo.username in variables.pods ? variables.pods[request.userInfo.username] : "${longestSeconds}s"`,
  }).map(([name, expression]) => ({ name, expression }));
}

function keyOf({ namespace, name }: DeclaredCertificate): string {
  return `${namespace}/${name}`;
}

function validations({ kind, name }: GuardedIssuer): { readonly expression: string; readonly message: string }[] {
  const isDeclared = 'variables.certificate in variables.certificates';
  return [
    {
      expression:
        `request.userInfo.username in variables.pods || ${isDeclared} || request.namespace in variables.alsoFrom && ` +
        '(variables.certificate != "" || request.userInfo.username.startsWith("system:serviceaccount:" + request.namespace + ":"))',
      message: `${kind} ${name} signs for the Ray clusters and Certificates of one app. For others, add their namespace to CertManagerRequestGuard.on({ alsoFrom })`,
    },
    {
      expression: 'variables.certificate != "" || variables.owner == variables.asker',
      message: 'a pod may request a certificate for itself alone, by a token that is bound to it',
    },
    {
      expression: '!has(object.spec.isCA) || !object.spec.isCA || variables.certificate in variables.authorities',
      message: `${kind} ${name} does not sign CAs`,
    },
    {
      expression:
        `${isDeclared} ? size(variables.usages) == size(variables.certificates[variables.certificate]) && ` +
        'variables.usages.all(usage, usage in variables.certificates[variables.certificate]) : ' +
        `variables.usages.all(usage, usage in ${cel(POD_USAGES)})`,
      message: `the usages are not those of the declared Certificate, or other than ${POD_USAGES.join(', ')}`,
    },
    {
      expression: 'has(object.spec.duration) && duration(object.spec.duration) <= duration(variables.longest)',
      message: 'the duration is missing, or longer than the declared one',
    },
  ];
}
