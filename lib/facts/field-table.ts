/**
 * The type of a value, as a table of fields writes it: `string`, `boolean`, `integer` (32 bits), `long` (64 bits), `number`, `quantity`,
 * `intOrString`, `any`; `[]T` for a list of T; `{}T` for an object with any keys and values of T; else the name of a type of the table.
 */
export type TypeName = string;

/** A field of a type. */
export interface Field {
  readonly type: TypeName;
  /** Whether it may be left out, where the table says so: its name ends in `?`. */
  readonly optional?: true;
  /** The version that has it first; undefined if every version that has the type has it. */
  readonly since?: string;
  /** The first version that does not have it any more. */
  readonly until?: string;
}

export type Fields = ReadonlyMap<string, Field>;

const CELL = /^([^:?]+)(\?)?:([^@<]+)(?:@([^<]+))?(?:<(.+))?$/;

/** Types by name, read from a text with a line for each type. A line is read when its type is asked for. */
export class FieldTable {
  private readonly lines = new Map<string, string>();
  private readonly read = new Map<string, Fields>();

  public constructor(text: string) {
    for (const line of text.split('\n')) {
      const end = line.indexOf(' ');
      if (line !== '') this.lines.set(end === -1 ? line : line.slice(0, end), end === -1 ? '' : line.slice(end + 1));
    }
  }

  /** The fields of a type; undefined for a type that is not an object with fields. */
  public fieldsOf(type: TypeName): Fields | undefined {
    const known = this.read.get(type);
    if (known !== undefined) return known;
    const line = this.lines.get(type);
    if (line === undefined) return undefined;
    const fields: Fields = new Map(line === '' ? [] : line.split(' ').map(readCell));
    this.read.set(type, fields);
    return fields;
  }

  /** The fields on the way from a type along a path, where lists and maps are passed through: `spec.containers.env`. */
  public along(type: TypeName, path: string): Field[] {
    let next = type;
    return path.split('.').map((name) => {
      const field = this.fieldsOf(elementOf(next))?.get(name);
      if (field === undefined) throw new Error(`the table of fields has no ${path} in ${type}`);
      next = field.type;
      return field;
    });
  }
}

/** What is in a list, a list of lists, a map. */
export function elementOf(type: TypeName): TypeName {
  return type.replace(/^(?:\[\]|\{\})+/, '');
}

function readCell(cell: string): [string, Field] {
  const [, name, optional, type, since, until] = CELL.exec(cell)!;
  return [name, { type, since, until, ...(optional && { optional: true }) }];
}
