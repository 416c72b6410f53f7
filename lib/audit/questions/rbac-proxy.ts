import { isLoopback } from '../../facts/ray-listeners';
import type { Container } from '../model/container';
import type { Pod } from '../model/pod';

/** Servers that are something else, whatever their container is called. */
const OTHER_SERVERS =
  /^(?:nginx.*|openresty|httpd|apache.*|caddy|haproxy.*|envoy.*|traefik|squid|socat|busybox|alpine|debian|ubuntu|python|ray.*|oauth2?-proxy)$/;
/** Of the project itself, of OpenShift (`ose-`, `origin-`), and mirrors of them. */
const PROXY_IMAGE = /^(?:ose-|origin-|bitnami-)?kube-rbac-proxy(?:-rhel\d+|-fips)?$/;
/** Paths that show health or numbers and nothing else. */
export const HARMLESS_PATH =
  /^\/(?:healthz|livez|readyz|metrics|-\/healthz|favicon\.ico|api\/(?:healthz|gcs_healthz|local_raylet_healthz|version))\/?$/;

/** An address on which a proxy listens. */
export interface ProxyAddress {
  readonly port: string;
  readonly isLocal: boolean;
  readonly hasTls: boolean;
}

/** A container of a pod that is, or seems to be, a kube-rbac-proxy. */
export interface RbacProxy {
  readonly container: Container;
  readonly addresses: readonly ProxyAddress[];
  /** Why requests get through it without being asked; empty if none do. */
  readonly gaps: readonly { readonly path: string; readonly why: string }[];
}

const known = new WeakMap<Pod, RbacProxy | undefined>();

/** The kube-rbac-proxy before the dashboard of a pod, if one stands there. */
export function rbacProxyOf(pod: Pod): RbacProxy | undefined {
  if (!known.has(pod)) known.set(pod, find(pod));
  return known.get(pod);
}

function find(pod: Pod): RbacProxy | undefined {
  const container = pod.containers.find(isRbacProxy) ?? pod.containers.find(({ name }) => name === 'kube-rbac-proxy');
  if (container === undefined) return undefined;
  return { container, addresses: addressesOf(container), gaps: gapsOf(container) };
}

/** By its image; a mirror may have another name, and then the flags tell. */
function isRbacProxy(container: Container): boolean {
  const image = imageName(container);
  if (PROXY_IMAGE.test(image)) return true;
  return container.name === 'kube-rbac-proxy' && !OTHER_SERVERS.test(image) && listens(container);
}

/** The last part of the name of an image, without tag and digest. */
export function imageName({ image }: Container): string {
  return image
    .replace(/@.*$/, '')
    .slice(image.lastIndexOf('/') + 1)
    .replace(/:.*$/, '');
}

function listens(container: Container): boolean {
  return ['secure-listen-address', 'insecure-listen-address'].some((flag) => container.flag(flag) !== undefined);
}

function addressesOf(container: Container): ProxyAddress[] {
  const listening = (flag: string, hasTls: boolean) => {
    const address = container.flag(flag);
    const port = /:(\d+)$/.exec(address ?? '')?.[1];
    const host = address?.slice(0, address.lastIndexOf(':')).replace(/^\[|\]$/g, '');
    return port === undefined ? [] : [{ port, isLocal: isLoopback(host), hasTls }];
  };
  return [...listening('secure-listen-address', true), ...listening('insecure-listen-address', false)];
}

function gapsOf(container: Container): RbacProxy['gaps'] {
  if (!isRbacProxy(container)) {
    const what = imageName(container) || 'no image';
    return [{ path: `${container.path}.image`, why: `the container is called kube-rbac-proxy and runs ${what}` }];
  }
  const ignored = container.flags('ignore-paths').flatMap((paths) => paths.split(',').map((path) => path.trim()));
  const open = [...new Set(ignored)].filter((path) => path !== '' && !HARMLESS_PATH.test(path));
  if (open.length === 0) return [];
  return [{ path: `${container.path}.args`, why: `--ignore-paths lets ${open.join(', ')} through without asking who it is` }];
}
