import { at, type Json, object, objects, text, texts } from './json';

/** What turns TLS on in a Ray process, together; Ray reads them when it starts. */
export const TLS_FILES = ['RAY_TLS_SERVER_CERT', 'RAY_TLS_SERVER_KEY', 'RAY_TLS_CA_CERT'] as const;
export const USE_TLS = 'RAY_USE_TLS';

/** A volume in a container. */
export interface Mount {
  readonly volume: string;
  readonly mountPath: string;
  readonly subPath?: string;
  /** The field, within the manifest. */
  readonly path: string;
}

/** A container of a pod, or what KubeRay makes one of: `autoscalerOptions`. */
export class Container {
  public readonly name: string;
  public readonly image: string;
  /** Variables by name, with their values where they are written down. */
  public readonly env: ReadonlyMap<string, string | undefined>;
  public readonly mounts: readonly Mount[];

  public constructor(
    public readonly json: Json,
    /** The field, within the manifest. */
    public readonly path: string,
  ) {
    this.name = text(json.name) ?? '';
    this.image = text(json.image) ?? '';
    this.env = new Map(objects(json.env).flatMap((entry) => (text(entry.name) ? [[text(entry.name)!, text(entry.value)] as const] : [])));
    this.mounts = objects(json.volumeMounts).map((mount, index) => ({
      volume: text(mount.name) ?? '',
      mountPath: (text(mount.mountPath) ?? '').replace(/\/+$/, ''),
      subPath: text(mount.subPath),
      path: `${path}.volumeMounts[${index}]`,
    }));
  }

  public get usesTls(): boolean {
    return ['1', 'true'].includes((this.env.get(USE_TLS) ?? '').toLowerCase());
  }

  /** Whether its command makes it a node of a Ray cluster. */
  public get startsRay(): boolean {
    return /\bray start\b/.test(this.commandLine);
  }

  /** Whether it is a Ray process that may speak TLS: a node, or a client with variables for it. */
  public get isRay(): boolean {
    return this.startsRay || [USE_TLS, ...TLS_FILES].some((name) => this.env.has(name));
  }

  public get isKubeRbacProxy(): boolean {
    return this.name === 'kube-rbac-proxy' || /(?:^|\/)kube-rbac-proxy(?:[:@]|$)/.test(this.image);
  }

  public get commandLine(): string {
    return [...texts(this.json.command), ...texts(this.json.args)].join(' ');
  }

  /** The value of a flag, as `--name=value` or `--name value`. */
  public flag(name: string): string | undefined {
    const match = new RegExp(`(?:^|\\s)--${name}(?:[= ]+["']?([^\\s"'\\\\]+))?`).exec(this.commandLine);
    return match === null ? undefined : (match[1] ?? '');
  }

  public get ports(): readonly Json[] {
    return objects(this.json.ports);
  }

  /** The mount through which a file is seen, the deepest of them. */
  public mountOf(file: string): Mount | undefined {
    const holding = this.mounts.filter(({ mountPath }) => file === mountPath || file.startsWith(`${mountPath}/`));
    return holding.sort((a, b) => b.mountPath.length - a.mountPath.length)[0];
  }

  /** The Secrets of which it has a key in a variable, with that key; all of them by `envFrom`. */
  public secretsInEnv(): readonly { readonly secretName: string; readonly key?: string; readonly path: string }[] {
    const single = objects(this.json.env).flatMap((entry, index) => {
      const reference = object(at(entry, 'valueFrom', 'secretKeyRef'));
      const secretName = text(reference.name);
      return secretName === undefined ? [] : [{ secretName, key: text(reference.key), path: `${this.path}.env[${index}]` }];
    });
    const whole = objects(this.json.envFrom).flatMap((entry, index) => {
      const secretName = text(at(entry, 'secretRef', 'name'));
      return secretName === undefined ? [] : [{ secretName, path: `${this.path}.envFrom[${index}]` }];
    });
    return [...single, ...whole];
  }

  /** Whether a variable holds the Pod's own address. */
  public get knowsPodIp(): boolean {
    return objects(this.json.env).some((entry) => /^status\.podIPs?$/.test(text(at(entry, 'valueFrom', 'fieldRef', 'fieldPath')) ?? ''));
  }
}

/** The containers in a field of a pod, each with its path. */
export function containersIn(podSpec: unknown, path: string, field: 'containers' | 'initContainers'): Container[] {
  return objects(at(podSpec, field)).map((json, index) => new Container(json, `${path}.${field}[${index}]`));
}
