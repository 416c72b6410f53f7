import { ApiObject, Duration } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { denyByPolicy } from '../../kubernetes/admission-policy';
import { CERT_MANAGER_GROUP } from '../../refusals/cert-manager/issuer-ref';
import { invalid } from '../../refusals/invalid';
import { requireDns1123Label, requireDns1123Subdomain } from '../../refusals/names/kubernetes-names';
import { goDuration } from './go-duration';
import type { ICertManagerIssuer } from './issuer-interface';
import type { CertManagerRequestGuard } from './request-guard';
import { type AllowedRequests, type DeclaredCertificate, type GuardedIssuer, requestGuardPolicy } from './request-guard-policy';

/** A ServiceAccount under which pods of the app request leaves. */
export interface LeafRequester {
  readonly namespace: string;
  readonly serviceAccountName: string;
  /** The longest leaf, as things stand at synth. */
  readonly longest: () => Duration;
}

interface Guard {
  readonly issuer: GuardedIssuer;
  readonly alsoFrom: string[];
}

/** What one app has said of its issuers: by whichever construct, an issuer has one policy. */
interface AppRequests {
  readonly guards: Guard[];
  readonly requesters: { readonly issuer: GuardedIssuer; readonly requester: LeafRequester }[];
}

/** cert-manager's own default. */
const DEFAULT_CERTIFICATE_DURATION = Duration.hours(2160);
/** The longest leaf that this library requests. */
const LONGEST_LEAF = Duration.days(3650);
const apps = new WeakMap<IConstruct, AppRequests>();

/**
 * Makes the policy for the requests to an issuer, once in an app.
 *
 * @param required whether the user asked for it: then the namespace of a namespaced issuer has to be known
 */
export function guardRequests(scope: Construct & ICertManagerIssuer, guard: CertManagerRequestGuard, required: boolean): void {
  const path = scope.node.path;
  if (!guard._isOn) return;
  guard._alsoFrom.forEach((namespace, index) => {
    requireDns1123Label(path, `requestGuard: alsoFrom[${index}]`, namespace, 'namespace');
  });
  const issuer = issuerOf(scope, scope.issuerNamespace);
  // Where cert-manager looks for it is unknown, and so is what the policy would be for.
  if (isNamespaced(issuer) && issuer.namespace === undefined) {
    if (required) throw unknownNamespace(path, issuer);
    return;
  }
  const app = appOf(scope);
  const made = app.guards.find((one) => nameOf(one.issuer) === nameOf(issuer));
  if (made !== undefined) {
    made.alsoFrom.push(...guard._alsoFrom);
    return;
  }
  const added = { issuer, alsoFrom: [...guard._alsoFrom] };
  app.guards.push(added);
  const name = nameOf(issuer);
  requireDns1123Subdomain(path, 'the name of its ValidatingAdmissionPolicy', name, 'Kubernetes name');
  const { longestDuration = LONGEST_LEAF } = scope;
  const allowed = () => allowedBy(scope, added, longestDuration);
  denyByPolicy(scope, 'RequestGuard', { name, spec: () => requestGuardPolicy(issuer, allowed()) });
  scope.node.addValidation({
    validate: () => {
      allowed();
      return [];
    },
  });
}

/** Tells the guard of an issuer, wherever the app makes it, who requests leaves. */
export function addLeafRequester(scope: Construct, issuer: ICertManagerIssuer, requester: LeafRequester): void {
  appOf(scope).requesters.push({ issuer: issuerOf(issuer, requester.namespace), requester });
}

/** Whether the app guards the requests that pods of this namespace make to an issuer. */
export function guardsRequests(scope: Construct, issuer: ICertManagerIssuer, namespace: string): boolean {
  return appOf(scope).guards.some((guard) => isSame(guard.issuer, issuerOf(issuer, namespace)));
}

function appOf(scope: Construct): AppRequests {
  const { root } = scope.node;
  const app = apps.get(root) ?? { guards: [], requesters: [] };
  apps.set(root, app);
  return app;
}

function issuerOf({ issuerName: name, issuerKind: kind, issuerGroup: group }: ICertManagerIssuer, namespace?: string): GuardedIssuer {
  return { name, kind, group, namespace };
}

/** Of the kinds of other groups it is known by the namespace that they came with. */
function isNamespaced({ kind, group }: GuardedIssuer): boolean {
  return group === CERT_MANAGER_GROUP && kind === 'Issuer';
}

/** Whether a guard is for the issuer as somebody in a namespace refers to it. */
function isSame(guarded: GuardedIssuer, referred: GuardedIssuer): boolean {
  const kinds = guarded.group === CERT_MANAGER_GROUP && guarded.kind !== referred.kind;
  if (guarded.group !== referred.group || guarded.name !== referred.name || kinds) return false;
  return guarded.namespace === undefined || referred.namespace === undefined || guarded.namespace === referred.namespace;
}

/** No namespace and no kind has a '.' in its name, so that no two issuers share one. */
function nameOf({ name, kind, group, namespace }: GuardedIssuer): string {
  return ['ray-tls-requests', kind.toLowerCase(), ...(namespace === undefined ? [] : [namespace]), name, group].join('.');
}

function allowedBy(scope: Construct, { issuer, alsoFrom }: Guard, longest: Duration): AllowedRequests {
  const pods = new Map<string, number>();
  for (const { issuer: referred, requester } of appOf(scope).requesters) {
    if (!isSame(issuer, referred)) continue;
    const user = `system:serviceaccount:${requester.namespace}:${requester.serviceAccountName}`;
    pods.set(user, Math.max(pods.get(user) ?? 0, requester.longest().toSeconds()));
  }
  return { pods, certificates: declaredIn(scope.node.root, issuer), alsoFrom, longestSeconds: longest.toSeconds() };
}

function declaredIn(root: IConstruct, issuer: GuardedIssuer): DeclaredCertificate[] {
  return root.node.findAll().flatMap((construct) => {
    if (!ApiObject.isApiObject(construct) || construct.kind !== 'Certificate' || construct.apiGroup !== CERT_MANAGER_GROUP) return [];
    const { metadata, spec = {} } = construct.toJson();
    const { name, kind = 'Issuer', group = CERT_MANAGER_GROUP } = spec.issuerRef ?? {};
    const namespace = metadata.namespace ?? issuer.namespace;
    if (!isSame(issuer, { name, kind, group, namespace })) return [];
    if (namespace === undefined) throw unknownNamespace(construct.node.path, issuer);
    const duration = spec.duration ?? goDuration(DEFAULT_CERTIFICATE_DURATION);
    return [{ namespace, name: metadata.name, usages: spec.usages, duration, isCa: spec.isCA === true }];
  });
}

function unknownNamespace(constructPath: string, { kind, name }: GuardedIssuer): Error {
  return invalid(constructPath, {
    what: "the chart's namespace",
    got: undefined,
    because: `the ValidatingAdmissionPolicy for the requests to the ${kind} '${name}' names it`,
    fix: "name it: new Chart(app, 'ray', { namespace: 'ray' }), or pass requestGuard: CertManagerRequestGuard.off()",
  });
}
