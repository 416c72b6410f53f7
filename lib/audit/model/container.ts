import { TLS_SWITCH, TLS_VARIABLES } from '../../facts/tls-variables';
import type { DataEntry } from './data';
import { at, type Json, object, objects, text, texts } from './json';
import { assignmentOf, joinLines, rayStarts, startsRay } from './programs';

/** A volume in a container. */
export interface Mount {
  readonly volume: string;
  readonly mountPath: string;
  readonly subPath?: string;
  readonly readOnly: boolean;
  /** The field, within the manifest. */
  readonly path: string;
}

/** What a container's process is told by a variable. */
export interface Setting {
  /** The value, as far as the manifests say it. */
  readonly value?: string;
  /** Whether it may have a value that the manifests do not say. */
  readonly isUnknown: boolean;
  /** Whether the command sets it, over what `env` says. */
  readonly inCommand: boolean;
}

/** What a container gets from around it. */
export interface Surroundings {
  /** The entries of a Secret or ConfigMap in the pod's namespace; undefined where the set does not have it. */
  data(kind: 'Secret' | 'ConfigMap', name: string): readonly DataEntry[] | undefined;
  /** The scripts in mounted Secrets and ConfigMaps that its command runs. */
  scripts(container: Container): readonly string[];
}

/** Names of sources that may hold variables of Ray; of keys for clouds and databases nobody expects them. */
const MAY_CONCERN_RAY = /ray|tls|auth|token|cert/i;

const NOTHING: Surroundings = { data: () => undefined, scripts: () => [] };

/** A container of a pod, or what KubeRay makes one of: `autoscalerOptions`. */
export class Container {
  public readonly name: string;
  public readonly image: string;
  /** Variables of `env` by name, with their values where the manifests say them. */
  public readonly env: ReadonlyMap<string, string | undefined>;
  public readonly mounts: readonly Mount[];
  public readonly commandLine: string;
  private allPrograms?: readonly string[];

  public constructor(
    public readonly json: Json,
    /** The field, within the manifest. */
    public readonly path: string,
    private readonly surroundings: Surroundings = NOTHING,
  ) {
    this.name = text(json.name) ?? '';
    this.image = text(json.image) ?? '';
    this.commandLine = [...texts(json.command), ...texts(json.args), ...texts([json.script, json.source])].join(' ');
    this.env = this.readEnv();
    this.mounts = objects(json.volumeMounts).map((mount, index) => ({
      volume: text(mount.name) ?? '',
      mountPath: (text(mount.mountPath) ?? '').replace(/\/+$/, ''),
      subPath: text(mount.subPath),
      readOnly: mount.readOnly === true,
      path: `${path}.volumeMounts[${index}]`,
    }));
  }

  /** What its process finds in a variable, once its command has run as far as `ray start`. */
  public setting(variable: string): Setting {
    const assigned = this.programs.reduce<{ value: string | undefined } | undefined>(
      (last, program) => assignmentOf(program, variable) ?? last,
      undefined,
    );
    if (assigned !== undefined) return { ...assigned, isUnknown: assigned.value === undefined, inCommand: true };
    if (this.env.has(variable)) {
      const value = this.env.get(variable);
      return { value, isUnknown: value === undefined, inCommand: false };
    }
    const { values, isWhole } = this.fromSources;
    return { value: values.get(variable), isUnknown: !isWhole && !values.has(variable), inCommand: false };
  }

  public get usesTls(): boolean {
    return isTrue(this.setting(TLS_SWITCH).value);
  }

  /** Whether it may use TLS, as far as the manifests do not say it. */
  public get mayUseTls(): boolean {
    const { isUnknown } = this.setting(TLS_SWITCH);
    return isUnknown && (TLS_VARIABLES.some((name) => this.env.has(name)) || Array.isArray(this.json.envFrom));
  }

  /** Its command, and the scripts that it runs, as far as the manifests hold them. */
  public get programs(): readonly string[] {
    this.allPrograms ??= [this.commandLine, ...this.surroundings.scripts(this), ...this.programsInEnv()].map(joinLines);
    return this.allPrograms;
  }

