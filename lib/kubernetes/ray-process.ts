import { isDeepStrictEqual } from 'node:util';
import { requireNoReservedEnv } from '../refusals/cluster/reserved-env';
import { KeyedList } from './keyed-list';
import { type PlainObject, plainList } from './plain-json';

/** Variables and mounts that every process of a kind gets. */
export interface Additions {
  readonly env?: readonly PlainObject[];
  readonly volumeMounts?: readonly PlainObject[];
}

/** An object with `env` and `volumeMounts`: a container, or KubeRay's `autoscalerOptions`. */
export class RayProcess {
  public readonly env: KeyedList;
  public readonly volumeMounts: KeyedList;
  /** The mounts that this library added. */
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

  /** Whether it is this container, and this library added the mount. */
  public hasMounted(container: PlainObject, mount: PlainObject): boolean {
    return this.container === container && this.ownMounts.some((own) => isDeepStrictEqual(own, mount));
  }
}

/** Checks that a field of an object is a list, and remembers who adds to it. */
export function keyedListIn(
  constructPath: string,
  parent: PlainObject,
  { place, field, key }: { readonly place: string; readonly field: string; readonly key: string },
): KeyedList {
  parent[field] = plainList(constructPath, `${place}.${field}`, parent[field] ?? []);
  return new KeyedList(constructPath, `${place}.${field}`, key, parent[field], `${place}`);
}
