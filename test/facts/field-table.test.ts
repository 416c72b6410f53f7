import { elementOf, FieldTable } from '../../lib/facts/field-table';
import { kubeRaySince, kubeRayTypeAt, kubeRayTypes } from '../../lib/facts/kuberay-types';
import { type Misfit, reportMisfits } from '../../lib/facts/misfits';

const TABLE = new FieldTable(
  'Kind spec:Spec\nSpec name:string items:[]Item@2 labels:{}string old:boolean<3 free:any\nItem size:quantity port:intOrString\nEmpty\n',
);

function misfits(value: unknown, version = 2, type = 'Spec'): string[] {
  const found: Misfit[] = [];
  reportMisfits({ table: TABLE, atLeast: (least) => version >= Number(least) }, type, value, (misfit) => found.push(misfit));
  return found.map(({ problem, keys, version: other }) => [keys.join('.'), problem, other].filter(Boolean).join(' '));
}

test('a table reads the fields of a type, with the versions that have them', () => {
  expect(TABLE.fieldsOf('Spec')?.get('items')).toEqual({ type: '[]Item', since: '2', until: undefined });
  expect(TABLE.fieldsOf('Spec')?.get('old')).toEqual({ type: 'boolean', since: undefined, until: '3' });
  expect([...TABLE.fieldsOf('Empty')!.keys()]).toEqual([]);
  expect(TABLE.fieldsOf('string')).toBeUndefined();
  expect(TABLE.along('Kind', 'spec.items.size').map(({ type }) => type)).toEqual(['Spec', '[]Item', 'quantity']);
  expect(() => TABLE.along('Kind', 'spec.foo')).toThrow('the table of fields has no spec.foo in Kind');
  expect(['[]Item', '{}[]Item', 'Item'].map(elementOf)).toEqual(['Item', 'Item', 'Item']);
});

test('everything that does not fit is reported, with the way to it', () => {
  expect(misfits({ name: 'a', items: [{ size: '1Gi', port: 'http' }], labels: { a: 'b' }, old: true, free: { x: [null] } })).toEqual([]);
  expect(misfits({ name: 1, items: [{ sise: '1' }, { size: 1.5 }, 'x'], labels: { a: 1 } })).toEqual([
    'name wrong type',
    'items.0.sise unknown field',
    'items.1.size wrong type',
    'items.2 wrong type',
    'labels.a wrong type',
  ]);
  expect(misfits([])).toEqual(['wrong type']);
  expect(misfits({ labels: [], items: {} })).toEqual(['labels wrong type', 'items wrong type']);
});

test('a field is known from the version that has it first to the one that has it no more', () => {
  expect(misfits({ items: [{ foo: 1 }] }, 1)).toEqual(['items newer field 2']);
  expect(misfits({ old: true }, 3)).toEqual(['old removed field 3']);
});

test('whole numbers have their bounds', () => {
  const table = new FieldTable('T int:integer long:long num:number');
  const fits = (value: object) => {
    let count = 0;
    reportMisfits({ table, atLeast: () => true }, 'T', value, () => count++);
    return count === 0;
  };
  expect([2 ** 31 - 1, -(2 ** 31), 0].map((int) => fits({ int }))).toEqual([true, true, true]);
  expect([2 ** 31, -(2 ** 31) - 1, 0.5, '1'].map((int) => fits({ int }))).toEqual([false, false, false, false]);
  expect([2 ** 40, 0.5].map((long) => fits({ long }))).toEqual([true, false]);
  expect([0.5, '0.5'].map((num) => fits({ num }))).toEqual([true, false]);
});

test('keys that objects inherit are no fields', () => {
  expect(misfits({ constructor: 1, toString: 'x' })).toEqual(['constructor unknown field', 'toString unknown field']);
});

describe("the table of KubeRay's fields", () => {
  test('says where a type stands, and which version has a field first', () => {
    expect(kubeRayTypeAt('RayJob', 'spec.rayClusterSpec')).toBe(kubeRayTypeAt('RayCluster', 'spec'));
    expect(kubeRayTypeAt('RayCronJob', 'spec.jobTemplate')).toBe(kubeRayTypeAt('RayJob', 'spec'));
    expect(kubeRayTypeAt('RayJob', 'spec.submitterPodTemplate')).toBe(kubeRayTypeAt('RayCluster', 'spec.workerGroupSpecs.template'));
    expect(kubeRaySince('RayCluster', 'spec.authOptions')).toBe('1.5.1');
    expect(kubeRaySince('RayCluster', 'spec.authOptions.secretName')).toBe('1.6');
    expect(kubeRaySince('RayCluster', 'spec.tlsOptions.enabled')).toBe('1.7');
    expect(kubeRaySince('RayCluster', 'spec.rayVersion')).toBe('1.5');
  });

  test('has a type for every name that it uses', () => {
    const seen = new Set<string>();
    const scalars = ['string', 'boolean', 'integer', 'long', 'number', 'quantity', 'intOrString', 'any'];
    const visit = (type: string): void => {
      const name = elementOf(type);
      if (seen.has(name) || scalars.includes(name)) return;
      seen.add(name);
      const fields = kubeRayTypes().fieldsOf(name);
      expect([name, fields === undefined]).toEqual([name, false]);
      for (const field of fields!.values()) visit(field.type);
    };
    for (const kind of ['RayCluster', 'RayJob', 'RayService', 'RayCronJob']) visit(kind);
    expect(seen.size).toBeGreaterThan(100);
  });
});
