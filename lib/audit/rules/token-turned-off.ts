import type { Container } from '../model/container';
import { type Rule, Severity } from '../rule';

const MODE = 'RAY_AUTH_MODE';

export const tokenTurnedOff: Rule = {
  id: 'token-turned-off',
  title: 'A Ray container turns token authentication off',
  why: `KubeRay leaves a ${MODE} alone that the container has already, so this process asks nobody for a token, whatever \`authOptions\` says.`,
  fix: `Remove ${MODE} from the container and its command: KubeRay sets it.`,
  source: 'KubeRay v1.7.0, `configureTokenAuth` in `ray-operator/controllers/ray/common/pod.go`',
  severity: Severity.ERROR,
  check: (set) =>
    set.clusters
      .filter(({ asksForToken }) => asksForToken)
      .flatMap(({ rayPods }) => rayPods)
      .flatMap((pod) =>
        pod.rayContainers.filter(isTurnedOff).map((container) => ({
          manifest: pod.manifest,
          path: `${container.path}.env`,
          message: `${MODE} is '${container.setting(MODE).value}' for the ${pod.title}, and authOptions ask for a token`,
        })),
      ),
};

function isTurnedOff(container: Container): boolean {
  const { value } = container.setting(MODE);
  return value !== undefined && value.toLowerCase() !== 'token';
}
