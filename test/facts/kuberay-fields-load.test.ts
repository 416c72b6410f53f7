import { runInOwnProcess } from '../ca/own-process';

/** Whether the table of KubeRay's fields is loaded after a cluster with these props. */
function loadsTable(props: string): boolean {
  const printed = runInOwnProcess(`
    const { Testing } = require('cdk8s');
    const { RayTls, RayTlsCa, RayTlsCluster } = require('./lib');
    const chart = Testing.chart();
    const tls = RayTls.signedBy(RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    new RayTlsCluster(chart, 'cluster', { tls, workerGroups: [{ groupName: 'cpu', replicas: 2 }], ...${props} });
    console.log(Object.keys(require.cache).some((file) => file.includes('/facts/kuberay-fields.')));`);
  return JSON.parse(printed);
}

test("KubeRay's fields are not loaded where no native JSON is given", () => {
  expect(loadsTable('{}')).toBe(false);
});

test("KubeRay's fields are loaded where native JSON is given", () => {
  expect(loadsTable("{ head: { resources: { limits: { cpu: '2' } } } }")).toBe(true);
});
