import { redisWithoutTls as rule } from '../../../lib/audit/rules/redis-without-tls';
import { complaints, headContainer, rayCluster, rayDeployment } from './support';

const options = (redisAddress: string) =>
  complaints(rule, [rayCluster((spec) => Object.assign(spec, { gcsFaultToleranceOptions: { redisAddress } }))]);

test.each(['rediss://redis:6379', '127.0.0.1:6380', 'localhost:6379', 'redis://127.0.0.1:6380', '[::1]:6379', '$(REDIS)', ''])(
  "compliant: '%s'",
  (address) => {
    expect(options(address)).toEqual([]);
  },
);

test.each([
  ['redis:6379', 'redis:6379'],
  ['redis://redis.ray.svc:6379', 'redis.ray.svc:6379'],
  ['redis://:hunter2@redis:6379/0', 'redis:6379/0'],
  ['rediss://a:6379,b:6379', 'b:6379'],
])("non-compliant: '%s'", (address, told) => {
  expect(options(address)).toEqual([
    `RayCluster ray/training: spec.gcsFaultToleranceOptions.redisAddress: Ray speaks plain text to Redis at ${told}`,
  ]);
});

test("non-compliant: by the head's variable, with KubeRay or without", () => {
  const variable = { name: 'RAY_REDIS_ADDRESS', value: 'redis:6379' };
  expect(complaints(rule, [rayCluster((spec) => headContainer(spec).env.push(variable))])).toHaveLength(1);
  expect(complaints(rule, [rayDeployment('ray', 'ray start --head', (spec) => spec.containers[0].env.push(variable))])).toHaveLength(1);
});
