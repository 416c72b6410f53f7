import { at, isObject, type Json, objects, text } from './json';

/** What a volume takes from a Secret. */
export interface SecretSource {
  readonly secretName: string;
  /** The keys that it shows, and under which file names; all of them under their own names where it does not say. */
  readonly items?: readonly { readonly key: string; readonly path: string }[];
}

/** A volume of a pod. */
export class Volume {
  public constructor(
    public readonly json: Json,
    public readonly path: string,
  ) {}

  public get name(): string {
    return text(this.json.name) ?? '';
  }

  /** The Secrets in it. */
  public get secrets(): readonly SecretSource[] {
    const own = isObject(this.json.secret) ? [source(this.json.secret, 'secretName')] : [];
    const projected = this.projected.flatMap(({ secret }) => (isObject(secret) ? [source(secret, 'name')] : []));
    return [...own, ...projected].filter(({ secretName }) => secretName !== '');
  }

  /** The ConfigMaps in it. */
  public get configMapNames(): readonly string[] {
    const names = [at(this.json, 'configMap', 'name'), ...this.projected.map((each) => at(each, 'configMap', 'name'))];
    return names.flatMap((name) => text(name) ?? []);
  }

  /** Whether it holds a token that the API server itself accepts. */
  public get hasApiToken(): boolean {
    return this.projected.some(({ serviceAccountToken }) => isObject(serviceAccountToken) && serviceAccountToken.audience === undefined);
  }

  private get projected(): readonly Json[] {
    return objects(at(this.json, 'projected', 'sources'));
  }
}

function source(json: Json, nameField: string): SecretSource {
  const items = objects(json.items).map(({ key, path }) => ({ key: text(key) ?? '', path: text(path) ?? '' }));
  return { secretName: text(json[nameField]) ?? '', ...(json.items === undefined ? {} : { items }) };
}
