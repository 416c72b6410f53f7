import type { Container } from '../model/container';
import { dataOf } from '../model/data';
import { at, objects, text } from '../model/json';
import type { ManifestSet } from '../model/manifest-set';
import type { Pod } from '../model/pod';
import { assignmentOf, joinLines } from '../model/programs';
import { type Complaint, type Rule, Severity } from '../rule';

const CREDENTIAL = /(?:^|_)(?:PASSWORD|PASSWD|PASSPHRASE|TOKEN|CLIENT_SECRET|API_?KEY|SECRET_(?:ACCESS_)?KEY|ACCESS_TOKEN|CREDENTIALS?)$/i;
/** What is no credential: nothing, another variable, a file, a switch or a small number, a gap to be filled in. */
const NO_CREDENTIAL = /^\s*$|^\$|^\/|^(?:true|false|none|null|\d{1,7})$|^<.*>$|^\{\{.*\}\}$/i;
/** `redis://user:password@host`. */
const IN_ADDRESS = /^\w+:\/\/[^/@:\s]*:[^/@\s$]+@/;
const TOKEN_KEY = 'auth_token';
/** What commands set most probably where it is written down. */
const NEVER_EXPORTED = ['RAY_AUTH_TOKEN', 'REDIS_PASSWORD', 'RAY_REDIS_PASSWORD'];

export const credentialInManifest: Rule = {
  id: 'credential-in-manifest',
  title: 'A password or token is readable in a manifest',
  why: 'Manifests are kept in Git, in pipelines and their logs, and variables are shown to whoever may read pods: each of them has the credential.',
  fix: 'Replace it, keep the new one in a Secret that is made elsewhere, and refer to it by `valueFrom.secretKeyRef`; leave `authOptions.secretName` out, and KubeRay makes the token.',
  source: 'Kubernetes, good practices for Secrets; base64 in a Secret is no encryption',
  severity: Severity.WARNING,
  check: (set) => [
    ...tokenSecrets(set),
    ...set.pods.filter(concernsRay).flatMap(inPod),
    ...set.clusters.flatMap(inRedisOptions),
    ...set.clusters.flatMap(inRuntimeEnv),
  ],
};

/** Nodes, the submitters of jobs, and clients that have Ray's token or address. */
function concernsRay(pod: Pod): boolean {
  const variables = ['RAY_AUTH_TOKEN', 'RAY_ADDRESS'];
  return pod.isRay || pod.role === 'submitter' || pod.containers.some(({ env }) => variables.some((name) => env.has(name)));
}

/** The variables of a job's runtime environment, which is YAML in a text. */
function inRuntimeEnv({ manifest }: ManifestSet['clusters'][number]): Complaint[] {
  const prefix = manifest.kind === 'RayCronJob' ? ['spec', 'jobTemplate'] : ['spec'];
  const path = [...prefix, 'runtimeEnvYAML'].join('.');
  return (text(at(manifest.json, ...prefix, 'runtimeEnvYAML')) ?? '').split('\n').flatMap((line) => {
    const [, name = '', value = ''] = /^\s*["']?(\w+)["']?\s*:\s*["']?([^"'#\s][^"'\s]*)/.exec(line) ?? [];
    return CREDENTIAL.test(name) && !NO_CREDENTIAL.test(value) ? [{ manifest, path, message: `the value of ${name} is written down` }] : [];
  });
}

function tokenSecrets(set: ManifestSet): Complaint[] {
  return set
    .ofKind('Secret')
    .filter(({ isLive }) => !isLive)
    .flatMap((manifest) =>
      dataOf(manifest)
        .filter(({ key, content }) => key === TOKEN_KEY && !NO_CREDENTIAL.test(content))
        .map(({ path }) => ({ manifest, path, message: 'it holds the token of a Ray cluster in readable form' })),
    );
}

function inPod(pod: Pod): Complaint[] {
  const containers = [...pod.initContainers, ...pod.containers, ...pod.rayContainers.filter((each) => !pod.containers.includes(each))];
  const places = [...containers.flatMap(inContainer), ...inStartParams(pod)];
  return places.map(({ path, what }) => ({ manifest: pod.manifest, path, message: `${what} of the ${pod.title} is written down` }));
}

interface Place {
  readonly path: string;
  readonly what: string;
}

function inContainer(container: Container): Place[] {
  const inEnv = objects(container.json.env).flatMap(({ name, value }, index) => {
    const [variable, content] = [text(name) ?? '', text(value) ?? ''];
    const isOne = (CREDENTIAL.test(variable) && !NO_CREDENTIAL.test(content)) || IN_ADDRESS.test(content);
    return isOne ? [{ path: `${container.path}.env[${index}]`, what: `the value of ${variable}` }] : [];
  });
  const fromConfigMap = objects(container.json.env).flatMap(({ name, valueFrom }, index) => {
    const isOne = CREDENTIAL.test(text(name) ?? '') && at(valueFrom, 'configMapKeyRef') !== undefined;
    return isOne ? [{ path: `${container.path}.env[${index}]`, what: `the value of ${text(name)}, in a ConfigMap,` }] : [];
  });
  const exported = NEVER_EXPORTED.filter((name) => {
    const value = container.programs.map((program) => assignmentOf(program, name)?.value).find((each) => each !== undefined);
    return value !== undefined && !NO_CREDENTIAL.test(value);
  });
  const inPrograms = exported.map((name) => ({ path: container.path, what: `the value of ${name}, in the command,` }));
  const flag = /--(redis-password|requirepass)[= ]+["']?([^\s"']+)/.exec(joinLines(container.commandLine));
  const inCommand = flag !== null && !NO_CREDENTIAL.test(flag[2]) ? [{ path: container.path, what: `the --${flag[1]}` }] : [];
  return [...inEnv, ...fromConfigMap, ...inPrograms, ...inCommand];
}

function inStartParams(pod: Pod): Place[] {
  const password = pod.rayStartParams.get('redis-password') ?? '';
  if (NO_CREDENTIAL.test(password)) return [];
  return [{ path: `${pod.groupPath}.rayStartParams['redis-password']`, what: 'the redis-password' }];
}

function inRedisOptions({ manifest, path, spec }: ManifestSet['clusters'][number]): Complaint[] {
  const options = spec.gcsFaultToleranceOptions;
  const where = `${path}.gcsFaultToleranceOptions`;
  const password = text(at(options, 'redisPassword', 'value')) ?? '';
  const address = text(at(options, 'redisAddress')) ?? '';
  return [
    ...(NO_CREDENTIAL.test(password)
      ? []
      : [{ manifest, path: `${where}.redisPassword.value`, message: 'the password of Redis is written down' }]),
    ...(IN_ADDRESS.test(address) ? [{ manifest, path: `${where}.redisAddress`, message: 'the password of Redis is written down' }] : []),
  ];
}
