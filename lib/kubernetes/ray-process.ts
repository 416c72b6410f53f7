import { isDeepStrictEqual } from 'node:util';
import { requireNoReservedEnv } from '../refusals/cluster/reserved-env';
import { KeyedList } from './keyed-list';
import { type PlainObject, plainList } from './plain-json';

/** What is added to a process alike wherever it runs. */
export interface Additions {
  readonly env?: readonly PlainObject[];
  readonly volumeMounts?: readonly PlainObject[];
}

/** Whatever has `env` and `volumeMounts` as a container has them: a container, or KubeRay's `autoscalerOptions`. */
export class RayProcess {
  public readonly env: KeyedList;
  public readonly volumeMounts: KeyedList;
  /** What this library has mounted into it. */
  private readonly ownMounts: PlainObject[] = [];

  /** @param place where it stands, for errors */
  public constructor(
    constructPath: string,
    public readonly place: string,
    public readonly container: PlainObject,
  ) {
    this.env = keyedListIn(constructPath, container, { place, field: 'env', key: 'name' });
    requireNoReservedEnv(constructPath, `${place}.env`, container.env);
    this.volumeMounts = keyedListIn(constructPath, container, { place, field: 'volumeMounts', key: 'mountPath' });
  }

  /** Adds variables and mounts of this library's own. */
  public add({ env = [], volumeMounts = [] }: Additions, addedBy: string): void {
    for (const variable of env) this.env.append({ ...variable }, addedBy);
    for (const mount of volumeMounts) {
      this.volumeMounts.append({ ...mount }, addedBy);
      this.ownMounts.push(mount);
    }
  }

  /** Whether this library mounted that into it. */
  public hasMounted(container: PlainObject, mount: PlainObject): boolean {
    return this.container === container && this.ownMounts.some((own) => isDeepStrictEqual(own, mount));
  }
}

/** A list of an object, checked, that remembers who adds to it. */
export function keyedListIn(
  constructPath: string,
  parent: PlainObject,
  { place, field, key }: { readonly place: string; readonly field: string; readonly key: string },
): KeyedList {
  parent[field] = plainList(constructPath, `${place}.${field}`, parent[field] ?? []);
  return new KeyedList(constructPath, `${place}.${field}`, key, parent[field], `${place}`);
}
