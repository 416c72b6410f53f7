import { TLS_FILES, TLS_SWITCH } from '../../facts/tls-variables';
import { type Rule, Severity } from '../rule';

export const tlsVariablesIncomplete: Rule = {
  id: 'tls-variables-incomplete',
  title: 'Some of the four TLS variables are missing',
  why: 'With `RAY_USE_TLS` alone Ray stops at start, as it finds no certificate; with the other three alone it speaks plain text, and nothing tells of it.',
  fix: 'Set RAY_USE_TLS=1, RAY_TLS_SERVER_CERT, RAY_TLS_SERVER_KEY and RAY_TLS_CA_CERT together.',
  source: 'Ray, "TLS authentication"; `python/ray/_private/tls_utils.py` of Ray 2.58',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      pod.rayContainers.flatMap((container) => {
        // What comes by envFrom is not written in the pod, and what the command sets is not under `env`: other rules look at that.
        if (Array.isArray(container.json.envFrom) || container.mayUseTls || container.setting(TLS_SWITCH).inCommand) return [];
        const given = TLS_FILES.filter((name) => container.env.has(name));
        const missing = TLS_FILES.filter((name) => !container.env.has(name));
        const place = { manifest: pod.manifest, path: `${container.path}.env` };
        if (container.usesTls && missing.length > 0) return [{ ...place, message: `${TLS_SWITCH} is set, and ${missing.join(', ')} not` }];
        if (!container.usesTls && given.length > 0) return [{ ...place, message: `${given.join(', ')} set, and ${TLS_SWITCH} is not '1'` }];
        return [];
      }),
    ),
};
