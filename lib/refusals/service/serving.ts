import { invalid } from '../invalid';

type Json = { readonly [key: string]: any };

const SERVE_PORT = 8000;

/** What of a RayService decides whether KubeRay finds out that it serves. */
export interface Serving {
  readonly clusterSpec: Json;
  /** Serve's own HTTP options, where they are known. */
  readonly httpOptions?: Json;
  readonly hasServeService: boolean;
  readonly excludesHead: boolean;
}

/**
 * Refuses a RayService that KubeRay would never find serving. It looks for Serve where the first container declares a port named `serve`,
 * on 8000 where it declares none, and asks `/-/healthz` there in plain HTTP: the operator on the head, KubeRay's readiness probe on workers
 * (v1.7.0).
 */
export function requireFindableServe(constructPath: string, serving: Serving): void {
  const { clusterSpec, httpOptions, hasServeService, excludesHead } = serving;
  const { headGroupSpec, workerGroupSpecs } = clusterSpec;
  if (headGroupSpec.headService?.metadata?.name !== undefined) {
    throw invalid(constructPath, {
      what: 'baseSpec.headGroupSpec.headService.metadata.name',
      got: headGroupSpec.headService.metadata.name,
      because: 'two clusters run during an upgrade, and KubeRay refuses one name for the Services of both',
      fix: 'remove it',
    });
  }
  requireServePort(constructPath, headGroupSpec, hasServeService);
  if (httpOptions === undefined) return;
  requireSamePort(constructPath, [headGroupSpec, ...workerGroupSpecs], httpOptions.port ?? SERVE_PORT);
  if (httpOptions.ssl_certfile !== undefined) requireOwnChecks(constructPath, workerGroupSpecs, excludesHead);
}

function requireServePort(constructPath: string, headGroupSpec: Json, hasServeService: boolean): void {
  const ports = portsOf(headGroupSpec);
  // Where the container declares none at all, KubeRay takes Ray's own ports.
  if (hasServeService || ports.length === 0 || ports.some(({ name }) => name === 'serve' || name?.startsWith('serve-'))) return;
  throw invalid(constructPath, {
    what: "the port 'serve' of the head's first container",
    got: undefined,
    because: 'the container declares other ports, and KubeRay makes the serve service from those named serve or serve-*',
    fix: `declare { name: 'serve', containerPort: ${SERVE_PORT} } there`,
  });
}

function requireSamePort(constructPath: string, groups: readonly Json[], wanted: unknown): void {
  for (const group of groups) {
    const found = portsOf(group).find(({ name }) => name === 'serve')?.containerPort ?? SERVE_PORT;
    if (found === wanted) continue;
    throw invalid(constructPath, {
      what: `the port 'serve' of the first container of ${group.groupName === undefined ? 'the head' : `'${group.groupName}'`}`,
      got: found,
      because: `Serve listens on ${wanted}, and KubeRay would look for it on ${found}`,
      fix: `declare { name: 'serve', containerPort: ${wanted} } there, on the head beside { name: 'dashboard', containerPort: 8265 }`,
    });
  }
}

function requireOwnChecks(constructPath: string, workerGroups: readonly Json[], excludesHead: boolean): void {
  const because = 'Serve speaks HTTPS, and KubeRay asks in plain HTTP whether it is well: it would never be sent a request';
  if (!excludesHead) {
    throw invalid(constructPath, {
      what: 'serveConfig: httpOptions.ssl_certfile',
      because: `${because} on the head`,
      fix: 'set excludeHeadFromServing: true, or have an Ingress speak HTTPS',
    });
  }
  const blind = workerGroups.find((group) => rayContainer(group).readinessProbe === undefined);
  if (blind === undefined) return;
  throw invalid(constructPath, {
    what: 'serveConfig: httpOptions.ssl_certfile',
    because: `${because} on the workers of '${blind.groupName}'`,
    fix: "give their Ray container a readinessProbe of its own, { httpGet: { path: '/-/healthz', port, scheme: 'HTTPS' } }, or have an Ingress speak HTTPS",
  });
}

function portsOf(group: Json): Json[] {
  return rayContainer(group).ports ?? [];
}

function rayContainer(group: Json): Json {
  return group.template.spec.containers[0];
}
