import { Duration, Size } from 'cdk8s';
import { Cpu, k8s } from 'cdk8s-plus-28';
import { plainList, plainObject } from '../../lib/kubernetes/plain-json';

const plain = (value: unknown) => plainObject('app/x', 'template', value);

describe('plain Kubernetes JSON', () => {
  test('is a deep copy', () => {
    const given = { spec: { containers: [{ name: 'a' }] } };
    const copy = plain(given);
    copy.spec.containers[0].name = 'b';
    expect(given.spec.containers[0].name).toBe('a');
  });
  test('has no undefined and no null in it, in lists neither', () =>
    expect(plain({ a: undefined, b: null, c: [1, undefined, { d: null }] })).toStrictEqual({ c: [1, {}] }));
  test('keeps 0, false and the empty string', () => expect(plain({ a: 0, b: false, c: '' })).toStrictEqual({ a: 0, b: false, c: '' }));
  test("has the plain values of cdk8s-plus' quantities and int-or-strings", () =>
    expect(plain({ cpu: k8s.Quantity.fromString('1'), port: k8s.IntOrString.fromNumber(80) })).toStrictEqual({ cpu: '1', port: 80 }));
  test('has the plain values of whatever stands for one, of any version of cdk8s-plus and of `cdk8s import`', () => {
    class Limits {
      public static fromNumber = (value: number) => new Limits(value);
      public static fromString = (value: string) => new Limits(value);
      private constructor(public readonly value: number | string) {}
    }
    const limits = {
      cpu: Cpu.millis(500),
      memory: Size.gibibytes(2),
      'ephemeral-storage': Limits.fromString('1Gi'),
      'nvidia.com/gpu': Limits.fromNumber(1),
    };
    expect(plain({ limits })).toStrictEqual({
      limits: { cpu: '500m', memory: '2Gi', 'ephemeral-storage': '1Gi', 'nvidia.com/gpu': 1 },
    });
    expect(plain({ cpu: Cpu.units(2), memory: Size.mebibytes(512) })).toStrictEqual({ cpu: '2', memory: '512Mi' });
  });
  test('takes objects without a prototype', () => expect(plain(Object.assign(Object.create(null), { a: 1 }))).toStrictEqual({ a: 1 }));

  const cyclic: Record<string, unknown> = {};
  cyclic.self = { cyclic };
  test.each<[string, unknown, string]>([
    ['a cycle', cyclic, '[app/x] template.self.cyclic: it contains itself. Fix: pass JSON without cycles.'],
    ['a function', { a: () => 1 }, '[app/x] template.a is a function: it is not plain JSON.'],
    ['a date', { a: new Date(0) }, '[app/x] template.a is a Date: it is not plain JSON.'],
    [
      'an object that stands for more than one value',
      { a: Duration.minutes(1) },
      '[app/x] template.a is a Duration: it is not plain JSON.',
    ],
    ['NaN', { a: [Number.NaN] }, '[app/x] template.a[0] is NaN: it is not plain JSON.'],
    [
      'a key that JavaScript takes for something else',
      JSON.parse('{"a":{"__proto__":1}}'),
      "[app/x] template.a: no Kubernetes object has a key '__proto__'",
    ],
    ['a list for an object', [], '[app/x] template is []: native Kubernetes JSON is an object.'],
    ['a string for an object', 'yaml', "[app/x] template is 'yaml': native Kubernetes JSON is an object."],
    ['nothing for an object', undefined, '[app/x] template is undefined: native Kubernetes JSON is an object.'],
  ])('%s is refused', (_, value, message) => expect(() => plain(value)).toThrow(message));
  test('an object for a list is refused', () =>
    expect(() => plainList('app/x', 'env', {})).toThrow('[app/x] env is {}: native Kubernetes JSON has a list here. Fix: pass a list.'));
  test('the same object twice is no cycle', () => {
    const shared = { a: 1 };
    expect(plain({ x: shared, y: [shared] })).toStrictEqual({ x: { a: 1 }, y: [{ a: 1 }] });
  });
});
