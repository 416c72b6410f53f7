import { ApiObject, App, Chart } from 'cdk8s';
import { CertManagerIssuer } from '../../lib/ca/cert-manager/issuer';
import { RayTlsCa } from '../../lib/ca/ray-tls-ca';
import { RayTlsCluster } from '../../lib/cluster/ray-tls-cluster';
import { RayTls } from '../../lib/identity/ray-tls';

const RAY_VERSION = '2.58.0';
const RESOURCES = { requests: { cpu: '50m', memory: '512Mi' }, limits: { cpu: '1', memory: '2Gi' } };
const GROUP = { rayStartParams: { 'num-cpus': '1', 'object-store-memory': '100000000' }, resources: RESOURCES };
const WORKERS = { groupName: 'cpu', replicas: 0, minReplicas: 0, maxReplicas: 1 };

/** A cluster without workers for each way, all alike but for how they are secured. `plaintext` is KubeRay's own default. */
export function clustersToCompare(namespace: string): App {
  const app = new App();
  const chart = new Chart(app, 'bench', { namespace });
  const ways = {
    'signed-by': RayTls.signedBy(new RayTlsCa(chart, 'ca')),
    'issued-by': RayTls.issuedBy(new CertManagerIssuer(chart, 'issuer')),
    'tls-options': RayTls.managedByKubeRay(),
  };
  for (const [name, tls] of Object.entries(ways)) {
    new RayTlsCluster(chart, name, {
      tls,
      rayVersion: RAY_VERSION,
      kubeRayVersion: '1.7',
      metadata: { name },
      head: GROUP,
      workerGroups: [{ ...WORKERS, ...GROUP }],
    });
  }
  plaintext(chart);
  return app;
}

function plaintext(chart: Chart): void {
  const { rayStartParams } = GROUP;
  const template = (name: string) => ({ spec: { containers: [{ name, image: `rayproject/ray:${RAY_VERSION}`, resources: RESOURCES }] } });
  new ApiObject(chart, 'plaintext', {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name: 'plaintext' },
    spec: {
      rayVersion: RAY_VERSION,
      headGroupSpec: { rayStartParams, template: template('ray-head') },
      workerGroupSpecs: [{ ...WORKERS, rayStartParams, template: template('ray-worker') }],
    },
  });
}
