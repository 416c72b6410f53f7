import { FieldTable } from './field-table';

type Shapes = typeof import('./api-shapes');

let loaded: Shapes | undefined;
let table: FieldTable | undefined;

/** The options and callables of the public API, loaded when the first of them is used. */
export function apiTypes(): FieldTable {
  table ??= new FieldTable(shapes().API_SHAPES);
  return table;
}

/** The values of an enum; undefined for what is not one. */
export function apiEnum(name: string): readonly (string | number)[] | undefined {
  return own(shapes().API_ENUMS, name);
}

/** The members that tell an object of an interface, or of a class of cdk8s; undefined for the library's own classes. */
export function apiMembers(name: string): readonly string[] | undefined {
  return own(shapes().API_MEMBERS, name) as readonly string[] | undefined;
}

/** The callables that make an object of a class or an interface: `RayTls.signedBy`, or `RayTlsCa` for its constructor. */
export function apiProducers(name: string): readonly string[] {
  return (own(shapes().API_PRODUCERS, name) ?? []) as readonly string[];
}

function shapes(): Shapes {
  loaded ??= require('./api-shapes') as Shapes;
  return loaded;
}

function own<T>(values: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
