import { at, type Json, object, text } from './json';

/** Where a manifest was written. */
export interface Origin {
  /** The file, as it was named. */
  readonly file?: string;
  /** The line of the file on which it begins, counted from 1. */
  readonly line?: number;
  /** The construct that made it. */
  readonly constructPath?: string;
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
  ) {
    this.kind = text(json.kind) ?? '';
    const apiVersion = text(json.apiVersion) ?? '';
    this.group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
    this.name = text(at(json, 'metadata', 'name')) ?? '';
    this.namespace = text(at(json, 'metadata', 'namespace'));
  }

  public get spec(): Json {
    return object(at(this.json, 'spec'));
  }

  /** How reports call it: `RayCluster ray/training`. */
  public get title(): string {
    const name = this.name || text(at(this.json, 'metadata', 'generateName')) || '(without a name)';
    return `${this.kind} ${this.namespace === undefined ? '' : `${this.namespace}/`}${name}`;
  }

  public get annotations(): Json {
    return object(at(this.json, 'metadata', 'annotations'));
  }

  /** The key under which objects of its kind in its namespace refer to it. */
  public get key(): string {
    return objectKey(this.kind, this.namespace, this.name);
  }
}

export function objectKey(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}

/** Whether two objects may be in one namespace; one that names none goes wherever it is applied. */
export function maybeSameNamespace(one: string | undefined, other: string | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
