import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ValidateFunction } from 'ajv';
import { parse } from 'yaml';
import { closedCrdSchema, closedSchema, type Schema } from './closed-schema';
import { describeError, kubernetesAjv } from './kubernetes-ajv';
import {
  APPROVER_POLICY,
  CERT_MANAGER,
  KUBERAY,
  KUBERNETES,
  type KubeRayVersion,
  PROMETHEUS_OPERATOR,
  type SchemaSource,
  schemaFolder,
} from './schema-sources';

/** The versions that a manifest is validated for. */
export interface Against {
  readonly kubeRay: KubeRayVersion;
}

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

const ajv = kubernetesAjv();
const validators = new Map<string, ValidateFunction | undefined>();
const documents = new Map<string, Schema | undefined>();
const definitions = new Map<SchemaSource, Schema[]>();

/**
 * What the API server would refuse in an object by its schema, unknown fields included: one line for each violation, none if there is none.
 *
 * @throws an Error if the schemas are not to be found.
 */
export function validateManifest(object: any, against: Against): string[] {
  const { apiVersion, kind, metadata } = object ?? {};
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    return [`${JSON.stringify(object)}: apiVersion and kind are required`];
  }
  const title = `${kind}/${metadata?.name ?? '?'}`;
  const validator = validatorOf(apiVersion, kind, against);
  if (!validator) {
    return [`${title}: no schema of ${apiVersion} ${kind} (KubeRay ${against.kubeRay}, Kubernetes ${KUBERNETES.version})`];
  }
  const violations = validator(object) ? [] : (validator.errors ?? []).map((error) => `${title} ${describeError(error)}`);
  const nameless = metadata?.name || metadata?.generateName ? [] : [`${title} /metadata: name or generateName is required`];
  return [...violations, ...nameless];
}

function validatorOf(apiVersion: string, kind: string, against: Against): ValidateFunction | undefined {
  const source = crdSource(apiVersion, against);
  return remembered(validators, `${source?.project}-${source?.version} ${apiVersion} ${kind}`, () => {
    const schema = source ? crdSchema(source, apiVersion, kind) : coreSchema(apiVersion, kind);
    return schema && ajv.compile(schema);
  });
}

function crdSource(apiVersion: string, against: Against): SchemaSource | undefined {
  switch (apiVersion.split('/')[0]) {
    case 'ray.io':
      return KUBERAY[against.kubeRay];
    case 'cert-manager.io':
    case 'acme.cert-manager.io':
      return CERT_MANAGER;
    case 'policy.cert-manager.io':
      return APPROVER_POLICY;
    case 'monitoring.coreos.com':
      return PROMETHEUS_OPERATOR;
    default:
      return undefined;
  }
}

function crdSchema(source: SchemaSource, apiVersion: string, kind: string): Schema | undefined {
  const open = openCrdSchema(source, apiVersion, kind);
  if (!open) {
    return undefined;
  }
  const schema = closedCrdSchema(open);
  // A definition leaves these three to the API server.
  const root = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { $ref: reference('v1', OBJECT_META) } };
  return { ...schema, properties: { ...schema.properties, ...root } };
}

/** The schema as its CustomResourceDefinition has it; none where the source has no such kind. */
export function openCrdSchema(source: SchemaSource, apiVersion: string, kind: string): Schema | undefined {
  const [group, name] = apiVersion.split('/');
  const definition = crds(source).find(({ spec }) => spec.group === group && spec.names.kind === kind);
  const version = definition?.spec.versions.find((version: Schema) => version.name === name && version.served);
  return version?.schema.openAPIV3Schema;
}

function crds(source: SchemaSource): Schema[] {
  return remembered(definitions, source, () => {
    const folder = schemaFolder(source);
    const files = readdirSync(folder).filter((file) => file.endsWith('.yaml'));
    if (files.length === 0) {
      throw new Error(`[schemas] ${folder} has no *.yaml. Fix: put the definitions of ${source.project} v${source.version} there.`);
    }
    return files.map((file) => parse(readFileSync(join(folder, file), 'utf8')));
  });
}

function coreSchema(apiVersion: string, kind: string): Schema | undefined {
  const [version, group = ''] = apiVersion.split('/').reverse();
  const is = (known: Schema) => known.group === group && known.version === version && known.kind === kind;
  const [name] =
    Object.entries<Schema>(openApi(apiVersion)?.components.schemas ?? {}).find(([, schema]) =>
      schema['x-kubernetes-group-version-kind']?.some(is),
    ) ?? [];
  return name ? { $ref: reference(apiVersion, name) } : undefined;
}

function reference(apiVersion: string, name: string): string {
  const document = openApi(apiVersion);
  if (!document?.components.schemas[name]) {
    throw new Error(`[schemas] Kubernetes v${KUBERNETES.version} has no ${name} in ${apiVersion}.`);
  }
  return `${document.$id}#/components/schemas/${name}`;
}

/** The OpenAPI document of one API version, closed and known to ajv; none for an API version that Kubernetes itself does not serve. */
function openApi(apiVersion: string): Schema | undefined {
  return remembered(documents, apiVersion, () => {
    const file = apiVersion.includes('/') ? `apis__${apiVersion.replace('/', '__')}_openapi.json` : `api__${apiVersion}_openapi.json`;
    const path = join(schemaFolder(KUBERNETES), file);
    if (!existsSync(path)) {
      return undefined;
    }
    const { schemas } = JSON.parse(readFileSync(path, 'utf8')).components;
    schemas[QUANTITY] = { anyOf: [{ type: 'string', format: 'quantity' }, { type: 'number' }] };
    const deref = (ref: string) => schemas[ref.slice('#/components/schemas/'.length)];
    const closed = Object.fromEntries(Object.entries<Schema>(schemas).map(([name, schema]) => [name, closedSchema(schema, deref)]));
    const document = { $id: `kubernetes:${file}`, components: { schemas: closed } };
    ajv.addSchema(document);
    return document;
  });
}

function remembered<Key, Value>(memory: Map<Key, Value>, key: Key, make: () => Value): Value {
  if (!memory.has(key)) {
    memory.set(key, make());
  }
  return memory.get(key)!;
}
