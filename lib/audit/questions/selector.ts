import { isObject, type Json, objects, text, textEntries, texts } from '../model/json';

type Labels = ReadonlyMap<string, string>;
type Test = (labels: Labels) => boolean;

/** One condition of a selector, and the marks of which a pod has one if it meets the condition: none where that cannot be said. */
interface Condition {
  readonly test: Test;
  readonly marks?: readonly string[];
}

/** Whether labels match a label selector as Kubernetes has it; an empty one matches everything. */
export function matches(selector: unknown, labels: Labels): boolean {
  return isObject(selector) && conditionsOf(selector).every(({ test }) => test(labels));
}

/** Whether a selector has no condition. */
export function selectsAll(selector: unknown): boolean {
  return isObject(selector) && conditionsOf(selector).length === 0;
}

function conditionsOf(selector: Json): Condition[] {
  const byLabels = textEntries(selector.matchLabels).map(([key, value]) => ({
    test: (labels: Labels) => labels.get(key) === value,
    marks: [`${key}=${value}`],
  }));
  return [...byLabels, ...objects(selector.matchExpressions).map(conditionOf)];
}

function conditionOf(expression: Json): Condition {
  const key = text(expression.key) ?? '';
  const values = new Set(texts(expression.values));
  switch (expression.operator) {
    case 'In':
      return { test: (labels) => values.has(labels.get(key) as string), marks: [...values].map((value) => `${key}=${value}`) };
    case 'NotIn':
      return { test: (labels) => !values.has(labels.get(key) as string) };
    case 'Exists':
      return { test: (labels) => labels.has(key), marks: [`${key}=`] };
    case 'DoesNotExist':
      return { test: (labels) => !labels.has(key) };
    default:
      return { test: () => false, marks: [] };
  }
}

interface Indexed<T> {
  readonly item: T;
  readonly tests: readonly Test[];
}

/**
 * Finds the objects that select a pod among many, without comparing each with each: by the mark of each selector for which the
 * fewest others ask.
 */
export class SelectorIndex<T> {
  private readonly buckets = new Map<string, Indexed<T>[]>();

  /** @param selectorOf the selector of an item, and its namespace */
  public constructor(items: readonly T[], selectorOf: (item: T) => { readonly namespace?: string; readonly selector: unknown }) {
    const read = items.flatMap((item) => {
      const { namespace, selector } = selectorOf(item);
      return isObject(selector) ? [{ item, prefix: prefixOf(namespace), conditions: conditionsOf(selector) }] : [];
    });
    const uses = new Map<string, number>();
    for (const { prefix, conditions } of read) {
      for (const mark of conditions.flatMap(({ marks = [] }) => marks)) uses.set(prefix + mark, (uses.get(prefix + mark) ?? 0) + 1);
    }
    for (const { item, prefix, conditions } of read) {
      const usesOf = (marks: readonly string[]) => marks.reduce((sum, mark) => sum + uses.get(prefix + mark)!, 0);
      const choices = conditions.flatMap(({ marks }) => (marks === undefined ? [] : [{ marks, uses: usesOf(marks) }]));
      const rarest = choices.sort((a, b) => a.uses - b.uses)[0]?.marks ?? [''];
      const indexed = { item, tests: conditions.map(({ test }) => test) };
      for (const mark of rarest) this.put(prefix + mark, indexed);
    }
  }

  /** The items that select a pod. */
  public selecting(namespace: string | undefined, labels: Labels): T[] {
    const prefix = prefixOf(namespace);
    const marks = [...labels].flatMap(([key, value]) => [`${key}=${value}`, `${key}=`]);
    const found: T[] = [];
    for (const mark of new Set([...marks, ''])) {
      for (const { item, tests } of this.buckets.get(prefix + mark) ?? []) if (tests.every((test) => test(labels))) found.push(item);
    }
    return found;
  }

  private put(mark: string, indexed: Indexed<T>): void {
    const bucket = this.buckets.get(mark);
    if (bucket === undefined) this.buckets.set(mark, [indexed]);
    else bucket.push(indexed);
  }
}

function prefixOf(namespace: string | undefined): string {
  return `${namespace ?? ''}\n`;
}
