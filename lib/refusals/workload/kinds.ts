import { type KindOfObject, type TemplatePath, templatePathFrom, templatePathsOf } from '../../facts/pod-templates';
import { invalid } from '../invalid';

/** Where a workload has the templates of its pods: where it is said, else by its kind. Refuses what is no workload. */
export function podTemplatePaths(
  constructPath: string,
  workload: KindOfObject & { readonly name: string },
  given?: string,
): readonly TemplatePath[] {
  const { apiGroup, kind, name } = workload;
  if (given !== undefined) return [requirePath(constructPath, given)];
  const paths = templatePathsOf(workload);
  if (paths !== undefined) return paths;
  throw invalid(constructPath, {
    what: 'workload',
    got: `${kind} '${name}' of ${apiGroup}`,
    because: 'nobody has said where a workload of this kind has its pod template',
    fix:
      apiGroup === 'ray.io'
        ? `use RayTls${kind.replace(/^Ray/, '')}, which gives its pods their identity`
        : "say where it has its pod template: podTemplatePath: 'spec.template'",
  });
}

/** Refuses a workload without a template of pods where it should be. */
export function requireTemplates(constructPath: string, place: string, found: readonly { readonly template: any }[], given?: string): void {
  const isWhole =
    found.length > 0 && found.every(({ template }) => Array.isArray(template.spec?.containers) && template.spec.containers.length > 0);
  if (isWhole) return;
  const isSpec = found.some(({ template }) => Array.isArray(template.containers));
  throw invalid(constructPath, {
    what: given === undefined ? place : 'podTemplatePath',
    ...(given === undefined ? {} : { got: given }),
    because: isSpec ? 'it leads to the spec of pods, and a pod template has that under spec' : 'there is no pod template with containers',
    fix: isSpec ? "leave '.spec' at its end out" : 'pass a workload that is made, with at least one container',
  });
}

function requirePath(constructPath: string, given: string): TemplatePath {
  const path = templatePathFrom(given);
  if (path !== undefined) return path;
  throw invalid(constructPath, {
    what: 'podTemplatePath',
    got: given,
    because: 'it is no path of fields',
    fix: "write it as in 'spec.template', and * for each item: 'spec.tasks[*].template'",
  });
}
