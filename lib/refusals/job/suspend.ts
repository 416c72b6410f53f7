import { invalid } from '../invalid';

/** Refuses a suspended job whose cluster KubeRay would not take away (`ValidateRayJobSpec` of v1.7.0). */
export function requireSuspendable(constructPath: string, suspend: boolean | undefined, shutsDown: boolean): void {
  if (suspend !== true || shutsDown) return;
  throw invalid(constructPath, {
    what: 'suspend',
    got: true,
    because: 'KubeRay suspends those jobs alone whose cluster it deletes after the job',
    fix: 'pass deletion: RayJobDeletion.cluster()',
  });
}
