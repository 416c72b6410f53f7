import type { Complaint } from '../invalid';
import { containersOf, groupsOf } from './cluster-spec';
import type { Json, KubeRayRule } from './rule';

const PLACE = 'historyServerOptions.collectorOptions';
/** What KubeRay calls the container that it adds (v1.7.0). */
const CONTAINER = 'ray-history-collector';
const SET_BY_KUBERAY = [
  'POD_IP',
  'FQ_RAY_IP',
  'RAY_CLUSTER_NAME',
  'RAY_CLUSTER_NAMESPACE',
  'RAY_ROLE',
  'OWNER_KIND',
  'OWNER_NAME',
  'EVENTS_PORT',
];
const AZURE_MODE = 'AZURE_STORAGE_AUTH_MODE';
const AZURE_STRING = 'AZURE_STORAGE_CONNECTION_STRING';
const AZURE_URL = 'AZURE_STORAGE_ACCOUNT_URL';
const NEEDED: { readonly [backend: string]: readonly string[] } = {
  GCS: ['GCS_BUCKET'],
  S3: ['S3_REGION'],
  ALIYUNOSS: ['OSS_BUCKET', 'OSS_ENDPOINT', 'OSS_REGION'],
};

/** What KubeRay rejects of the History Server's collector. */
export const HISTORY_SERVER_RULES: readonly KubeRayRule[] = [
  {
    id: 'history-server-collector',
    source: 'validateCollectorOptions, KubeRay v1.7.0',
    since: '1.7',
    check: ({ historyServerOptions: options }) => {
      if (options === undefined) return [];
      const { collectorOptions: collector } = options;
      if (collector === undefined) {
        return [
          { what: PLACE, because: "KubeRay runs the History Server's collector in each pod by these options", fix: 'set image and env' },
        ];
      }
      return collectorComplaints(collector);
    },
  },
  {
    id: 'history-server-container',
    source: 'ValidateRayClusterSpec, KubeRay v1.7.0',
    since: '1.7',
    check: (spec) =>
      groupsOf(spec)
        .filter(({ group }) => spec.historyServerOptions !== undefined && containersOf(group).some(({ name }) => name === CONTAINER))
        .map(({ place }) => ({
          what: `${place}.template.spec.containers`,
          got: CONTAINER,
          because: 'KubeRay adds a container of that name with historyServerOptions',
          fix: 'rename yours',
        })),
  },
];

function collectorComplaints({ image, env = [] }: Json): Complaint[] {
  const variables = new Map<string, Json>(env.map((variable: Json) => [variable.name, variable]));
  const has = (name: string) => Boolean(variables.get(name)?.value) || variables.get(name)?.valueFrom !== undefined;
  const complaints: Complaint[] = [];
  if (!image) complaints.push({ what: `${PLACE}.image`, because: 'KubeRay has no image of its own for the collector', fix: 'name one' });
  for (const got of SET_BY_KUBERAY.filter((name) => variables.has(name))) {
    complaints.push({ what: `${PLACE}.env`, got, because: 'KubeRay sets this variable itself', fix: 'remove it' });
  }
  const backend = variables.get('STORAGE_BACKEND')?.value;
  const lacks = backend ? missingOf(`${backend}`.toUpperCase(), variables, has) : 'STORAGE_BACKEND, with a literal value';
  if (lacks !== undefined) {
    complaints.push({ what: `${PLACE}.env`, because: `the collector needs ${lacks}, to know where it stores`, fix: 'add it' });
  }
  return complaints;
}

function missingOf(backend: string, variables: ReadonlyMap<string, Json>, has: (name: string) => boolean): string | undefined {
  if (backend !== 'AZUREBLOB') return NEEDED[backend]?.find((name) => !has(name));
  switch (`${variables.get(AZURE_MODE)?.value ?? ''}`.trim().toLowerCase()) {
    case 'connection_string':
      return has(AZURE_STRING) ? undefined : AZURE_STRING;
    case 'workload_identity':
    case 'default':
      return has(AZURE_URL) ? undefined : AZURE_URL;
    default:
      return has(AZURE_STRING) || has(AZURE_URL) ? undefined : `${AZURE_STRING} or ${AZURE_URL}`;
  }
}
