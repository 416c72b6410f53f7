import { checkArguments } from '../../refusals/api/arguments';

/**
 * What Ray's dashboard serves by GET without changing anything, and its whole Jobs, Serve and task event API, as patterns in which `*`
 * stands for the rest of one segment (Go's `path.Match`). From the routes of Ray 2.9 to 2.58, so that a route of a later Ray is
 * closed until it is looked at.
 */
const DASHBOARD = [
  '/',
  '/favicon.ico',
  '/static/*/*',
  '/timezone',
  '/usage_stats_enabled',
  '/cluster_id',
  '/nodes',
  '/nodes/*',
  '/logical/actors',
  '/logical/actors/*',
  '/events',
];

const API = [
  '/api/*',
  '/api/jobs/*',
  '/api/jobs/*/*',
  '/api/jobs/*/logs/tail',
  '/api/packages/*/*',
  '/api/v0/*',
  '/api/v0/*/*',
  '/api/serve/applications/',
  '/api/serve/applications/*',
  '/api/v1/applications/*/deployments/*/scale',
  '/api/task_events/*',
  '/api/train/*/*',
  '/api/train/*/*/*',
  '/api/data/*/*',
  '/api/prometheus/*',
  '/api/ray/*',
];

/** Each attaches a profiler to a process of whoever runs code in the cluster. */
const PROFILING = ['/worker/*', '/task/*', '/memory_profile'];

/** Which paths of the dashboard a kube-rbac-proxy lets through; to all others it answers 404. */
export class KubeRbacProxyPaths {
  /**
   * The dashboard, and the APIs of jobs, state, Serve, Train and data; not what changes something by GET, by which `RayAccess.READ_ONLY`
   * would be more than that: killing actors (`/api/actors/kill`, which older Rays have) and profiling.
   */
  public static dashboard(): KubeRbacProxyPaths {
    return new KubeRbacProxyPaths([...DASHBOARD, ...API]);
  }

  /**
   * As `dashboard()`, and the profilers, which whoever may read can then attach to any worker, and so slow it down or stop it. Ray 2.58 has
   * them off unless `RAY_DASHBOARD_ENABLE_PROFILING=1` is set in the head.
   */
  public static withProfiling(): KubeRbacProxyPaths {
    return new KubeRbacProxyPaths([...DASHBOARD, ...API, ...PROFILING]);
  }

  /**
   * The paths that match one of these patterns, in which `*` stands for any characters but `/` (Go's `path.Match`).
   *
   * Whoever has `RayAccess.READ_ONLY` may GET all of them, so leave out what changes something.
   */
  public static of(patterns: string[]): KubeRbacProxyPaths {
    return new KubeRbacProxyPaths([...patterns]);
  }

  /** @internal */
  public readonly _patterns: readonly string[];

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isKubeRbacProxyPaths: boolean = true;

  private constructor(patterns: readonly string[]) {
    this._patterns = patterns;
  }
}

checkArguments('KubeRbacProxyPaths', KubeRbacProxyPaths);
