import type { Complaint } from '../invalid';
import { headVariable, rayContainerOf, startParamsOf } from './cluster-spec';
import type { Json, KubeRayContext, KubeRayRule } from './rule';

const ENABLED = 'ray.io/ft-enabled';
const STORAGE_NAMESPACE = 'ray.io/external-storage-namespace';
/** What KubeRay calls the volume of the embedded storage, and where it mounts it (v1.7.0). */
const STORAGE_VOLUME = 'gcs-storage';
const STORAGE_PATH = '/data/gcs';
const BY_OPTIONS = 'set it in gcsFaultToleranceOptions, and remove it here';

/** What KubeRay rejects of GCS fault tolerance. */
export const FAULT_TOLERANCE_RULES: readonly KubeRayRule[] = [
  {
    id: 'fault-tolerance-twice',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec, { annotations = {} }) =>
      spec.gcsFaultToleranceOptions === undefined || !annotations[ENABLED]
        ? []
        : [
            {
              what: `the annotation ${ENABLED}`,
              got: annotations[ENABLED],
              because: 'gcsFaultToleranceOptions is set too, and KubeRay takes one of the two',
              fix: 'remove the annotation',
            },
          ],
  },
  {
    id: 'redis-address',
    source: 'required in the CRD, KubeRay v1.6.2',
    until: '1.7',
    check: ({ gcsFaultToleranceOptions: options }) =>
      options === undefined || options.redisAddress !== undefined
        ? []
        : [
            {
              what: 'gcsFaultToleranceOptions.redisAddress',
              got: undefined,
              because: 'KubeRay before 1.7 keeps the state of GCS in Redis alone, and its CRD requires the address',
              fix: "write it, such as 'redis:6379'",
            },
          ],
  },
  {
    id: 'redis-without-fault-tolerance',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec, context) =>
      isFaultTolerant(spec, context) || headVariable(spec, 'RAY_REDIS_ADDRESS') === undefined
        ? []
        : [
            {
              what: 'environment variable RAY_REDIS_ADDRESS of the head',
              because: 'Ray would keep its state in Redis, and KubeRay does not know of it',
              fix: 'set redisAddress in gcsFaultTolerance, and remove it here',
            },
          ],
  },
  {
    id: 'redis-access-by-options',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    check: (spec, context) =>
      misplacedAccess(spec, context).map((what) => ({
        what,
        because: 'KubeRay takes the access to Redis from gcsFaultToleranceOptions alone',
        fix: BY_OPTIONS,
      })),
  },
  {
    id: 'fault-tolerance-backend',
    source: 'validateGcsFaultToleranceBackend, KubeRay v1.7.0',
    since: '1.7',
    check: ({ headGroupSpec, gcsFaultToleranceOptions: options }) => {
      if (options === undefined) return [];
      return options.backend === 'rocksdb' ? embeddedComplaints(options, headGroupSpec ?? {}) : redisComplaints(options);
    },
  },
];

/** Whether KubeRay takes GCS to be fault tolerant, by options or by the older annotation. */
export function isFaultTolerant(spec: Json, { annotations = {} }: Pick<KubeRayContext, 'annotations'>): boolean {
  return spec.gcsFaultToleranceOptions !== undefined || `${annotations[ENABLED]}`.toLowerCase() === 'true';
}

function misplacedAccess(spec: Json, { annotations = {} }: KubeRayContext): string[] {
  const params = startParamsOf(spec.headGroupSpec ?? {});
  const param = (name: string) => (params[name] ? [`headGroupSpec.rayStartParams['${name}']`] : []);
  const variable = (name: string) => (headVariable(spec, name) === undefined ? [] : [`environment variable ${name} of the head`]);
  const always = [...param('redis-username'), ...variable('REDIS_USERNAME')];
  if (spec.gcsFaultToleranceOptions === undefined) return always;
  const namespace = annotations[STORAGE_NAMESPACE] ? [`the annotation ${STORAGE_NAMESPACE}`] : [];
  return [...always, ...param('redis-password'), ...variable('REDIS_PASSWORD'), ...variable('RAY_REDIS_ADDRESS'), ...namespace];
}

function redisComplaints({ storage }: Json): Complaint[] {
  if (storage === undefined) return [];
  return [
    {
      what: 'gcsFaultToleranceOptions.storage',
      because: 'the backend is Redis, which has its own storage',
      fix: "remove it, or set backend to 'rocksdb'",
    },
  ];
}

function embeddedComplaints(options: Json, head: Json): Complaint[] {
  const { storage = {} } = options;
  const fields = ['redisAddress', 'redisUsername', 'redisPassword', 'externalStorageNamespace'].filter((field) => isGiven(options[field]));
  const claimed = isGiven(storage.claimName) ? ['size', 'storageClassName', 'accessModes'].filter((field) => isGiven(storage[field])) : [];
  const container = rayContainerOf(head);
  const variables = (container.env ?? []).filter(({ name }: Json) => ['RAY_gcs_storage', 'RAY_gcs_storage_path'].includes(name));
  const mounts = (container.volumeMounts ?? []).filter(
    ({ name, mountPath }: Json) => name === STORAGE_VOLUME || mountPath === STORAGE_PATH,
  );
  const volumes = (head.template?.spec?.volumes ?? []).filter(({ name }: Json) => name === STORAGE_VOLUME);
  const own = [
    ...variables.map(({ name }: Json) => `environment variable ${name} of the head`),
    ...mounts.map(({ name, mountPath }: Json) => `the mount of '${name}' at ${mountPath} in the head`),
    ...volumes.map(({ name }: Json) => `the volume '${name}' of the head`),
  ];
  return [
    ...fields.map((field) => ({
      what: `gcsFaultToleranceOptions.${field}`,
      because: "the backend is 'rocksdb', and no Redis is used",
      fix: "remove it, or set backend to 'redis'",
    })),
    ...claimed.map((field) => ({
      what: `gcsFaultToleranceOptions.storage.${field}`,
      because: 'claimName names a claim that exists, with a size and class of its own',
      fix: 'remove one of the two',
    })),
    ...own.map((what) => ({
      what,
      because: "KubeRay sets it itself with the backend 'rocksdb'",
      fix: 'remove it, or give it another name and path',
    })),
  ];
}

/** Go tells neither an empty text nor an empty list from one that is missing. */
function isGiven(value: unknown): boolean {
  return value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0);
}
