import { goDurationMilliseconds } from '../../refusals/cert-manager/durations';
import { text } from '../model/json';
import { leafCertificates } from '../questions/leaf';
import { type Complaint, type Rule, Severity } from '../rule';

const HOUR = 3_600_000;
const SHORTEST_HOURS = 24;

export const leafTooShort: Rule = {
  id: 'leaf-too-short',
  title: "A Ray pod's leaf is valid for less than a day",
  why: 'Ray reads its certificate once, when it starts. A pod that outlives it is refused by every peer that it meets anew, so pods have to be replaced more often than the leaf lives, and hourly replacement loses work.',
  fix: 'Let the leaf live longer than its pod: at least 24 hours, and longer than the interval at which pods are replaced.',
  source: 'ray-project/ray#65365: no reload of certificates',
  severity: Severity.WARNING,
  check: (set) => [
    ...leafCertificates(set).flatMap(({ certificate }) => {
      const duration = text(certificate.spec.duration);
      return duration === undefined ? [] : complaintAbout(certificate, 'spec.duration', duration, goDurationMilliseconds(duration));
    }),
    ...set.rayNodes.flatMap((pod) =>
      pod.initContainers.flatMap((container) => {
        const seconds = container.env.get('LEAF_SECONDS');
        const place = `${container.path}.env`;
        return seconds === undefined ? [] : complaintAbout(pod.manifest, place, `${seconds}s`, Number(seconds) * 1000);
      }),
    ),
  ],
};

function complaintAbout(manifest: Complaint['manifest'], path: string, duration: string, milliseconds: number | undefined): Complaint[] {
  if (milliseconds === undefined || !(milliseconds < SHORTEST_HOURS * HOUR)) return [];
  return [{ manifest, path, message: `the leaf lives ${duration}, less than ${SHORTEST_HOURS} h` }];
}
