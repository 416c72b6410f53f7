// Writes lib/facts/kuberay-fields.ts from the CustomResourceDefinitions of KubeRay: npx tsx tools/kuberay-fields.ts
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Schema } from '../test/schemas/support/closed-schema';
import { KUBERAY, type SchemaSource, schemaFolder } from '../test/schemas/support/schema-sources';

export const KUBERAY_FIELDS = join(__dirname, '../lib/facts/kuberay-fields.ts');

/** The versions in which the fields differ, oldest first, by the name that `kubeRayVersion` has for the first of each. */
const VERSIONS: readonly { readonly since: string; readonly source: SchemaSource }[] = [
  { since: '1.5', source: { ...KUBERAY['1.5'], version: '1.5.0' } },
  { since: '1.5.1', source: KUBERAY['1.5'] },
  { since: '1.6', source: KUBERAY['1.6'] },
  { since: '1.7', source: KUBERAY['1.7'] },
];
const KINDS = ['RayCluster', 'RayJob', 'RayService', 'RayCronJob'];

const HEAD = `/**
 * The fields of KubeRay's objects in every version, as \`tools/kuberay-fields.ts\` writes them from the CustomResourceDefinitions of ${VERSIONS.map(({ source }) => source.version).join(', ')}.
 *
 * A line is a type: its name, and \`field:type\` for each field; \`@\` says the version that has the field first, \`<\` the first that has it no
 * more. The form of types is said in \`field-table.ts\`.
 */
`;

/** The whole file. */
export function kubeRayFields(): string {
  const table = new Table();
  for (const kind of KINDS)
    table.addRoot(
      kind,
      VERSIONS.map(({ source }) => specOf(source, kind)),
    );
  return `${HEAD}export const KUBERAY_FIELDS = \`\n${table.lines().join('\n')}\n\`;\n`;
}

function specOf(source: SchemaSource, kind: string): Schema | undefined {
  const file = join(schemaFolder(source), `ray.io_${kind.toLowerCase()}s.yaml`);
  if (!existsSync(file)) return undefined;
  const { versions } = parse(readFileSync(file, 'utf8')).spec;
  return versions.find(({ name }: Schema) => name === 'v1').schema.openAPIV3Schema.properties.spec;
}

/** One node of the schema, in each version that has it. */
type Versions = readonly (Schema | undefined)[];

interface NamedType {
  readonly name: string;
  /** Its content in each version; undefined where a version lacks it. */
  readonly contents: readonly (string | undefined)[];
  line: string;
}

class Table {
  private readonly types: NamedType[] = [];

  public addRoot(kind: string, spec: Versions): void {
    this.types.push({ name: kind, contents: [], line: '' });
    const root = this.types.at(-1)!;
    // The spec's own name is chosen first, so that the kinds come first in the file and share what is equal.
    root.line = `${kind} spec:${this.typeOf('spec', spec)}${this.marks(spec)}`;
  }

  public lines(): string[] {
    return this.types.map(({ line }) => line);
  }

  private typeOf(field: string, node: Versions): string {
    const some = node.find((schema) => schema !== undefined)!;
    const kinds = new Set(node.filter((schema) => schema !== undefined).map(kindOf));
    if (kinds.size > 1) throw new Error(`${field} is ${[...kinds].join(', ')} in different versions`);
    switch (kindOf(some)) {
      case 'list':
        return `[]${this.typeOf(
          field,
          node.map((schema) => schema?.items),
        )}`;
      case 'map':
        return `{}${this.typeOf(
          field,
          node.map((schema) => schema?.additionalProperties),
        )}`;
      case 'object':
        return this.named(field, node);
      default:
        return kindOf(some);
    }
  }

  /** Equal types are one. One that is in fewer versions than another is the same if they agree in those. */
  private named(field: string, node: Versions): string {
    const contents = node.map((schema) => schema && JSON.stringify(contentOf(schema)));
    const same = this.types.find(
      (type) => type.contents.length > 0 && contents.every((content, index) => content === undefined || content === type.contents[index]),
    );
    if (same !== undefined) return same.name;
    const type: NamedType = { name: this.newName(field), contents, line: '' };
    this.types.push(type);
    const fields = [...new Set(node.flatMap((schema) => Object.keys(schema?.properties ?? {})))].sort();
    const cells = fields.map((name) => {
      const child = node.map((schema) => schema?.properties?.[name]);
      return `${name}:${this.typeOf(name, child)}${this.marks(child, node)}`;
    });
    type.line = [type.name, ...cells].join(' ');
    return type.name;
  }

  /** The versions that have a field, as far as they are others than those that have its parent. */
  private marks(child: Versions, parent: Versions = child.map(() => ({}))): string {
    const first = child.findIndex((schema) => schema !== undefined);
    const gone = parent.findIndex((schema, index) => index > first && schema !== undefined && child[index] === undefined);
    const since = first === parent.findIndex((schema) => schema !== undefined) ? '' : `@${VERSIONS[first].since}`;
    return gone === -1 ? since : `${since}<${VERSIONS[gone].since}`;
  }

  private newName(field: string): string {
    const base = field[0].toUpperCase() + field.slice(1);
    const taken = new Set(this.types.map(({ name }) => name));
    for (let number = 1; ; number++) {
      const name = number === 1 ? base : `${base}${number}`;
      if (!taken.has(name)) return name;
    }
  }
}

function kindOf(schema: Schema): string {
  if (schema['x-kubernetes-preserve-unknown-fields']) return 'any';
  if (schema['x-kubernetes-int-or-string']) return schema.pattern === undefined ? 'intOrString' : 'quantity';
  switch (schema.type) {
    case 'string':
    case 'boolean':
    case 'number':
      return schema.type;
    case 'integer':
      return schema.format === 'int64' ? 'long' : 'integer';
    case 'array':
      return 'list';
    case 'object':
      if (schema.additionalProperties) return 'map';
      return 'object';
    default:
      throw new Error(`no type is known for ${JSON.stringify(schema).slice(0, 200)}`);
  }
}

/** What of a schema decides whether two are one type. */
function contentOf(schema: Schema): unknown {
  switch (kindOf(schema)) {
    case 'list':
      return [contentOf(schema.items)];
    case 'map':
      return { '{}': contentOf(schema.additionalProperties) };
    case 'object':
      return Object.fromEntries(
        Object.entries<Schema>(schema.properties ?? {})
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([name, child]) => [name, contentOf(child)]),
      );
    default:
      return kindOf(schema);
  }
}

if (require.main === module) writeFileSync(KUBERAY_FIELDS, kubeRayFields());
