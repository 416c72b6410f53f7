import { App, Chart, Duration } from 'cdk8s';
import { ServiceAccount } from 'cdk8s-plus-28';
import { RayTlsCa } from '../../lib';
import { shown } from '../../lib/refusals/shown';

const chart = new Chart(new App(), 'ray');
const cycle: Record<string, unknown> = { a: 1 };
cycle.self = cycle;
const endless: unknown[] = [];
endless.push(endless);
const failing = new Proxy(
  {},
  {
    get: () => {
      throw new Error('no');
    },
    ownKeys: () => {
      throw new Error('no');
    },
    getPrototypeOf: () => {
      throw new Error('no');
    },
  },
);

test.each<[string, unknown, string]>([
  ['a string', 'x', "'x'"],
  ['a number', 1.5, '1.5'],
  ['what is no number', Number.NaN, 'NaN'],
  ['a big integer', 10n, '10n'],
  ['a symbol', Symbol('x'), 'Symbol(x)'],
  ['nothing', undefined, 'undefined'],
  ['null', null, 'null'],
  ['a list', [1, 'a', null], '[1,"a",null]'],
  ['an object', { a: { b: true } }, '{"a":{"b":true}}'],
  ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), '{"a":1}'],
  ['an object that contains itself', cycle, '{"a":1,"self":...}'],
  ['a list that contains itself', endless, '[...]'],
  ['a function', () => 'secret', 'a function'],
  ['a class', Duration, 'a function'],
  ['an object of a class', Duration.hours(1), 'a Duration'],
  ['a date', new Date(0), 'a Date'],
  ['a construct', RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'), "the ExistingCa 'ray/ca'"],
  ['a construct of cdk8s-plus', new ServiceAccount(chart, 'account'), "the ServiceAccount 'ray/account'"],
  ['an object of a class without a name', new (class {})(), 'an object'],
  ['a proxy that fails', failing, 'a value that cannot be read'],
  ['an object whose text fails', { toString: null, toJSON: () => failing }, '{"toString":null,"toJSON":a function}'],
  ['what is too deep', { a: { b: { c: { d: { e: 1 } } } } }, '{"a":{"b":{"c":{"d":{...}}}}}'],
])('%s is shown', (_, value, text) => {
  expect(shown(value)).toBe(text);
});

describe('a secret is not shown', () => {
  test.each<[string, unknown]>([
    ['a private key', '-----BEGIN EC PRIVATE KEY-----\nhunter2'],
    ['a private key in an object', { pem: '-----BEGIN PRIVATE KEY-----\nhunter2' }],
    ['a password', { redisPassword: 'hunter2' }],
    ['a token', [{ RAY_AUTH_TOKEN: 'hunter2' }]],
    ['a credential', { awsCredentials: 'hunter2' }],
    ['a key of an API', { apiKey: 'hunter2', API_KEY: 'hunter2' }],
    ['an environment variable', { env: [{ name: 'X', value: 'hunter2' }] }],
    ["a Secret's data", { kind: 'Secret', stringData: { a: 'hunter2' }, data: { b: 'hunter2' } }],
  ])('%s', (_, value) => {
    expect(shown(value)).not.toContain('hunter2');
  });

  test('what a field says about a secret is shown', () => {
    expect(shown({ valueFrom: { secretKeyRef: { name: 'redis', key: 'x' } } })).toBe(
      '{"valueFrom":{"secretKeyRef":{"name":"redis","key":"x"}}}',
    );
  });
});

test('a huge value is shown at once, cut', () => {
  const huge = { list: Array.from({ length: 1e6 }, (_, index) => index), text: 'x'.repeat(1e7) };
  const start = performance.now();
  expect(shown(huge).length).toBeLessThanOrEqual(123);
  expect(shown('x'.repeat(1e7))).toHaveLength(123);
  expect(performance.now() - start).toBeLessThan(500);
});
