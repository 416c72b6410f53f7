/** What of js-yaml is used here: it has no types for `require`, and is loaded when it is needed, as whoever only synthesizes never waits for it. */
export interface YamlLibrary {
  load(text: string, options: object): unknown;
  parseEvents(text: string, options: object): readonly YamlEvent[];
  getScalarValue(text: string, event: YamlEvent): string;
  defineScalarTag(name: string, options: object): unknown;
  readonly CORE_SCHEMA: { withTags(...tags: unknown[]): unknown };
  readonly mergeTag: unknown;
  readonly boolYaml11Tag: unknown;
  readonly NOT_RESOLVED: unknown;
  readonly EVENT_ID: { readonly [name in 'DOCUMENT' | 'SEQUENCE' | 'MAPPING' | 'SCALAR' | 'ALIAS' | 'POP']: number };
}

/** One step of the parser; the offsets of its text are -1 where there is none. */
export interface YamlEvent {
  readonly type: number;
  readonly start?: number;
  readonly valueStart?: number;
  readonly anchorStart: number;
  readonly anchorEnd: number;
}

export const DEEPEST = 100;

export function yamlLibrary(): YamlLibrary {
  return require('js-yaml');
}

let schema: unknown;

/** How Kubernetes reads plain words and numbers (sigs.k8s.io/yaml): the booleans of YAML 1.1, `0644` as octal, and no base 60. */
export function kubernetesSchema(): unknown {
  if (schema === undefined) {
    const { CORE_SCHEMA, mergeTag, boolYaml11Tag, defineScalarTag, NOT_RESOLVED } = yamlLibrary();
    const resolve = (source: string) => integerOf(source) ?? NOT_RESOLVED;
    const options = { implicit: true, implicitFirstChars: [...'+-0123456789'], resolve, identify: () => false };
    schema = CORE_SCHEMA.withTags(mergeTag, boolYaml11Tag, defineScalarTag('tag:yaml.org,2002:int', options));
  }
  return schema;
}

/** As Go's `strconv.ParseInt` with base 0 reads it, once underscores are removed. */
function integerOf(source: string): number | undefined {
  const [, sign, digits] = /^([-+]?)(0[bB][01_]+|0[xX][\da-fA-F_]+|0[oO]?[0-7_]+|\d[\d_]*)$/.exec(source) ?? [];
  if (digits === undefined) return undefined;
  const plain = digits.replaceAll('_', '');
  const octal = /^0[oO]?([0-7]+)$/.exec(plain)?.[1];
  const value = octal === undefined ? Number(plain) : Number.parseInt(octal, 8);
  return Number.isNaN(value) ? undefined : sign === '-' ? -value : value;
}
