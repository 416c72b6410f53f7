import { apiEnum, apiProducers, apiTypes } from '../../facts/api-types';
import type { Fields, TypeName } from '../../facts/field-table';
import { kubeRayTypeAt, kubeRayTypes } from '../../facts/kuberay-types';
import { closest } from '../fields/closest';
import { placeBelow } from '../fields/intended-field';
import { fixOf } from '../fields/wrong-type';
import type { Complaint } from '../invalid';
import { accepts, choicesOf } from './classes';
import type { Receiver } from './receiver';

/** Options that hold a secret themselves, and not the name of one. */
const SECRET = /^(privateKey|pem|text)$/;
const METADATA = /^(name|namespace|labels|annotations)$/;
const PLAIN: { readonly [type: string]: string } = {
  string: 'a string',
  boolean: 'true or false',
  number: 'a number',
  any: 'a value',
  date: 'a Date',
  IConstruct: 'a construct',
  Construct: 'a construct',
};

export function missingComplaint({ name }: Receiver, what: string, type: TypeName): Complaint {
  return { what, because: `${ownerOf(name)} needs it`, fix: PLAIN[type] === undefined ? makerOf(type) : `pass ${PLAIN[type]}` };
}

export function wrongTypeComplaint(receiver: Receiver, what: string, type: TypeName, value: unknown): Complaint {
  const isShown = !SECRET.test(what.split('.').at(-1)!);
  return {
    what,
    ...(isShown ? { got: value } : {}),
    because: `it must be ${inWords(type)}`,
    fix: value === null ? 'leave it out, or pass a value' : correction(receiver, type, value, isShown),
  };
}

/** Undefined for an option that may be meant for somebody else. */
export function unknownComplaint({ name, isLenient }: Receiver, prefix: string, fields: Fields, key: string): Complaint | undefined {
  const what = `${prefix}${key}`;
  if (what === 'metadata.generateName') {
    const because = 'the API server would choose the name, and certificates and Services need it at synth';
    return { what, because, fix: "write metadata: { name: ... }, or leave it out for a name made of the construct's path" };
  }
  const fix = intended(prefix, fields, key);
  if (fix === undefined && isLenient) return undefined;
  return { what, because: `${ownerOf(name)} does not have this option`, fix: fix ?? 'remove it' };
}

function intended(prefix: string, fields: Fields, key: string): string | undefined {
  if (fields.has('metadata') && METADATA.test(key)) return `write metadata: { ${key}: ... }`;
  const meant = key === 'name' && fields.has('groupName') ? 'groupName' : closest(key, fields.keys());
  if (meant !== undefined) return `write '${meant}'`;
  if (fields.has('template')) return native(`${prefix}template`, 'spec.headGroupSpec.template', key);
  if (!fields.has('baseSpec')) return undefined;
  const specField = closest(key, kubeRayTypes().fieldsOf(kubeRayTypeAt('RayCluster', 'spec'))!.keys());
  if (specField !== undefined) return `write it as KubeRay has it: baseSpec: { ${specField}: ... }`;
  return native('head.template', 'spec.headGroupSpec.template', key, ' and into the templates of workerGroups');
}

function native(what: string, path: string, key: string, more = ''): string | undefined {
  const type = kubeRayTypeAt('RayCluster', path);
  for (const spelled of [key, camelCase(key)]) {
    const place = placeBelow(type, spelled);
    if (place !== undefined) return `move it into ${what}.${place}${more}`;
  }
  return undefined;
}

function correction({ name }: Receiver, type: TypeName, value: unknown, isShown: boolean): string {
  if (/^(string|boolean|number|\[\].*)$/.test(type)) return fixOf(type, value, isShown && typeof value !== 'object');
  const producers = producersOf(type);
  const fitting = producers.filter((callable) => takes(callable, value));
  if (fitting.length > 0) return `pass ${listOf(fitting)}`;
  const others = siblings(name).filter((callable) => takes(callable, value));
  return others.length > 0 ? `${makerOf(type)}, or use ${listOf(others)}` : makerOf(type);
}

/** Whether the first thing that a callable is about accepts a value. */
function takes(callable: string, value: unknown): boolean {
  const name = callable.includes('.') ? callable : `${callable}()`;
  const parameters = [...(apiTypes().fieldsOf(name) ?? [])].filter(([parameter]) => !['scope', 'id', 'props'].includes(parameter));
  if (parameters.length === 0) return false;
  // That something takes any construct says nothing about this one.
  return choicesOf(parameters[0][1].type).some((one) => !/^I?Construct$/.test(one) && accepts(one, value));
}

/** The static factories beside one. */
function siblings(callable: string): readonly string[] {
  const [owner, method] = callable.split('.');
  return method === undefined ? [] : apiProducers(owner).filter((other) => other !== callable && other.startsWith(`${owner}.`));
}

function makerOf(type: TypeName): string {
  if (type.startsWith('[]')) return 'pass a list: [...]';
  if (type === 'Duration') return 'pass a Duration of cdk8s, such as Duration.hours(1)';
  const values = apiEnum(type);
  if (values !== undefined) return `use a value of ${type}: ${values.map((value) => `'${value}'`).join(', ')}`;
  const producers = producersOf(type);
  if (producers.length > 0) return `pass ${listOf(producers)}`;
  return /^(\{\}.*)$/.test(type) || apiTypes().fieldsOf(type) !== undefined ? 'pass an object: { ... }' : `pass ${inWords(type)}`;
}

/** Whatever makes an object of a type. A construct of anybody's needs no advice. */
function producersOf(type: TypeName): readonly string[] {
  return choicesOf(type)
    .filter((one) => PLAIN[one] === undefined)
    .flatMap(apiProducers);
}

function listOf(callables: readonly string[]): string {
  const calls = callables.slice(0, 4).map((callable) => (callable.includes('.') ? `${callable}(...)` : `new ${callable}(...)`));
  return calls.length === 1 ? calls[0] : `${calls.slice(0, -1).join(', ')} or ${calls.at(-1)}`;
}

function inWords(type: TypeName): string {
  if (type.startsWith('[]')) return 'a list';
  if (type.startsWith('{}')) return 'an object';
  return type
    .split('|')
    .map((one) => PLAIN[one] ?? `${/^[AEIO]/.test(one) ? 'an' : 'a'} ${one}`)
    .join(' or ');
}

/** The class that a user sees, for the options of its constructor. */
function ownerOf(name: string): string {
  return name.replace(/Props$/, '');
}

function camelCase(name: string): string {
  return name.replace(/[-_]+([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