  /** Whether its command makes it a node of a Ray cluster. */
  public get startsRay(): boolean {
    return this.programs.some(startsRay);
  }

  /** The value of a flag of `ray start` in its command; empty for a flag without a value. */
  public rayStartFlag(name: string): string | undefined {
    return flagsIn(this.programs.flatMap(rayStarts), name).pop();
  }

  /** Whether it is a Ray process that may speak TLS: a node, or a client with variables for it. */
  public get isRay(): boolean {
    return this.startsRay || TLS_VARIABLES.some((name) => this.env.has(name));
  }

  /** The value of a flag in its command, as `--name=value` or `--name value`; the last one counts. */
  public flag(name: string): string | undefined {
    return this.flags(name).pop();
  }

  /** All values of a flag that may be given several times. */
  public flags(name: string): string[] {
    return flagsIn(this.programs, name);
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

  private readEnv(): Map<string, string | undefined> {
    const env = new Map<string, string | undefined>();
    for (const entry of objects(this.json.env)) {
      const name = text(entry.name);
      if (name) env.set(name, expanded(entry.valueFrom === undefined ? (text(entry.value) ?? '') : this.valueFrom(entry.valueFrom), env));
    }
    return env;
  }

  private valueFrom(source: unknown): string | undefined {
    for (const [field, kind] of [['configMapKeyRef', 'ConfigMap'] as const, ['secretKeyRef', 'Secret'] as const]) {
      const key = text(at(source, field, 'key'));
      const entries = this.surroundings.data(kind, text(at(source, field, 'name')) ?? '');
      const entry = entries?.find((each) => each.key === key);
      if (entry !== undefined) return entry.content;
    }
    return undefined;
  }

  /** What comes by `envFrom`, and whether all of it is known. */
  private get fromSources(): { readonly values: ReadonlyMap<string, string>; readonly isWhole: boolean } {
    const values = new Map<string, string>();
    let isWhole = true;
    for (const source of objects(this.json.envFrom)) {
      const isSecret = source.secretRef !== undefined;
      const name = text(at(source, isSecret ? 'secretRef' : 'configMapRef', 'name')) ?? '';
      const entries = this.surroundings.data(isSecret ? 'Secret' : 'ConfigMap', name);
      if (entries === undefined && MAY_CONCERN_RAY.test(name)) isWhole = false;
      for (const { key, content } of entries ?? []) values.set(`${text(source.prefix) ?? ''}${key}`, content);
    }
    return { values, isWhole };
  }

  /** Variables whose text the command runs: `sh -c "$(START)"`, `eval "$START"`. */
  private programsInEnv(): string[] {
    return [...this.env].flatMap(([name, value]) =>
      value !== undefined && startsRay(value) && new RegExp(`\\$[({]?${name.replace(/\W/g, '')}\\b`).test(this.commandLine) ? [value] : [],
    );
  }
}

/** The containers in a field of a pod, each with its path. */
export function containersIn(podSpec: unknown, path: string, field: string, surroundings?: Surroundings): Container[] {
  return objects(at(podSpec, field)).map((json, index) => new Container(json, `${path}.${field}[${index}]`, surroundings));
}

function flagsIn(programs: readonly string[], name: string): string[] {
  const pattern = new RegExp(`(?:^|[\\s"'])--${name}(?:(?:=|\\s+(?!-))["']?([^\\s"'\\\\]+)|(?=[\\s"'\\\\]|$))`, 'g');
  return programs.flatMap((program) => [...program.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/** As Ray reads `RAY_USE_TLS`. */
function isTrue(value: string | undefined): boolean {
  return ['1', 'true'].includes((value ?? '').trim().toLowerCase());
}

/** As Kubernetes puts values together: `$(NAME)` is a variable above. */
function expanded(value: string | undefined, env: ReadonlyMap<string, string | undefined>): string | undefined {
  if (value === undefined || !value.includes('$(')) return value;
  const names = [...value.matchAll(/\$\(([\w.-]+)\)/g)].map(([, name]) => name);
  if (names.some((name) => env.has(name) && env.get(name) === undefined)) return undefined;
  return value.replace(/\$\(([\w.-]+)\)/g, (whole, name) => env.get(name) ?? whole);
}
