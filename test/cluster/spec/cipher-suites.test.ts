import { RayCipherSuite } from '../../../lib';
import { only, testCluster } from '../../support/synth';

const NAME = 'GRPC_SSL_CIPHER_SUITES';
const { AES_128_GCM, AES_256_GCM } = RayCipherSuite;

function ciphers(cipherSuites?: RayCipherSuite[]): (string | undefined)[] {
  const { spec } = only('RayCluster', testCluster({ cipherSuites, workerGroups: [{ groupName: 'cpu' }], autoscaling: {} }));
  const templates = [spec.headGroupSpec, ...spec.workerGroupSpecs].map(({ template }) => template.spec.containers[0]);
  return [...templates, spec.autoscalerOptions].map(({ env }) => env.find(({ name }: any) => name === NAME)?.value);
}

test("are gRPC's unless chosen", () => expect(ciphers()).toEqual([undefined, undefined, undefined]));

test('are told to every Ray process, the autoscaler too, for leaves of either kind of key', () =>
  expect(ciphers([AES_256_GCM])).toEqual(Array(3).fill('ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384')));

test('keep their order, once each', () =>
  expect(ciphers([AES_256_GCM, AES_128_GCM, AES_256_GCM])[0]).toBe(
    'ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256',
  ));

test('cannot be none, as no server would start', () =>
  expect(() => ciphers([])).toThrow('cipherSuites is []: gRPC needs one to start its server'));

test('cannot be told twice', () => {
  const env = [{ name: NAME, value: 'ECDHE-RSA-AES128-GCM-SHA256' }];
  const head = { template: { spec: { containers: [{ name: 'ray-head', env }] } } };
  expect(() => testCluster({ cipherSuites: [AES_256_GCM], head })).toThrow(NAME);
});
