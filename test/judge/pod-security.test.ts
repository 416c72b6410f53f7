import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Chart } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import {
  KubeRbacProxyAuth,
  RayPodSecurity,
  RayServeConfig,
  RaySubmission,
  RayTlsAlerts,
  RayTlsCheck,
  RayTlsCluster,
  type RayTlsClusterProps,
  RayTlsJob,
  RayTlsRotation,
  RayTlsService,
  RayTokenAuth,
} from '../../lib';
import { synthExample } from '../support/example';
import { synth, testChart } from '../support/synth';
import { testForEachVersion } from './support/for-each-version';
import { judgePodSecurity } from './support/pod-security';
import { MODES, type Mode, tlsOf } from './support/trials';

const EXAMPLES = resolve(__dirname, '../../examples');
const names = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'main.ts')));
const ENTRYPOINT = 'python main.py';
const serveConfig = RayServeConfig.of({ applications: [{ name: 'a', importPath: 'a:b' }] });

/** Every construct that has pods, in one chart. */
function everything(chart: Chart, mode: Mode, props: Partial<RayTlsClusterProps> = {}): any[] {
  const tls = tlsOf(chart, mode);
  const common = { tls, autoscaling: {}, workerGroups: [{ groupName: 'cpu' }], ...props };
  const cluster = new RayTlsCluster(chart, 'cluster', common);
  new RayTokenAuth(chart, 'token', { cluster });
  if (mode === 'signedBy' || mode === 'issuedBy') {
    new KubeRbacProxyAuth(chart, 'proxy', { cluster });
    new RayTlsRotation(chart, 'rotation', { cluster });
    new RayTlsCheck(chart, 'check', { cluster });
    new RayTlsCheck(chart, 'nightly', { cluster, schedule: '@daily' });
    new RayTlsAlerts(chart, 'alerts', { cluster });
  }
  new RayTlsJob(chart, 'job', { ...common, entrypoint: ENTRYPOINT });
  new RayTlsService(chart, 'service', { ...common, serveConfig });
  return synth(chart);
}

describe('a namespace that enforces Pod Security restricted takes', () => {
  describe.each(names)('the example %s', (name) => {
    const manifests = Object.values(synthExample(join(EXAMPLES, name)));
    const objects = manifests.flatMap((text) => parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS()));

    testForEachVersion('every pod', (version) => {
      const { pods, refused } = judgePodSecurity(objects, version);
      // The application of this example is the user's, and shows that its pod stays as it is.
      expect(refused.filter((line) => !line.includes('django-web'))).toEqual([]);
      expect(pods).toBeGreaterThanOrEqual(2);
    });
  });

  describe.each(MODES.filter((mode) => mode !== 'managedByKubeRay'))('every construct with %s', (mode) => {
    testForEachVersion('every pod', (version) => {
      const { pods, refused } = judgePodSecurity(everything(testChart(), mode, { kubeRayVersion: version }), version);
      expect(refused).toEqual([]);
      expect(pods).toBeGreaterThanOrEqual(7);
    });

    testForEachVersion('every pod, where the platform assigns the user; and no container names one', (version) => {
      const objects = everything(testChart(), mode, { kubeRayVersion: version, podSecurity: RayPodSecurity.assignedUser() });
      expect(judgePodSecurity(objects, version).refused).toEqual([]);
      const ownCaJob = (kind: string) => kind === 'Job' && mode === 'signedBy';
      expect(
        objects.filter(({ kind }) => !ownCaJob(kind)).filter((object) => /"runAs(?:User|Group)"/.test(JSON.stringify(object))),
      ).toEqual([]);
    });
  });
});

describe('a namespace that enforces Pod Security restricted refuses', () => {
  testForEachVersion('what podSecurity leaves open', (version) => {
    const objects = everything(testChart(), 'issuedBy', { kubeRayVersion: version, podSecurity: RayPodSecurity.unrestricted() });
    const { refused } = judgePodSecurity(objects, version);
    for (const reason of ['allowPrivilegeEscalation != false', 'unrestricted capabilities', 'runAsNonRoot != true', 'seccompProfile']) {
      expect(refused.join('\n')).toContain(reason);
    }
    expect(refused.join('\n')).toContain('"autoscaler"');
    // What this library adds itself is hardened all the same.
    for (const own of ['ray-tls-leaf', 'kube-rbac-proxy', 'ray-tls-check', 'ray-tls-rotation', 'ray-tls-exporter']) {
      expect(refused.filter((line) => /escalation|capabilities/i.test(line)).join('\n')).not.toContain(`"${own}"`);
    }
  });

  testForEachVersion('the sidecar of SidecarMode, whose securityContext KubeRay offers no field for', (version) => {
    const chart = testChart();
    new RayTlsJob(chart, 'job', {
      tls: tlsOf(chart, 'issuedBy'),
      kubeRayVersion: version,
      entrypoint: ENTRYPOINT,
      submission: RaySubmission.sidecar(),
    });
    const { refused } = judgePodSecurity(synth(chart), version);
    expect(refused.join()).toContain('ray-job-submitter');
    expect(refused.join()).not.toContain('"ray-head"');
  });
});
