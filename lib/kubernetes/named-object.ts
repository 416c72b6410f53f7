import type { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { invalid } from '../refusals/invalid';

/** An object of Kubernetes, as others refer to it. */
export interface NamedObject {
  readonly kind: string;
  readonly name: string;
  /** Undefined for one whose chart has none. */
  readonly namespace?: string;
}

const CHART = Symbol.for('cdk8s.Chart');

/**
 * The object that a construct stands for, told by its shape, as each version of cdk8s-plus has classes of its own: an ApiObject, a resource of
 * cdk8s-plus, one that it imported by name, or a construct whose default child is one.
 */
export function namedObjectOf(construct: IConstruct): NamedObject | undefined {
  const { kind, name, metadata, node } = construct as IConstruct & { kind?: unknown; name?: unknown; metadata?: { namespace?: string } };
  if (typeof kind === 'string' && typeof name === 'string')
    return { kind, name, namespace: metadata?.namespace ?? chartNamespace(construct) };
  return node.defaultChild === undefined ? undefined : namedObjectOf(node.defaultChild);
}

/** The ApiObject of a construct: itself, or its default child's. `ApiObject.of` knows those of one copy of cdk8s alone. */
export function apiObjectOf(construct: IConstruct): ApiObject | undefined {
  const { toJson, apiVersion, kind, metadata } = construct as unknown as Partial<ApiObject>;
  const isOne = typeof toJson === 'function' && typeof apiVersion === 'string' && typeof kind === 'string' && metadata !== undefined;
  if (isOne) return construct as ApiObject;
  const { defaultChild } = construct.node;
  return defaultChild === undefined ? undefined : apiObjectOf(defaultChild);
}

/**
 * The name of an object that callers pass by its name, or as itself.
 *
 * @param kind what it has to be: `Secret`
 * @param label what an error begins with: a construct's path, or a factory's name
 * @throws Error for an object of another kind
 */
export function objectName(label: string, what: string, kind: string, given: string | IConstruct): string {
  if (typeof given === 'string') return given;
  const object = namedObjectOf(given);
  if (object?.kind === kind) return object.name;
  throw invalid(label, { what, got: given, because: `it must be a ${kind}, or the name of one`, fix: `pass the ${kind}, or its name` });
}

function chartNamespace(construct: IConstruct): string | undefined {
  const chart = [...construct.node.scopes].reverse().find((scope) => CHART in scope);
  return (chart as { namespace?: string } | undefined)?.namespace;
}
