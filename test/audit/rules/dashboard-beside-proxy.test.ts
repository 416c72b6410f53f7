import { dashboardBesideProxy as rule } from '../../../lib/audit/rules/dashboard-beside-proxy';
import { complaints, headPod, proxy, rayCluster, rayDeployment } from './support';

const guarded = (params: object) =>
  complaints(rule, [
    rayCluster((spec) => {
      spec.headGroupSpec.rayStartParams = params;
      headPod(spec).containers.push(proxy('--secure-listen-address=:8443'));
    }),
  ]);
const HERE = 'RayCluster ray/training: spec.headGroupSpec.rayStartParams: the dashboard listens on';

test('compliant: the dashboard for the pod itself, or none, or no proxy', () => {
  expect(guarded({ 'dashboard-host': '127.0.0.1' })).toEqual([]);
  expect(guarded({ 'include-dashboard': 'false' })).toEqual([]);
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('non-compliant: open everywhere, as is by default with KubeRay', () => {
  expect(guarded({})).toEqual([`${HERE} 0.0.0.0:8265, past the proxy`]);
  expect(guarded({ 'dashboard-host': '10.0.0.1', 'dashboard-port': '8266' })).toEqual([`${HERE} 10.0.0.1:8266, past the proxy`]);
});

test('without KubeRay the dashboard is closed unless the command says otherwise', () => {
  const head = (command: string) => complaints(rule, [rayDeployment('head', command, (pod) => pod.containers.push(proxy()))]);
  expect(head('ray start --head')).toEqual([]);
  expect(head('ray start --head --dashboard-host=0.0.0.0')).toEqual([
    'Deployment ray/head: spec.template.spec.containers[0]: the dashboard listens on 0.0.0.0:8265, past the proxy',
  ]);
});
