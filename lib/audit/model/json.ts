/** An object as JSON has it, of which nothing is known yet: manifests come from anywhere, and any field may be of any type. */
export type Json = { readonly [key: string]: unknown };

/** The value if it is an object, else an empty one. */
export function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The value if it is a list, else an empty one. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The items of a list as objects, each at its own index. */
export function objects(value: unknown): readonly Json[] {
  return list(value).map(object);
}

/** The value as text, where it is text or what people forget to put in quotes. */
export function text(value: unknown): string | undefined {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
}

/** The texts in a list, without what is none. */
export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => text(item) ?? []);
}

/** What stands below a value at a path of keys and indexes, if all of them are there. */
export function at(value: unknown, ...keys: readonly string[]): unknown {
  // An own key only: `constructor` and its like are in no manifest.
  return keys.reduce<unknown>((parent, key) => {
    if (Array.isArray(parent)) return /^\d+$/.test(key) ? parent[Number(key)] : undefined;
    return isObject(parent) && Object.hasOwn(parent, key) ? parent[key] : undefined;
  }, value);
}

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The entries of an object whose values are text. */
export function textEntries(value: unknown): readonly (readonly [string, string])[] {
  return Object.entries(object(value)).flatMap(([key, item]) => {
    const content = text(item);
    return content === undefined ? [] : [[key, content] as const];
  });
}
