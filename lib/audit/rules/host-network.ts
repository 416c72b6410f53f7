import { type Rule, Severity } from '../rule';

export const hostNetwork: Rule = {
  id: 'host-network',
  title: "Ray listens in the node's network",
  why: "With `hostNetwork` every port of Ray is open on the node's own address, and network policies do not apply to the pod.",
  fix: 'Remove `hostNetwork`; where the network of the node is needed for speed, close its ports with a firewall.',
  source: 'Kubernetes, "Network Policies": pods with hostNetwork',
  severity: Severity.WARNING,
  check: (set) =>
    set.rayNodes
      .filter(({ spec }) => spec.hostNetwork === true)
      .map(({ manifest, specPath, title }) => ({
        manifest,
        path: `${specPath}.hostNetwork`,
        message: `the ${title} uses the network of its node`,
      })),
};
