import { type Rule, Severity } from '../rule';
import { SUPPRESS_ANNOTATION, suppressionsOf } from '../suppression';

export const suppressionWithoutReason: Rule = {
  id: 'suppression-without-reason',
  title: 'A rule is suppressed, and nobody says why',
  why: 'A year later nobody knows whether the reason still holds. Without one the rule counts as before, and this one cannot be suppressed.',
  fix: `Write \`${SUPPRESS_ANNOTATION}: "<rule-id>: <reason>"\`, a line for each rule.`,
  source: 'This library',
  severity: Severity.ERROR,
  check: (set) =>
    set.manifests.flatMap((manifest) =>
      suppressionsOf(manifest)
        .filter(({ reason }) => reason === '')
        .map(({ ruleId }) => ({
          manifest,
          path: `metadata.annotations['${SUPPRESS_ANNOTATION}']`,
          message: `'${ruleId}' is suppressed without a reason`,
        })),
    ),
};
