import { isObject, type Json, objects, text, textEntries, texts } from '../model/json';

type Labels = ReadonlyMap<string, string>;

/** Whether labels match a label selector as Kubernetes has it; an empty one matches everything. */
export function matches(selector: unknown, labels: Labels): boolean {
  if (!isObject(selector)) return false;
  const byLabels = textEntries(selector.matchLabels).every(([key, value]) => labels.get(key) === value);
  return byLabels && objects(selector.matchExpressions).every((expression) => satisfies(expression, labels));
}

function satisfies(expression: Json, labels: Labels): boolean {
  const value = labels.get(text(expression.key) ?? '');
  const values = texts(expression.values);
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

/**
 * Finds the objects that select a pod among many, without comparing each with each: by the label of each selector
 * that the fewest others ask for.
 */
export class SelectorIndex<T> {
  private readonly buckets = new Map<string, T[]>();

  /** @param labelsOf the labels that an item asks for exactly, and its namespace */
  public constructor(
    items: readonly T[],
    private readonly labelsOf: (item: T) => { readonly namespace?: string; readonly labels: unknown },
  ) {
    const labelled = items.map((item) => ({ item, pairs: this.pairsOf(item) }));
    const uses = new Map<string, number>();
    for (const { pairs } of labelled) for (const pair of pairs) uses.set(pair, (uses.get(pair) ?? 0) + 1);
    for (const { item, pairs } of labelled) {
      const rarest = pairs.reduce((a, b) => (uses.get(b)! < uses.get(a)! ? b : a));
      const bucket = this.buckets.get(rarest);
      if (bucket === undefined) this.buckets.set(rarest, [item]);
      else bucket.push(item);
    }
  }

  /** The items that may select a pod; whether they do is for the caller to say. */
  public candidates(namespace: string | undefined, labels: Labels): T[] {
    const pairs = [...labels].map(([key, value]) => pairKey(namespace, key, value));
    return [...pairs, anyKey(namespace)].flatMap((pair) => this.buckets.get(pair) ?? []);
  }

  private pairsOf(item: T): string[] {
    const { namespace, labels } = this.labelsOf(item);
    const pairs = textEntries(labels).map(([key, value]) => pairKey(namespace, key, value));
    return pairs.length === 0 ? [anyKey(namespace)] : pairs;
  }
}

function pairKey(namespace: string | undefined, key: string, value: string): string {
  return `${namespace ?? ''}\n${key}=${value}`;
}

function anyKey(namespace: string | undefined): string {
  return `${namespace ?? ''}\n`;
}
