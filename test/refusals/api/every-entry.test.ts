import { App, Chart } from 'cdk8s';
import * as library from '../../../lib';
import { API_SHAPES } from '../../../lib/facts/api-shapes';
import { refusal } from '../refusals';

const lib = library as unknown as { [name: string]: any };
const HOUSE_FORM = /^\[.+\] .+: .+\. Fix: .+\.$/s;

const cycle: Record<string, unknown> = {};
cycle.self = cycle;
const throwing = {
  get node() {
    throw new Error('no');
  },
};
const failing = new Proxy(
  {},
  Object.fromEntries(['get', 'has', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'].map((trap) => [trap, () => fail()])),
);
function fail(): never {
  throw new Error('no');
}
const revoked = Proxy.revocable({}, {});
revoked.revoke();

/** Values that no entry takes anywhere. */
const HOSTILE: [string, unknown][] = [
  ['a symbol', Symbol('x')],
  ['a big integer', 10n],
  ['a function', () => 1],
  ['a class', Chart],
  ['a cycle', cycle],
  ['a getter that fails', throwing],
  ['a proxy that fails', failing],
  ['a revoked proxy', revoked.proxy],
  ['no number', Number.NaN],
];

/** Every constructor, factory and method of the public API that has parameters, as a function of one value for all of them. */
const ENTRIES: [string, (value: unknown) => unknown][] = API_SHAPES.trim()
  .split('\n')
  .filter((line) => /^(\w+\(\)|\w+[.#]\w+) ./.test(line))
  .flatMap((line) => {
    const [callable, ...parameters] = line.split(' ');
    const [owner, method] = callable.split(/\(\)|[.#]/);
    const isAny = parameters.every((parameter) => /:any$/.test(parameter));
    if (lib[owner] === undefined || isAny) return [];
    const all = (value: unknown) => parameters.map(() => value);
    if (callable.endsWith('()'))
      return [[callable, (value: unknown) => new lib[owner](...all(value))] as [string, (value: unknown) => unknown]];
    if (callable.includes('.'))
      return [[callable, (value: unknown) => lib[owner][method](...all(value))] as [string, (value: unknown) => unknown]];
    const self = Object.create(lib[owner].prototype);
    return [
      [callable, (value: unknown) => lib[owner].prototype[method].call(self, ...all(value))] as [string, (value: unknown) => unknown],
    ];
  });

test('there are entries', () => {
  expect(ENTRIES.length).toBeGreaterThan(80);
});

describe.each(HOSTILE)('%s', (_, value) => {
  test.each(ENTRIES)('is refused in the house form by %s', (_callable, call) => {
    expect(refusal(() => call(value))).toMatch(HOUSE_FORM);
  });

  test.each(['image', 'rayVersion', 'workerGroups', 'head', 'baseSpec', 'metadata', 'tls', 'autoscaling'])('is refused as %s', (option) => {
    const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
    const tls = lib.RayTls.signedBy(lib.RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    expect(refusal(() => new lib.RayTlsCluster(chart, 'cluster', { tls, [option]: value }))).toMatch(HOUSE_FORM);
  });

  test.each(['template', 'resources', 'rayStartParams'])('is refused in a head, as %s', (option) => {
    const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
    const tls = lib.RayTls.signedBy(lib.RayTlsCa.fromSecretName(chart, 'ca', 'ca-tls'));
    expect(refusal(() => new lib.RayTlsCluster(chart, 'cluster', { tls, head: { [option]: value } }))).toMatch(HOUSE_FORM);
  });
});
