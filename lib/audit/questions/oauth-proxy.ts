import type { Container } from '../model/container';
import type { Pod } from '../model/pod';
import { HARMLESS_PATH, imageName } from './rbac-proxy';

/** oauth2-proxy, and OpenShift's oauth-proxy. */
const IMAGE = /^(?:ose-|origin-)?oauth2?-proxy(?:-rhel\d+)?$/;
const FLAGS = ['skip-auth-regex', 'skip-auth-route', 'bypass-auth-for'];
const VARIABLES = ['OAUTH2_PROXY_SKIP_AUTH_ROUTES', 'OAUTH2_PROXY_SKIP_AUTH_REGEX'];

/** Why requests get through an OAuth proxy in a pod without being asked; empty if none do. */
export function oauthGapsOf(pod: Pod): readonly { readonly path: string; readonly why: string }[] {
  return pod.containers.filter((container) => IMAGE.test(imageName(container))).flatMap(gapsOf);
}

function gapsOf(container: Container): { readonly path: string; readonly why: string }[] {
  const byFlags = FLAGS.flatMap((flag) =>
    openIn(container.flags(flag)).map((paths) => ({ path: `${container.path}.args`, why: `--${flag} lets ${paths} through` })),
  );
  const byVariables = VARIABLES.flatMap((name) =>
    openIn([container.env.get(name) ?? '']).map((paths) => ({ path: `${container.path}.env`, why: `${name} lets ${paths} through` })),
  );
  return [...byFlags, ...byVariables].map(({ path, why }) => ({ path, why: `${why} without asking who it is` }));
}

/** The patterns that are for more than health: `^/healthz$`, `GET=^/metrics`. */
function openIn(values: readonly string[]): string[] {
  const patterns = values.flatMap((value) => value.split(',')).filter((pattern) => pattern !== '');
  const isHarmless = (pattern: string) => HARMLESS_PATH.test(pattern.replace(/^[A-Z]+!?=/, '').replace(/^\^|\$$/g, ''));
  const open = patterns.filter((pattern) => !isHarmless(pattern));
  return open.length === 0 ? [] : [open.join(', ')];
}
