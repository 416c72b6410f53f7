// Writes lib/facts/api-shapes.ts, and its compiled form, from the jsii assembly that `npm run build` makes: npm run api:shapes
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Record<string, any>;

const ROOT = join(__dirname, '..');
export const API_SHAPES = join(ROOT, 'lib/facts/api-shapes.ts');

const HEAD = `/**
 * What the public API takes, as \`tools/api-shapes.ts\` writes it from the jsii assembly: \`npm run api:shapes\`.
 *
 * A line is an interface of options with its fields, or a callable with its parameters: a constructor \`X()\`, a static \`X.y\`, a method \`X#y\`. A
 * name that ends in \`?\` may be left out, and one that begins with \`...\` stands for all arguments from there on. The form of types is said in \`field-table.ts\`; \`a|b\` is one of the two, and \`[]a|b\` a list of both.
 */
`;
/** What is an object's own in a dependency, by which its class is recognized in any version of it. */
const FOREIGN_CLASSES: Json = {
  Duration: ['toSeconds', 'toHumanString'],
  Construct: ['node'],
  IConstruct: ['node'],
  Cron: ['expressionString'],
};

/** The whole file. */
export function apiShapes(): string {
  const assembly = readJson(join(ROOT, '.jsii'));
  const types = Object.values<Json>(assembly.types).sort((a, b) => (a.name < b.name ? -1 : 1));
  const lines = types.flatMap((type) => (type.kind === 'class' ? callables(type) : type.datatype ? [struct(type, assembly.types)] : []));
  const metadata = readJson(join(ROOT, 'node_modules/cdk8s/.jsii')).types['cdk8s.ApiObjectMetadata'];
  lines.push(struct(metadata, {}));
  return [
    HEAD,
    `export const API_SHAPES = \`\n${lines.join('\n')}\n\`;\n\n`,
    '/** The values of each enum. */\n',
    exported('API_ENUMS', enumsOf(types)),
    '\n/** The members by which objects of each interface, and of classes of others, are recognized. */\n',
    exported('API_MEMBERS', { ...interfacesOf(types), ...FOREIGN_CLASSES }),
    '\n/** The callables that make an object of each class or interface. */\n',
    exported('API_PRODUCERS', producersOf(types, assembly.types)),
  ].join('');
}

function exported(name: string, values: Json): string {
  const rows = Object.entries(values).map(([key, items]) => `  ${key}: ${JSON.stringify(items)},`);
  return `export const ${name}: { readonly [name: string]: readonly (string | number)[] } = {\n${rows.join('\n')}\n};\n`;
}

function struct(type: Json, types: Json): string {
  const fields = allProperties(type, types).map((field) => cell(field));
  return [type.name, ...fields].join(' ');
}

function allProperties(type: Json, types: Json): Json[] {
  const inherited = (type.interfaces ?? []).flatMap((fqn: string) => (types[fqn] ? allProperties(types[fqn], types) : []));
  const own: Json[] = type.properties ?? [];
  const names = new Set(own.map(({ name }) => name));
  return [...inherited.filter(({ name }: Json) => !names.has(name)), ...own].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function callables(type: Json): string[] {
  const methods = (type.methods ?? []).map((method: Json) => [`${type.name}${method.static ? '.' : '#'}${method.name}`, method.parameters]);
  const all = [[`${type.name}()`, type.abstract ? undefined : type.initializer?.parameters], ...methods] as [string, Json[] | undefined][];
  return all.filter(([, parameters]) => parameters !== undefined).map(([name, parameters]) => [name, ...parameters!.map(cell)].join(' '));
}

function cell({ name, optional, type, variadic }: Json): string {
  return variadic ? `...${name}:[]${typeName(type)}` : `${name}${optional ? '?' : ''}:${typeName(type)}`;
}

function typeName(type: Json): string {
  if (type.primitive) return type.primitive;
  if (type.union) return type.union.types.map(typeName).join('|');
  if (type.collection) return `${type.collection.kind === 'array' ? '[]' : '{}'}${typeName(type.collection.elementtype)}`;
  return type.fqn.split('.').at(-1);
}

function enumsOf(types: readonly Json[]): Json {
  const library = require('../dist') as Json;
  const valuesOf = (name: string) => {
    const values = Object.values<string | number>(library[name]);
    // An enum of numbers has their names too.
    return values.some((value) => typeof value === 'number') ? values.filter((value) => typeof value === 'number') : values;
  };
  return Object.fromEntries(types.filter(({ kind }) => kind === 'enum').map(({ name }) => [name, valuesOf(name)]));
}

/** Objects of the library's own classes are known by their class; those of interfaces by what is public of them. */
function interfacesOf(types: readonly Json[]): Json {
  const interfaces = types.filter(({ kind, datatype }) => kind === 'interface' && !datatype);
  return Object.fromEntries(interfaces.map(({ name, properties = [], methods = [] }) => [name, required([...properties, ...methods])]));
}

function required(members: readonly Json[]): string[] {
  return members.filter(({ optional }) => !optional).map(({ name }) => name);
}

function producersOf(types: readonly Json[], all: Json): Json {
  const producers: Record<string, string[]> = {};
  const add = (fqn: string, callable: string) => {
    const name = fqn.split('.').at(-1)!;
    producers[name] = [...(producers[name] ?? []), callable];
  };
  for (const type of types.filter(({ kind }) => kind === 'class')) {
    // In the order of the source, where the usual one comes first.
    const methods = [...(type.methods ?? [])].sort((a, b) => a.locationInModule.line - b.locationInModule.line);
    for (const method of methods) {
      if (method.static && method.returns?.type.fqn) add(method.returns.type.fqn, `${type.name}.${method.name}`);
    }
    if (type.initializer && !type.abstract && type.initializer.parameters?.length > 0)
      for (const fqn of kindsOf(type, all)) add(fqn, type.name);
  }
  return producers;
}

/** A class, its base classes, and the interfaces that they have. */
function kindsOf(type: Json, all: Json): string[] {
  const base = type.base && all[type.base] ? kindsOf(all[type.base], all) : [];
  return [type.fqn, ...(type.interfaces ?? []), ...base];
}

function readJson(path: string): Json {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path} cannot be read (${(error as Error).message}). Fix: npm run build.`);
  }
}

/** The same as the build makes of it, so that nobody has to build again. */
function writeBoth(text: string): void {
  writeFileSync(API_SHAPES, text);
  const ts = require('typescript') as typeof import('typescript');
  const { outputText } = ts.transpileModule(text, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  writeFileSync(join(ROOT, 'dist/facts/api-shapes.js'), outputText);
}

if (require.main === module) {
  const text = apiShapes();
  if (!process.argv.includes('--check')) writeBoth(text);
  else if (readFileSync(API_SHAPES, 'utf8') !== text) {
    console.error('lib/facts/api-shapes.ts is not what the public API takes now. Fix: npm run api:shapes, and commit it.');
    process.exitCode = 1;
  }
}
