import { kubeRaySince } from '../../facts/kuberay-types';
import { invalid } from '../invalid';
import { requireKubeRayHas } from './kuberay-field';

/** A rule as KubeRay has it. */
export interface DeletionRule {
  readonly policy: string;
  readonly condition: { readonly jobStatus?: string; readonly jobDeploymentStatus?: string; readonly ttlSeconds: number };
}

/** What is smaller goes first. */
const ORDER = ['DeleteWorkers', 'DeleteCluster', 'DeleteSelf'];

/** Refuses rules that KubeRay would refuse (`validateDeletionRules` of v1.7.0). */
export function requireDeletionRules(
  constructPath: string,
  rules: readonly DeletionRule[],
  job: { readonly kubeRayVersion: string; readonly autoscaling: boolean },
): void {
  if (rules.length === 0) {
    throw invalid(constructPath, {
      what: 'deletion.rules',
      got: [],
      because: 'KubeRay refuses an empty list',
      fix: 'write a rule, or leave the deletion out: then the cluster stays',
    });
  }
  rules.forEach((rule, index) => {
    const place = `deletion.rules[${index}]`;
    if (rule.condition.jobDeploymentStatus !== undefined) {
      const since = kubeRaySince('RayJob', 'spec.deletionStrategy.deletionRules.condition.jobDeploymentStatus');
      requireKubeRayHas(constructPath, `${place}.outcome`, 'RayJobOutcome.GIVEN_UP', job.kubeRayVersion, since);
    }
    if (rule.policy === 'DeleteWorkers' && job.autoscaling) {
      throw invalid(constructPath, {
        what: `${place}.target`,
        got: rule.policy,
        because: 'KubeRay cannot suspend worker groups under autoscaling, which is how it deletes the workers',
        fix: 'delete the cluster, or turn autoscaling off',
      });
    }
    requireOrder(constructPath, place, rule, rules.slice(0, index));
  });
}

function requireOrder(constructPath: string, place: string, rule: DeletionRule, earlier: readonly DeletionRule[]): void {
  for (const other of earlier.filter((each) => outcomeOf(each) === outcomeOf(rule))) {
    if (other.policy === rule.policy) {
      throw invalid(constructPath, {
        what: place,
        got: `${rule.policy} after ${outcomeOf(rule)}`,
        because: 'an earlier rule says the same, perhaps with another delay',
        fix: 'leave one of the two out',
      });
    }
    const [first, second] = [other, rule].sort((a, b) => ORDER.indexOf(a.policy) - ORDER.indexOf(b.policy));
    if (ORDER.includes(first.policy) && first.condition.ttlSeconds > second.condition.ttlSeconds) {
      throw invalid(constructPath, {
        what: place,
        got: `${first.policy} after ${first.condition.ttlSeconds} s, ${second.policy} after ${second.condition.ttlSeconds} s`,
        because: 'what belongs to something larger has to be deleted before it: workers, then the cluster, then the job',
        fix: 'turn the two delays round',
      });
    }
  }
}

function outcomeOf({ condition }: DeletionRule): string {
  return condition.jobStatus ?? `deployment ${condition.jobDeploymentStatus}`;
}
