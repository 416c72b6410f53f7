import { closest } from '../../refusals/fields/closest';
import { type Rule, Severity } from '../rule';
import { SUPPRESS_ANNOTATION, suppressionsOf } from '../suppression';

export const suppressionOfUnknownRule: Rule = {
  id: 'suppression-of-unknown-rule',
  title: 'A suppression names a rule that does not exist',
  why: 'It suppresses nothing: the rule that was meant counts as before, or no longer exists.',
  fix: 'Write the ID as the report writes it, or remove the line. This rule cannot be suppressed.',
  source: 'This library',
  severity: Severity.WARNING,
  check: (set) => {
    const known = set.context.ruleIds ?? [];
    return set.manifests.flatMap((manifest) =>
      suppressionsOf(manifest)
        .filter(({ ruleId }) => known.length > 0 && !known.includes(ruleId))
        .map(({ ruleId }) => {
          const close = closest(ruleId, known);
          const message = `the rule '${ruleId}' is not known${close === undefined ? '' : `; '${close}' is`}`;
          return { manifest, path: `metadata.annotations['${SUPPRESS_ANNOTATION}']`, message };
        }),
    );
  },
};
