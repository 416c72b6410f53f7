import { Yaml } from 'cdk8s';
import { type PlainObject, plainList, plainObject } from '../../kubernetes/plain-json';
import { checkArguments } from '../../refusals/api/arguments';
import { requireServeApplications, requireServeText } from '../../refusals/service/applications';

/** An application of Ray Serve. */
export interface RayServeApplication {
  /** Its name, unique in the service. */
  readonly name: string;

  /** Where it is in Python: `module:variable`, such as `app.main:graph`. */
  readonly importPath: string;

  /**
   * Under which path it is served, unique in the service.
   *
   * @default '/'
   */
  readonly routePrefix?: string;

  /**
   * Its runtime environment, in Ray's own form: `{ pip: [...], working_dir: '...', env_vars: {...} }`. No secrets: it stands in the
   * RayService as it is.
   *
   * @default - none
   */
  readonly runtimeEnv?: any;

  /**
   * What its builder function is given, by name.
   *
   * @default - nothing
   */
  readonly args?: any;

  /**
   * Settings of its deployments, in Serve's own form: `[{ name, num_replicas, ray_actor_options, autoscaling_config, ... }]`.
   *
   * @default - those of its code
   */
  readonly deployments?: any[];
}

/** What Ray Serve runs, and how it is reached. */
export interface RayServeConfigOptions {
  /** The applications, one at least. */
  readonly applications: RayServeApplication[];

  /**
   * How Serve speaks HTTP, in its own form: `{ port, request_timeout_s, ssl_certfile, ... }`.
   *
   * @default - on port 8000 of every pod, in clear text
   */
  readonly httpOptions?: any;

  /**
   * How Serve speaks gRPC, in its own form: `{ port, grpc_servicer_functions }`. It does so in clear text, whatever Ray's TLS settings say (Ray 2.58).
   *
   * @default - not at all
   */
  readonly grpcOptions?: any;

  /**
   * Where Serve listens: `EveryNode`, `HeadOnly` or `Disabled`.
   *
   * @default - `EveryNode`
   */
  readonly proxyLocation?: string;

  /**
   * What is logged, in Serve's own form: `{ log_level, encoding, ... }`.
   *
   * @default - Serve's
   */
  readonly loggingConfig?: any;
}

/** What Ray Serve is told, which KubeRay hands on to it: `serveConfigV2`. */
export class RayServeConfig {
  /**
   * Applications, typed.
   *
   * @throws Error, when attached: no applications, two of one name or path, an import path that is none
   */
  public static of(options: RayServeConfigOptions): RayServeConfig {
    return new RayServeConfig((path) => {
      const config = serveConfig(path, options);
      requireServeApplications(path, config.applications);
      return { text: Yaml.stringify(config), httpOptions: config.http_options ?? {} };
    });
  }

  /**
   * A Serve config file as it is, such as `serve build` writes it. What stands in it is not checked.
   *
   * @throws Error, when attached: an empty text
   */
  public static fromYaml(text: string): RayServeConfig {
    return new RayServeConfig((path) => {
      requireServeText(path, text);
      return { text };
    });
  }

  /** Always true. Go compares interfaces by their members: this one keeps values of other classes from passing as this class. */
  public readonly isRayServeConfig: boolean = true;

  private constructor(private readonly produce: (constructPath: string) => ServeConfigText) {}

  /**
   * As a RayService has it.
   *
   * @internal
   */
  public _render(constructPath: string): ServeConfigText {
    return this.produce(constructPath);
  }
}

/**
 * A Serve config, and of it what KubeRay has to know too.
 *
 * @internal
 */
export interface ServeConfigText {
  readonly text: string;
  /** Serve's own HTTP options; undefined where they are not known. */
  readonly httpOptions?: PlainObject;
}

function serveConfig(path: string, options: RayServeConfigOptions): PlainObject {
  const { applications, httpOptions, grpcOptions, proxyLocation, loggingConfig } = options;
  return {
    ...(proxyLocation === undefined ? {} : { proxy_location: proxyLocation }),
    ...section(path, 'http_options', 'serveConfig: httpOptions', httpOptions),
    ...section(path, 'grpc_options', 'serveConfig: grpcOptions', grpcOptions),
    ...section(path, 'logging_config', 'serveConfig: loggingConfig', loggingConfig),
    applications: applications.map((application, index) => applicationOf(path, `serveConfig: applications[${index}]`, application)),
  };
}

function applicationOf(path: string, what: string, application: RayServeApplication): PlainObject {
  const { name, importPath, routePrefix = '/', runtimeEnv, args, deployments } = application;
  return {
    name,
    route_prefix: routePrefix,
    import_path: importPath,
    ...section(path, 'runtime_env', `${what}.runtimeEnv`, runtimeEnv),
    ...section(path, 'args', `${what}.args`, args),
    ...(deployments === undefined ? {} : { deployments: plainList(path, `${what}.deployments`, deployments) }),
  };
}

function section(path: string, field: string, what: string, value: unknown): PlainObject {
  return value === undefined ? {} : { [field]: plainObject(path, what, value) };
}

checkArguments('RayServeConfig', RayServeConfig);
