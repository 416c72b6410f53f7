import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Duration, Testing } from 'cdk8s';
import { CaKeyPair, RayTlsCa } from '../../lib';
import { DEFAULT_RAY_VERSION } from '../../lib/kubernetes/ray-image';
import { only, rayChart, synthCa } from './synth';

const GUARD = ['ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];

function job(...args: Parameters<typeof synthCa>): any {
  return only(synthCa(...args), 'Job');
}

function podSpec(...args: Parameters<typeof synthCa>): any {
  return job(...args).spec.template.spec;
}

function container(...args: Parameters<typeof synthCa>): any {
  const { containers, initContainers } = podSpec(...args);
  expect(containers).toHaveLength(1);
  expect(initContainers).toBeUndefined();
  return containers[0];
}

function env(...args: Parameters<typeof synthCa>): { [name: string]: string } {
  return Object.fromEntries(container(...args).env.map(({ name, value }: any) => [name, value]));
}

test('it is the default, and puts no Secret into the manifest', () => {
  const objects = synthCa();
  expect(objects.map(({ kind }) => kind)).toEqual(['ConfigMap', 'ServiceAccount', 'Role', 'RoleBinding', ...GUARD, 'Job']);
  expect(objects).toEqual(synthCa(CaKeyPair.inCluster()));
});

test('the Job comes last, after all that it needs', () => {
  expect(synthCa().at(-1).kind).toBe('Job');
});

describe('the identity of the Job', () => {
  test('may create Secrets, read the one of the CA, and nothing else', () => {
    const objects = synthCa();
    const { name } = only(objects, 'Role').metadata;
    expect(only(objects, 'Role').rules).toEqual([
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [env()['SECRET_NAME']], verbs: ['get'] },
    ]);
    expect(only(objects, 'RoleBinding').roleRef).toEqual({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name });
  });

  test('is a ServiceAccount of its own, in the namespace of the chart', () => {
    const objects = synthCa();
    const { name } = only(objects, 'ServiceAccount').metadata;
    expect(only(objects, 'RoleBinding').subjects).toEqual([{ kind: 'ServiceAccount', name, namespace: 'ray' }]);
    expect(podSpec().serviceAccountName).toBe(name);
  });

  test('is held by an admission policy to create the Secret of the CA, and that alone', () => {
    const objects = synthCa();
    const { name } = only(objects, 'ServiceAccount').metadata;
    const { metadata, spec } = only(objects, 'ValidatingAdmissionPolicy');
    expect(metadata).toEqual({ name: `ray-tls-ca.${name}.ray` });
    expect(spec.matchConditions).toEqual([{ name: 'who', expression: `request.userInfo.username == 'system:serviceaccount:ray:${name}'` }]);
    const { operations, resources } = spec.matchConstraints.resourceRules[0];
    expect([operations, resources]).toEqual([['CREATE', 'UPDATE', 'DELETE'], ['secrets']]);
    expect(spec.validations.map(({ expression }: any) => expression)).toEqual([
      `request.operation == 'CREATE' && object.metadata.name == '${env()['SECRET_NAME']}' && object.type == 'Opaque'`,
    ]);
    expect(only(objects, 'ValidatingAdmissionPolicyBinding').spec).toEqual({ policyName: metadata.name, validationActions: ['Deny'] });
  });

  test('is not held where cluster-scoped objects cannot be applied', () => {
    const kinds = synthCa(CaKeyPair.inCluster({ guarded: false })).map(({ kind }) => kind);
    expect(kinds.filter((kind) => GUARD.includes(kind))).toEqual([]);
  });

  test('is shown by a token for ten minutes, which is mounted nowhere by itself', () => {
    expect(only(synthCa(), 'ServiceAccount').automountServiceAccountToken).toBe(false);
    expect(podSpec().automountServiceAccountToken).toBe(false);
    const { projected } = podSpec().volumes.find(({ name }: any) => name === 'credentials');
    expect(projected.sources).toEqual([
      { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
      { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
      { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
    ]);
    expect(env()['CREDENTIALS_DIR']).toBe(container().volumeMounts.find(({ name }: any) => name === 'credentials').mountPath);
  });

  test('is another one for every CA, with the same scripts', () => {
    const chart = rayChart();
    new RayTlsCa(chart, 'one');
    new RayTlsCa(chart, 'two');
    const names = Testing.synth(chart).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => name.startsWith('ServiceAccount/'))).toHaveLength(2);
    expect(names.filter((name) => name.startsWith('ConfigMap/'))).toHaveLength(1);
  });
});

describe('the Job', () => {
  test('is never collected, as a GitOps tool would make it anew for ever', () => {
    expect(job().spec.ttlSecondsAfterFinished).toBeUndefined();
  });

  test('ends: after an hour, after four attempts, and at once with what another attempt cannot change', () => {
    expect(job().spec).toMatchObject({
      activeDeadlineSeconds: 3600,
      backoffLimit: 3,
      podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: 'make-ca', operator: 'In', values: [2] } }] },
    });
    expect(podSpec().restartPolicy).toBe('Never');
    expect(container().name).toBe('make-ca');
  });

  test('has no privilege, and writes to memory only', () => {
    expect(podSpec().securityContext).toEqual({ runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } });
    expect(container().securityContext).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    const { mountPath } = container().volumeMounts.find(({ readOnly }: any) => !readOnly);
    expect(mountPath).toBe(env()['WORK_DIR']);
    expect(podSpec().volumes.find(({ name }: any) => name === 'work').emptyDir).toEqual({ medium: 'Memory', sizeLimit: '1Mi' });
  });

  test('runs the scripts out of the ConfigMap, word for word', () => {
    const configMap = only(synthCa(), 'ConfigMap');
    for (const name of ['ca/scripts/make-ca.py', 'ca/scripts/ca_pair.py', 'kubernetes/scripts/kube_api.py']) {
      expect(configMap.data[basename(name)]).toBe(readFileSync(join(__dirname, '../../lib', name), 'utf8'));
    }
    expect(podSpec().volumes.find(({ name }: any) => name === 'scripts').configMap.name).toBe(configMap.metadata.name);
    const { mountPath } = container().volumeMounts.find(({ name }: any) => name === 'scripts');
    expect(container().command).toEqual(['python3', '-E', '-s', '-B', `${mountPath}/make-ca.py`]);
  });

  test('runs the published image of Ray, or the one that was chosen', () => {
    expect(container().image).toBe(`rayproject/ray:${DEFAULT_RAY_VERSION}`);
    expect(podSpec().imagePullSecrets).toBeUndefined();
    const chosen = CaKeyPair.inCluster({ image: 'registry.corp/ray@sha256:1', imagePullSecrets: ['pull'] });
    expect(container(chosen).image).toBe('registry.corp/ray@sha256:1');
    expect(podSpec(chosen).imagePullSecrets).toEqual([{ name: 'pull' }]);
  });

  test('makes the CA that was asked for', () => {
    expect(env()).toMatchObject({ CA_COMMON_NAME: 'Ray cluster CA', CA_SECONDS: '315360000' });
    expect(env(undefined, { commonName: 'Mine', duration: Duration.days(30), secretName: 'ca-tls' })).toMatchObject({
      SECRET_NAME: 'ca-tls',
      CA_COMMON_NAME: 'Mine',
      CA_SECONDS: '2592000',
    });
  });

  test('says what failed where kubectl describe shows it', () => {
    expect(container().terminationMessagePolicy).toBe('FallbackToLogsOnError');
  });
});

