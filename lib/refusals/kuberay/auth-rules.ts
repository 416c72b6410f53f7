import type { Complaint } from '../invalid';
import type { Json, KubeRayRule } from './rule';

const LEAST_RAY = '2.52.0';
const LEAST_RAY_FOR_KUBERNETES = '2.55.0';

/** What KubeRay rejects of `authOptions`. */
export const AUTH_RULES: readonly KubeRayRule[] = [
  {
    id: 'token-needs-ray',
    source: 'ValidateRayClusterSpec, KubeRay v1.5.1',
    check: ({ authOptions, rayVersion }) => {
      if (authOptions?.mode !== 'token' || isAtLeast(rayVersion, LEAST_RAY)) return [];
      return [rayTooOld('authOptions.mode', 'token', { rayVersion, least: LEAST_RAY })];
    },
  },
  {
    id: 'kubernetes-token',
    source: 'ValidateRayClusterSpec, KubeRay v1.6.2',
    since: '1.6',
    check: (spec) => (spec.authOptions?.enableK8sTokenAuth === true ? kubernetesTokenComplaints(spec) : []),
  },
  {
    id: 'kubernetes-token-of-job-or-service',
    source: 'ValidateRayJobSpec and ValidateRayServiceSpec, KubeRay v1.6.2',
    since: '1.6',
    check: ({ authOptions }, { kind = 'RayCluster' }) =>
      kind === 'RayCluster' || authOptions?.enableK8sTokenAuth !== true
        ? []
        : [
            {
              what: 'authOptions.enableK8sTokenAuth',
              got: true,
              because: `KubeRay cannot yet run a ${kind} whose cluster takes tokens of Kubernetes`,
              fix: 'remove it, and use RayTokenAuth with RayTokenSource.generated()',
            },
          ],
  },
];

function kubernetesTokenComplaints({ authOptions: { mode, secretName }, rayVersion }: Json): Complaint[] {
  const what = 'authOptions.enableK8sTokenAuth';
  if (mode !== 'token') {
    return [
      {
        what,
        got: true,
        because: "authOptions.mode is not 'token', and authentication would be off",
        fix: "set authOptions.mode to 'token'",
      },
    ];
  }
  if (!isAtLeast(rayVersion, LEAST_RAY_FOR_KUBERNETES)) return [rayTooOld(what, true, { rayVersion, least: LEAST_RAY_FOR_KUBERNETES })];
  if (!secretName) return [];
  return [
    {
      what: 'authOptions.secretName',
      got: secretName,
      because: 'with enableK8sTokenAuth the tokens are those of Kubernetes',
      fix: 'remove one of the two',
    },
  ];
}

function rayTooOld(what: string, got: unknown, { rayVersion, least }: { rayVersion: unknown; least: string }): Complaint {
  return { what, got, because: `it needs Ray ${least}, and rayVersion is ${rayVersion}`, fix: `use Ray ${least} or newer, or remove it` };
}

/** KubeRay compares the numbers alone. */
function isAtLeast(rayVersion: unknown, least: string): boolean {
  const numbers = (text: unknown) => `${text}`.split('.').map((part) => Number.parseInt(part, 10));
  const wanted = numbers(least);
  const first =
    numbers(rayVersion)
      .map((number, index) => number - (wanted[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0;
  return first >= 0;
}
