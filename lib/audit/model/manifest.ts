import { at, type Json, object, text } from './json';

/** Where a manifest was written. */
export interface Origin {
  /** The file, as it was named. */
  readonly file?: string;
  /** The line of the file on which it begins, where no more is known. */
  readonly line?: number;
  /** Finds the lines of the fields in the file. */
  readonly lines?: FieldLines;
  /** The construct that made it. */
  readonly constructPath?: string;
  /** The object that holds this one, as an AppWrapper or a ConfigMap does. */
  readonly within?: Manifest;
}

/** Where the fields of an object are in its file; lines count from 1. */
export interface FieldLines {
  /** The line of a field, or of the deepest field on the way to it. */
  lineOf(keys: readonly string[]): number;
  /** The line on which the text of a field begins. */
  lineOfText(keys: readonly string[]): number;
}

/** One Kubernetes object, as JSON, and where it came from. */
export class Manifest {
  public readonly kind: string;
  /** The API group; empty for the core kinds. */
  public readonly group: string;
  public readonly name: string;
  public readonly namespace?: string;

  public constructor(
    public readonly json: Json,
    public readonly origin: Origin = {},
    /** Where it goes if it does not say it itself. */
    defaultNamespace?: string,
  ) {
    this.kind = text(json.kind) ?? '';
    const apiVersion = text(json.apiVersion) ?? '';
    this.group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    this.name = text(at(json, 'metadata', 'name')) ?? '';
    this.namespace = text(at(json, 'metadata', 'namespace')) ?? defaultNamespace;
  }

  public get spec(): Json {
    return object(at(this.json, 'spec'));
  }

  /** How reports call it: `RayCluster ray/training`. */
  public get title(): string {
    const name = this.name || text(at(this.json, 'metadata', 'generateName')) || '(without a name)';
    const own = `${this.kind} ${this.namespace === undefined ? '' : `${this.namespace}/`}${name}`;
    return this.origin.within === undefined ? own : `${own} in ${this.origin.within.title}`;
  }

  public get annotations(): Json {
    return object(at(this.json, 'metadata', 'annotations'));
  }

  /** The line of a field such as `spec.containers[0]`, or of the object itself, as far as the file is known. */
  public lineOf(path = ''): number | undefined {
    return this.origin.lines?.lineOf(keysOf(path)) ?? this.origin.line;
  }

  /** Whether it was read from an API server, and is no manifest that somebody keeps. */
  public get isLive(): boolean {
    return at(this.json, 'metadata', 'uid') !== undefined;
  }

  /** The key under which objects of its kind in its namespace refer to it. */
  public get key(): string {
    return objectKey(this.kind, this.namespace, this.name);
  }
}

/** The lines of what is below a field. */
export function linesBelow(lines: FieldLines | undefined, keys: readonly string[]): FieldLines | undefined {
  if (lines === undefined) return undefined;
  return { lineOf: (inner) => lines.lineOf([...keys, ...inner]), lineOfText: (inner) => lines.lineOfText([...keys, ...inner]) };
}

/** The path of keys, as reports write it: numbers are indexes. */
export function pathOf(keys: readonly string[]): string {
  return keys
    .map((key) => {
      if (/^\d+$/.test(key)) return `[${key}]`;
      return /^[\w$-]+$/.test(key) ? `.${key}` : `['${key}']`;
    })
    .join('')
    .replace(/^\./, '');
}

/** The keys of a path: those of `spec.a[0].data['tls.crt']` are `spec`, `a`, `0`, `data` and `tls.crt`. */
export function keysOf(path: string): string[] {
  return [...path.matchAll(/\['((?:[^'\\]|\\.)*)'\]|\[(\d+)\]|[^.[\]]+/g)].map(([whole, quoted, index]) => quoted ?? index ?? whole);
}

export function objectKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** Whether two objects may be in one namespace; one that names none goes wherever it is applied. */
export function maybeSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