describe('the name of the Job', () => {
  test('is the same at every synth', () => {
    expect(job().metadata.name).toBe(job().metadata.name);
  });

  test.each([
    ['image', [CaKeyPair.inCluster({ image: 'other/ray:1' })]],
    ['common name', [undefined, { commonName: 'Other' }]],
    ['duration', [undefined, { duration: Duration.days(1) }]],
    ['Secret', [undefined, { secretName: 'other' }]],
  ] as [string, Parameters<typeof synthCa>][])('is another one for another %s, as a Job cannot be changed', (_, args) => {
    expect(job(...args).metadata.name).not.toBe(job().metadata.name);
  });

  test('is another one for another script, so that a repaired one runs', () => {
    const name = job().metadata.name;
    jest.isolateModules(() => {
      jest.doMock('../../lib/kubernetes/pod-script', () => ({ podScript: () => 'repaired', kubeApiScript: () => ({}) }));
      const { synthCa: synthRepaired } = require('./synth') as { synthCa: typeof synthCa };
      expect(only(synthRepaired(), 'ConfigMap').data['make-ca.py']).toBe('repaired');
      expect(only(synthRepaired(), 'Job').metadata.name).not.toBe(name);
    });
  });

  test('fits into a label, however long the path', () => {
    const chart = rayChart();
    new RayTlsCa(chart, 'a'.repeat(70), { secretName: 'ca' });
    expect(only(Testing.synth(chart), 'Job').metadata.name.length).toBeLessThanOrEqual(63);
  });
});

describe('what marks and limits it', () => {
  test('everything is labelled, the pod too', () => {
    const objects = synthCa();
    const { metadata } = job();
    expect(Object.keys(metadata.labels)).not.toEqual([]);
    const own = objects.filter(({ kind }) => ![...GUARD, 'ConfigMap'].includes(kind));
    for (const object of own) expect(object.metadata.labels).toEqual(metadata.labels);
    expect(job().spec.template.metadata.labels).toEqual(metadata.labels);
  });

  test('the container asks for little, and gets no more', () => {
    expect(container().resources).toEqual({ requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } });
  });

  test('the script learns its Job, and how long it may wait', () => {
    expect(container().env).toContainEqual({ name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } } });
    expect(env()).toMatchObject({ REQUEST_SECONDS: '10', RETRY_SECONDS: '60' });
    expect(Number(env()['CLOCK_SKEW_SECONDS'])).toBeGreaterThan(0);
  });

  test('what it writes to is in memory, and mounted', () => {
    const { name } = podSpec().volumes.find(({ emptyDir }: any) => emptyDir?.medium === 'Memory');
    expect(container().volumeMounts).toContainEqual({ name, mountPath: env()['WORK_DIR'] });
    expect(podSpec().enableServiceLinks).toBe(false);
  });

  test('its name ends with eight hexadecimal digits', () => {
    expect(job().metadata.name).toMatch(/-[0-9a-f]{8}$/);
  });
});
