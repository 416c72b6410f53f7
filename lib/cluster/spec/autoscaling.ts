import type { Duration } from 'cdk8s';
import type { PlainObject } from '../../kubernetes/plain-json';
import type { RayPodSecurity } from '../../kubernetes/pod-security';
import type { RayPod } from '../../kubernetes/ray-pod';
import { secureContainer } from '../../kubernetes/secure-container';
import { requireOneUser } from '../../refusals/cluster/one-user';
import { invalid } from '../../refusals/invalid';

/** In-tree autoscaling: Ray's own autoscaler, as a sidecar of the head, adds and removes workers. */
export interface RayAutoscaling {
  /**
   * How long a worker is idle before it is removed, in whole seconds.
   *
   * @default Duration.seconds(60)
   */
  readonly idleTimeout?: Duration;

  /**
   * Everything else, in the form of KubeRay's `autoscalerOptions`: `{ version, upscalingMode, resources, image, env, ... }`.
   *
   * @default - KubeRay's
   */
  readonly options?: any;
}

const OWNER = "RayTlsCluster's autoscaling";
const TOKEN_VOLUME = 'ray-autoscaler-token';
const TOKEN_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/**
 * Turns on autoscaling in a RayCluster spec, where the prop or the spec itself says so; returns KubeRay's options.
 *
 * @param given a copy of the prop's own options
 */
export function configureAutoscaling(
  constructPath: string,
  spec: PlainObject,
  autoscaling: RayAutoscaling | undefined,
  given: PlainObject,
): PlainObject | undefined {
  if (autoscaling !== undefined) {
    spec.enableInTreeAutoscaling = true;
    const idleTimeoutSeconds = autoscaling.idleTimeout?.toSeconds();
    if (given.idleTimeoutSeconds !== undefined && idleTimeoutSeconds !== undefined) {
      throw invalid(constructPath, {
        what: 'autoscaling.options.idleTimeoutSeconds',
        got: given.idleTimeoutSeconds,
        because: 'autoscaling.idleTimeout says it too',
        fix: 'remove one of the two',
      });
    }
    spec.autoscalerOptions = { ...spec.autoscalerOptions, ...given, ...(idleTimeoutSeconds === undefined ? {} : { idleTimeoutSeconds }) };
  }
  if (spec.enableInTreeAutoscaling !== true) return undefined;
  spec.autoscalerOptions ??= {};
  return spec.autoscalerOptions;
}

/** Runs the autoscaler as the user of the head's Ray container, the only one that can read their private key. */
export function secureAutoscaler(constructPath: string, security: RayPodSecurity, headSpec: PlainObject, options: PlainObject): void {
  const { runAsUser, runAsGroup, runAsNonRoot }: PlainObject = headSpec.containers[0].securityContext ?? {};
  const inherited = Object.entries({ runAsUser, runAsGroup, runAsNonRoot }).filter(([, value]) => value !== undefined);
  const context = { ...Object.fromEntries(inherited), ...options.securityContext };
  if (Object.keys(context).length > 0) options.securityContext = context;
  secureContainer(security, headSpec, options);
  requireOneUser(constructPath, headSpec, options);
}

/**
 * Gives the autoscaler's container, and no other of the head, the token by which it asks the API server for workers.
 * Whoever could read it from the Ray container could make pods.
 */
export function mountAutoscalerToken(head: RayPod): void {
  head._addVolume(
    {
      name: TOKEN_VOLUME,
      projected: {
        sources: [
          // 3607 s is what automounted tokens have. API servers honour just this lifetime for a year (while they warn),
          // for clients that read the file once, as older Ray does.
          { serviceAccountToken: { path: 'token', expirationSeconds: 3607 } },
          { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
          { downwardAPI: { items: [{ path: 'namespace', fieldRef: { fieldPath: 'metadata.namespace' } }] } },
        ],
      },
    },
    OWNER,
  );
  head._addToCompanions({ volumeMounts: [{ name: TOKEN_VOLUME, mountPath: TOKEN_DIR, readOnly: true }] }, OWNER);
}
