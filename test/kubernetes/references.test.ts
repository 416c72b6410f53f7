import { App, Chart, Testing } from 'cdk8s';
import { ConfigMap, Deployment, Env } from 'cdk8s-plus-28';
import {
  CertManagerIssuer,
  KubeRbacProxyAuth,
  RayNetworkPolicy,
  RayServeConfig,
  RayTls,
  RayTlsAlerts,
  RayTlsCa,
  RayTlsCheck,
  RayTlsCluster,
  type RayTlsClusterBase,
  RayTlsCronJob,
  RayTlsJob,
  RayTlsRotation,
  RayTlsService,
  RayTokenAuth,
  RayTokenSource,
} from '../../lib';

type Json = { [field: string]: any };

/** Every pod spec in an object, at any depth. */
function podSpecsIn(json: unknown): Json[] {
  if (typeof json !== 'object' || json === null) return [];
  const here = Array.isArray((json as Json).containers) ? [json as Json] : [];
  return [...here, ...Object.values(json).flatMap(podSpecsIn)];
}

/** The objects that a pod names, as `Kind/name`. */
function namedBy(podSpec: Json): string[] {
  const found: string[] = [];
  const look = (json: unknown): void => {
    if (typeof json !== 'object' || json === null) return;
    const { configMap, configMapRef, configMapKeyRef, secret, secretRef, secretKeyRef, serviceAccountName } = json as Json;
    for (const each of [configMap, configMapRef, configMapKeyRef]) if (each?.name) found.push(`ConfigMap/${each.name}`);
    for (const each of [secret, secretRef, secretKeyRef])
      if (each?.name ?? each?.secretName) found.push(`Secret/${each.name ?? each.secretName}`);
    if (serviceAccountName) found.push(`ServiceAccount/${serviceAccountName}`);
    Object.values(json).forEach(look);
  };
  look(podSpec);
  return found;
}

/** What pods name that is there, but not where they run. */
function strayed(objects: readonly Json[]): string[] {
  const made = (of: string) => objects.filter(({ kind, metadata }) => `${kind}/${metadata.name}` === of);
  return objects.flatMap((object) =>
    podSpecsIn(object)
      .flatMap(namedBy)
      .filter((of) => made(of).length > 0 && !made(of).some(({ metadata }) => metadata.namespace === object.metadata.namespace))
      .map(
        (of) => `${object.kind}/${object.metadata.name} in ${object.metadata.namespace} names ${of} in ${made(of)[0].metadata.namespace}`,
      ),
  );
}

/** The bindings whose ServiceAccount is in another namespace. */
function misbound(objects: readonly Json[]): string[] {
  return objects
    .filter(({ kind }) => kind === 'RoleBinding')
    .flatMap(({ metadata, subjects }) =>
      subjects
        .filter(({ kind }: Json) => kind === 'ServiceAccount')
        .filter(({ name, namespace = metadata.namespace }: Json) => {
          const accounts = objects.filter((each) => each.kind === 'ServiceAccount' && each.metadata.name === name);
          return accounts.length > 0 && !accounts.some((each) => each.metadata.namespace === namespace);
        })
        .map(({ name }: Json) => `${metadata.name} binds ${name}`),
    );
}

const HOSTS: { [name: string]: (chart: Chart, namespace: string | undefined, tls: RayTls) => RayTlsClusterBase } = {
  cluster: (chart, namespace, tls) => new RayTlsCluster(chart, 'host', { metadata: { namespace }, tls }),
  job: (chart, namespace, tls) => new RayTlsJob(chart, 'host', { metadata: { namespace }, tls, entrypoint: 'python train.py' }),
  'scheduled job': (chart, namespace, tls) =>
    new RayTlsCronJob(chart, 'host', {
      metadata: { namespace },
      tls,
      entrypoint: 'python train.py',
      schedule: '0 3 * * *',
      kubeRayVersion: '1.6',
    }),
  service: (chart, namespace, tls) =>
    new RayTlsService(chart, 'host', { metadata: { namespace }, tls, serveConfig: RayServeConfig.fromYaml('applications: []') }),
};
const WAYS: { [name: string]: (chart: Chart) => RayTls } = {
  signedBy: (chart) => RayTls.signedBy(new RayTlsCa(chart, 'ca')),
  issuedBy: (chart) => RayTls.issuedBy(CertManagerIssuer.fromIssuerName(chart, 'issuer', 'ray')),
  fromSecret: () => RayTls.fromSecret('ray-leaf'),
};
/** Namespaces of the cluster's chart, of the cluster's metadata, and of the chart with what looks after it. */
const PLACES = [
  ['ray', undefined, 'ops'],
  ['ray', undefined, undefined],
  ['ray', 'data', 'ops'],
  ['ray', 'data', 'ray'],
  [undefined, 'data', undefined],
  [undefined, 'data', 'ops'],
  [undefined, undefined, undefined],
] as const;
const CONCERNS: { [name: string]: (chart: Chart, cluster: RayTlsClusterBase) => unknown } = {
  rotation: (chart, cluster) => new RayTlsRotation(chart, 'rotation', { cluster }),
  check: (chart, cluster) => new RayTlsCheck(chart, 'check', { cluster }),
  alerts: (chart, cluster) => new RayTlsAlerts(chart, 'alerts', { cluster }),
  'network policy': (chart, cluster) => new RayNetworkPolicy(chart, 'network', { cluster }),
  proxy: (chart, cluster) => new KubeRbacProxyAuth(chart, 'auth', { cluster }),
  token: (chart, cluster) => new RayTokenAuth(chart, 'token', { cluster, source: RayTokenSource.fromSecret('token') }),
};

/** What an app has astray; undefined where it is refused, with a fix. */
function tried(build: (app: App) => void): string[] | undefined {
  const app = new App();
  try {
    build(app);
  } catch (error) {
    expect((error as Error).message).toMatch(/^\[.*\. Fix: /s);
    return undefined;
  }
  const objects: Json[] = app.charts.flatMap((chart) => Testing.synth(chart));
  return [...strayed(objects), ...misbound(objects)];
}

describe('whatever the pods of an app name is where they run', () => {
  const hostsAndWays = Object.keys(HOSTS).flatMap((host) => Object.keys(WAYS).map((way) => [host, way] as const));

  test.each(hostsAndWays)('%s, %s', (host, way) => {
    const results = PLACES.flatMap(([chartNamespace, namespace, opsNamespace]) =>
      Object.values(CONCERNS).map((concern) =>
        tried((app) => {
          const chart = new Chart(app, 'ray', { namespace: chartNamespace });
          const ops = new Chart(app, 'ops', { namespace: opsNamespace });
          concern(ops, HOSTS[host](chart, namespace, WAYS[way](chart)));
        }),
      ),
    );
    expect(results.flatMap((astray) => astray ?? [])).toEqual([]);
    expect(results.filter((astray) => astray !== undefined).length).toBeGreaterThan(4);
  });

  test('that this can fail', () => {
    const app = new App();
    const chart = new Chart(app, 'ray', { namespace: 'ray' });
    new ConfigMap(chart, 'config', { metadata: { name: 'config', namespace: 'data' } });
    const containers = [{ image: 'x', envFrom: [Env.fromConfigMap(ConfigMap.fromConfigMapName(chart, 'same', 'config'))] }];
    new Deployment(chart, 'api', { containers });
    expect(strayed(Testing.synth(chart))).toEqual(['Deployment/ray-api-c8628057 in ray names ConfigMap/config in data']);
  });
});
