import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { invalid } from '../refusals/invalid';
import type { PlainObject } from './plain-json';

/** The owner of what every other owner replaces. */
const DEFAULT = 'a default';

/**
 * A list that Kubernetes merges by key, and refuses at apply when a key stands in it twice:
 * containers, volumes and env by `name`, volumeMounts by `mountPath`.
 *
 * It remembers who added each item, so that a collision names both sides.
 */
export class KeyedList {
  private readonly owners = new Map<string, string>();
  private readonly defaults = new Set<string>();

  /**
   * @param place where the list stands, for errors: `head.template.spec.volumes`
   * @param items the list itself, added to in place
   * @param owner who wrote the items that it begins with
   */
  public constructor(
    private readonly constructPath: string,
    private readonly place: string,
    private readonly key: string,
    private readonly items: PlainObject[],
    owner: string,
  ) {
    for (const item of items.splice(0)) this.append(item, owner);
  }

  /** Adds an item at the end; the same item a second time changes nothing. */
  public append(item: PlainObject, owner: string): void {
    if (this.isNew(item, owner)) this.items.push(item);
  }

  /** Adds an item at the beginning; the same item a second time changes nothing. */
  public prepend(item: PlainObject, owner: string): void {
    if (this.isNew(item, owner)) this.items.unshift(item);
  }

  /** Adds an item that any other item of its key replaces, whether that one is there already or comes later. */
  public appendDefault(item: PlainObject): void {
    const key = this.keyOf(item, DEFAULT);
    if (this.find(key) !== undefined) return;
    this.append(item, DEFAULT);
    this.defaults.add(key);
  }

  /** Takes back what `appendDefault` added, if it is still there. */
  public removeDefault(key: string): void {
    if (!this.defaults.delete(key)) return;
    this.items.splice(this.items.indexOf(this.find(key)!), 1);
    this.owners.delete(key);
  }

  /** The item of that key. */
  public find(key: string): PlainObject | undefined {
    return this.items.find((item) => this.plain(item[this.key]) === this.plain(key));
  }

  private isNew(item: PlainObject, owner: string): boolean {
    const key = this.keyOf(item, owner);
    this.removeDefault(key);
    const present = this.find(key);
    if (present === undefined) {
      this.owners.set(key, owner);
      return true;
    }
    if (isDeepStrictEqual(present, item)) return false;
    throw invalid(this.constructPath, {
      what: `'${key}' in ${this.place}`,
      because: `${this.owners.get(key)} and ${owner} both define it, and the API server refuses a list that has one ${this.key} twice`,
      fix: 'rename or remove one of the two',
    });
  }

  /** `/etc/ray/tls/` is `/etc/ray/tls`. */
  private plain(key: string): string {
    return this.key === 'mountPath' && typeof key === 'string' ? posix.join(key, '.').replace(/(.)\/$/, '$1') : key;
  }

  private keyOf(item: PlainObject, owner: string): string {
    const key = item[this.key];
    if (typeof key === 'string' && key !== '') return this.plain(key);
    throw invalid(this.constructPath, {
      what: `an item of ${this.place} from ${owner}`,
      because: `it has no '${this.key}', by which Kubernetes tells the items of this list apart`,
      fix: `give it a '${this.key}'`,
    });
  }
}
