import { KubeRbacProxyPaths } from '../../../lib/access/kube-rbac-proxy/paths';

/** Go's `path.Match`, for patterns of `*` and literal characters: `*` is any characters but '/'. */
function lets(paths: KubeRbacProxyPaths, path: string): boolean {
  return paths._patterns.some((pattern) => {
    const literals = pattern.split('*').map((literal) => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return new RegExp(`^${literals.join('[^/]*')}$`).test(path);
  });
}

/** What the dashboard of Ray 2.58 and the clients of its APIs ask for. */
const NEEDED = [
  '/',
  '/favicon.ico',
  '/static/js/main.2dfa88bd.js',
  '/static/css/main.ec1426f1.css',
  '/static/media/roboto.c20d916c.woff',
  '/timezone',
  '/usage_stats_enabled',
  '/cluster_id',
  '/nodes',
  '/nodes/9cf4',
  '/logical/actors',
  '/logical/actors/1d2e',
  '/events',
  '/api/version',
  '/api/gcs_healthz',
  '/api/cluster_status',
  '/api/component_activities',
  '/api/authentication_mode',
  '/api/authenticate',
  '/api/grafana_health',
  '/api/jobs/',
  '/api/jobs/raysubmit_1',
  '/api/jobs/raysubmit_1/stop',
  '/api/jobs/raysubmit_1/logs',
  '/api/jobs/raysubmit_1/logs/tail',
  '/api/packages/gcs/_ray_pkg_1.zip',
  '/api/v0/tasks',
  '/api/v0/tasks/summarize',
  '/api/v0/logs/file',
  '/api/serve/applications/',
  '/api/ray/version',
  '/api/train/v2/runs',
  '/api/train/v2/runs/v1',
  '/api/data/datasets/01000000',
  '/api/prometheus/sd',
  '/api/task_events/query',
];

const PROFILERS = [
  '/worker/traceback',
  '/worker/cpu_profile',
  '/worker/gpu_profile',
  '/task/traceback',
  '/task/cpu_profile',
  '/memory_profile',
];

/** What changes something by GET, fetches what it is told to, or is none of the dashboard's. */
const CLOSED = [
  '/api/actors/kill',
  '/log_proxy',
  '/logs/session.log',
  '/api/job_agent/jobs/',
  '/metrics',
  '/unheard/of',
  '/api/jobs/1/logs/other',
];

test.each(NEEDED)('dashboard() lets %s through', (path) => expect(lets(KubeRbacProxyPaths.dashboard(), path)).toBe(true));

test.each([...CLOSED, ...PROFILERS])('dashboard() does not let %s through', (path) => {
  expect(lets(KubeRbacProxyPaths.dashboard(), path)).toBe(false);
});

test.each([...NEEDED, ...PROFILERS])('withProfiling() lets %s through', (path) => {
  expect(lets(KubeRbacProxyPaths.withProfiling(), path)).toBe(true);
});

test.each(CLOSED)('withProfiling() does not let %s through', (path) => expect(lets(KubeRbacProxyPaths.withProfiling(), path)).toBe(false));

test('of() lets through what it is given, and keeps it when the list changes', () => {
  const patterns = ['/api/jobs/*'];
  const paths = KubeRbacProxyPaths.of(patterns);
  patterns.push('/*');
  expect(paths._patterns).toEqual(['/api/jobs/*']);
});
