import type { Complaint } from '../invalid';
import { workerGroupsOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const DNS_1123_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** What each mode leaves open, so that a rule for it would allow nothing more. */
const OPEN: { readonly [mode: string]: readonly [field: string, direction: string] } = {
  DenyAllEgress: ['ingressRules', 'ingress'],
  DenyAllIngress: ['egressRules', 'egress'],
};

/** What KubeRay rejects of its own `networkPolicy`. */
export const NETWORK_POLICY_RULES: readonly KubeRayRule[] = [
  {
    id: 'network-policy',
    source: 'validateNetworkPolicy, KubeRay v1.7.0',
    since: '1.7',
    check: (spec) => {
      const { networkPolicy: policy } = spec;
      if (policy === undefined) return [];
      const places: [string, Json][] = [
        ['networkPolicy.head', policy.head ?? {}],
        ['networkPolicy.worker', policy.worker ?? {}],
        ...(policy.workerGroups ?? []).map((group: Json, index: number): [string, Json] => [`networkPolicy.workerGroups[${index}]`, group]),
      ];
      return [...places.flatMap(([place, part]) => uselessRules(place, part, policy.mode)), ...groupComplaints(spec)];
    },
  },
];

function uselessRules(place: string, part: Json, mode: unknown): Complaint[] {
  const [field, direction] = OPEN[`${mode}`] ?? [];
  if (field === undefined || (part[field] ?? []).length === 0) return [];
  return [
    {
      what: `${place}.${field}`,
      because: `the mode ${mode} leaves ${direction} open, and KubeRay rejects rules for it`,
      fix: "remove them, or set networkPolicy.mode to 'DenyAll'",
    },
  ];
}

function groupComplaints(spec: Json): Complaint[] {
  const groups = workerGroupsOf(spec);
  const names = groups.map(({ group }) => group.groupName);
  const unfit = groups
    .filter(({ group }) => !DNS_1123_LABEL.test(`${group.groupName}`))
    .map(({ place, group }) => ({
      what: `${place}.groupName`,
      got: group.groupName,
      because: 'KubeRay makes it a part of the name of a NetworkPolicy, which has lower-case letters, digits and hyphens alone',
      fix: 'use only such characters',
    }));
  const unknown = (spec.networkPolicy.workerGroups ?? [])
    .map(({ groupName }: Json, index: number) => ({ what: `networkPolicy.workerGroups[${index}].groupName`, got: groupName }))
    .filter(({ got }: Json) => !names.includes(got))
    .map((complaint: Pick<Complaint, 'what' | 'got'>) => ({
      ...complaint,
      because: `the worker groups are ${names.map((name) => `'${name}'`).join(', ') || 'none'}`,
      fix: 'name one of them',
    }));
  return [...unfit, ...unknown];
}
