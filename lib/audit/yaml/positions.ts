import { DEEPEST, type YamlEvent, yamlLibrary } from './schema';

/** A value in the text of a document: where it begins, and what is below it. */
interface Placed {
  readonly start: number;
  /** By key or index; absent for a text or number. */
  readonly children?: Map<string, { readonly keyStart: number; readonly value: Placed }>;
}

/** Finds the lines of fields in one document; the text is parsed again when the first is asked for. */
export class YamlPositions {
  private tree?: Placed;
  private lineStarts?: readonly number[];

  /** @param firstLine the line of the file on which the text begins */
  public constructor(
    private readonly text: string,
    private readonly firstLine: number,
  ) {}

  /** The line of a field, or of the deepest field on the way to it that is there. */
  public lineOf(keys: readonly string[]): number {
    this.tree ??= treeOf(this.text);
    let offset = this.tree.start;
    let place = this.tree;
    for (const key of keys) {
      const child = place.children?.get(key);
      if (child === undefined) break;
      offset = child.keyStart;
      place = child.value;
    }
    return this.firstLine + this.lineAt(offset);
  }

  /** The line on which the text of a scalar value begins: for a block of text the one below its `|`. */
  public lineOfText(keys: readonly string[]): number {
    this.tree ??= treeOf(this.text);
    const value = keys.reduce<Placed | undefined>((place, key) => place?.children?.get(key)?.value, this.tree);
    return value === undefined ? this.lineOf(keys) : this.firstLine + this.lineAt(value.start);
  }

  private lineAt(offset: number): number {
    this.lineStarts ??= [0, ...[...this.text.matchAll(/\n/g)].map(({ index }) => index + 1)];
    let [low, high] = [0, this.lineStarts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.lineStarts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function treeOf(text: string): Placed {
  const { parseEvents, getScalarValue, EVENT_ID } = yamlLibrary();
  const events = parseEvents(text, { maxDepth: DEEPEST });
  const anchors = new Map<string, Placed>();
  let next = 0;
  const scalarOf = (event: YamlEvent) => (event.type === EVENT_ID.SCALAR ? getScalarValue(text, event) : '');

  const readValue = (): Placed => {
    const event = events[next++];
    const name = event.anchorStart < 0 ? undefined : text.slice(event.anchorStart, event.anchorEnd);
    if (event.type === EVENT_ID.ALIAS) return { start: event.anchorStart, children: anchors.get(name!)?.children };
    const start = event.valueStart ?? event.start ?? 0;
    const placed: Placed = event.type === EVENT_ID.SCALAR ? { start } : { start, children: new Map() };
    if (name !== undefined) anchors.set(name, placed);
    if (event.type === EVENT_ID.SEQUENCE) readItems(placed.children!);
    if (event.type === EVENT_ID.MAPPING) readFields(placed.children!);
    return placed;
  };
  const readItems = (children: NonNullable<Placed['children']>) => {
    for (let index = 0; events[next].type !== EVENT_ID.POP; index++) {
      const value = readValue();
      children.set(`${index}`, { keyStart: value.start, value });
    }
    next++;
  };
  const readFields = (children: NonNullable<Placed['children']>) => {
    while (events[next].type !== EVENT_ID.POP) {
      const key = scalarOf(events[next]);
      const keyStart = readValue().start;
      const value = readValue();
      // What is merged in is found where it was written, unless a field of the mapping itself replaces it.
      if (key === '<<') for (const [inner, child] of value.children ?? []) children.set(inner, children.get(inner) ?? child);
      else children.set(key, { keyStart, value });
    }
    next++;
  };

  next = events[0]?.type === EVENT_ID.DOCUMENT ? 1 : 0;
  return events.length > next ? readValue() : { start: 0 };
}
