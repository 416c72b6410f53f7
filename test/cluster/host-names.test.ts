import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { RayTls } from '../../lib';
import { testChart, testCluster } from '../support/synth';
import { testJob } from './job/fixture';
import { testService } from './service/fixture';

const metadata = { name: 'same' };

test('a job of the name of a cluster is refused, as both would have one head Service', () => {
  const chart = testChart();
  testCluster({ metadata }, chart);
  expect(() => testJob({ metadata }, roomIn(chart))).toThrow(
    "[ray/more/job] metadata.name is 'same': ray/cluster has it already, and KubeRay would point one Service same-head-svc at the heads of both in turn. Fix: choose another name.",
  );
});

test('so is a service of the name of a job', () => {
  const chart = testChart();
  testJob({ metadata }, chart);
  expect(() => testService({ metadata }, roomIn(chart))).toThrow("[ray/more/service] metadata.name is 'same': ray/job has it already");
});

test('another namespace, and another chart, have names of their own', () => {
  const chart = testChart();
  testCluster({ metadata }, chart);
  const tls = RayTls.fromSecret('leaf');
  expect(testJob({ tls, metadata: { ...metadata, namespace: 'other' } }, roomIn(chart)).name).toBe('same');
  expect(testJob({ metadata }, new Chart(chart.node.root as any, 'second', { namespace: 'ray' })).name).toBe('same');
});

/** Room for constructs of the same chart whose IDs are taken. */
function roomIn(chart: Chart): Chart {
  return new Construct(chart, 'more') as Chart;
}
