import { type Rule, Severity } from '../rule';

export const sharedProcessNamespace: Rule = {
  id: 'shared-process-namespace',
  title: 'Ray shares its processes with other containers',
  why: "With `shareProcessNamespace` the code that Ray runs finds the other containers' processes under /proc, with their variables and, as the same user, their files: tokens and keys that are mounted into them alone.",
  fix: 'Remove `shareProcessNamespace`, or move the other containers into a pod of their own.',
  source: 'Kubernetes, "Share Process Namespace between Containers in a Pod"',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes
      .filter(
        ({ spec, containers, rayContainers }) => spec.shareProcessNamespace === true && new Set([...containers, ...rayContainers]).size > 1,
      )
      .map(({ manifest, specPath, title }) => ({
        manifest,
        path: `${specPath}.shareProcessNamespace`,
        message: `Ray in the ${title} sees the processes of its other containers`,
      })),
};
