import { TLS_SWITCH, TLS_VARIABLES } from '../../facts/tls-variables';
import type { Container } from '../model/container';
import type { Pod } from '../model/pod';
import { type Rule, Severity } from '../rule';

export const tlsTurnedOff: Rule = {
  id: 'tls-turned-off',
  title: 'The command of a Ray pod turns TLS off',
  why: 'A variable that the command sets counts before the one under `env`: Ray speaks plain text, and the manifest looks as if it did not.',
  fix: `Remove the assignment of ${TLS_SWITCH} from the command or the script.`,
  source: 'Ray reads its variables when it starts; KubeRay v1.7.0 runs `command` and `args` of the Ray container before `ray start`',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      pod.rayContainers
        .filter((container) => isMeant(pod, container) && isTurnedOff(container))
        .map((container) => ({
          manifest: pod.manifest,
          path: commandPath(container),
          message: `the command of the ${pod.title} sets ${TLS_SWITCH} to '${container.setting(TLS_SWITCH).value}'`,
        })),
    ),
};

function isMeant(pod: Pod, container: Container): boolean {
  return pod.cluster?.hasTlsOptions === true || TLS_VARIABLES.some((name) => container.env.has(name));
}

function isTurnedOff(container: Container): boolean {
  const { inCommand, isUnknown } = container.setting(TLS_SWITCH);
  return inCommand && !isUnknown && !container.usesTls;
}

/** The field with the program: `args` where the command is a shell, as it is with KubeRay. */
export function commandPath({ json, path }: Container): string {
  return `${path}.${Array.isArray(json.args) && json.args.length > 0 ? 'args' : 'command'}`;
}
