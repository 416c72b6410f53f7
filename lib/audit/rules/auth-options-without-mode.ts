import { isObject, text } from '../model/json';
import { type Rule, Severity } from '../rule';

export const authOptionsWithoutMode: Rule = {
  id: 'auth-options-without-mode',
  title: 'authOptions without a mode',
  why: 'KubeRay leaves authentication off unless `mode` is `token`, whatever else stands in `authOptions`: the cluster looks guarded and is open.',
  fix: 'Write `mode: token`; or `mode: disabled`, to say that it is meant.',
  source: 'KubeRay v1.7.0, `IsAuthEnabled`',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters.flatMap(({ manifest, path, spec }) => {
      if (!isObject(spec.authOptions) || text(spec.authOptions.mode)) return [];
      return [{ manifest, path: `${path}.authOptions`, message: 'there is no mode, so Ray asks nobody for a token' }];
    }),
};
