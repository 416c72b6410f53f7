import { CertManagerIssuer, RaySubmission, RayTls } from '../../../lib';
import { only, synth, testChart } from '../../support/synth';
import { jobSpec, testJob } from './fixture';

const submitter = (options: Parameters<typeof RaySubmission.kubernetesJob>[0] = {}, props: object = {}) =>
  jobSpec({ submission: RaySubmission.kubernetesJob(options), ...props }).submitterPodTemplate;

test.each([
  ['kubernetesJob', RaySubmission.kubernetesJob(), 'K8sJobMode'],
  ['http', RaySubmission.http(), 'HTTPMode'],
  ['sidecar', RaySubmission.sidecar(), 'SidecarMode'],
])('%s is what KubeRay calls so', (_, submission, mode) => expect(jobSpec({ submission }).submissionMode).toBe(mode));

test('interactive is what KubeRay calls so, and has no entrypoint', () => {
  const spec = jobSpec({ submission: RaySubmission.interactive(), entrypoint: undefined });
  expect(spec.submissionMode).toBe('InteractiveMode');
  expect(spec.entrypoint).toBeUndefined();
});

test.each([RaySubmission.http(), RaySubmission.sidecar()])('a job has no submitter pod where none submits', (submission) => {
  expect(jobSpec({ submission }).submitterPodTemplate).toBeUndefined();
  expect(testJob({ submission }).submitter).toBeUndefined();
});

test('KubeRay adds the sidecar itself: the head is the same as with a submitter of its own', () =>
  expect(jobSpec({ submission: RaySubmission.sidecar() }).rayClusterSpec).toEqual(jobSpec().rayClusterSpec));

describe('the submitter', () => {
  test('runs the image of the head, and pulls it as the head does', () => {
    const head = {
      template: {
        spec: { imagePullSecrets: [{ name: 'corp' }], containers: [{ name: 'ray', image: 'corp/ray:2.58.0', imagePullPolicy: 'Never' }] },
      },
    };
    const { spec } = submitter({}, { head });
    expect(spec.imagePullSecrets).toEqual([{ name: 'corp' }]);
    expect(spec.containers[0]).toMatchObject({ name: 'ray-job-submitter', image: 'corp/ray:2.58.0', imagePullPolicy: 'Never' });
  });
  test("gets no secret of the head for an image of somebody else's", () => {
    const head = { template: { spec: { imagePullSecrets: [{ name: 'corp' }] } } };
    const { spec } = submitter({ template: { spec: { containers: [{ name: 'mine', image: 'other/ray:2.58.0' }] } } }, { head });
    expect(spec.imagePullSecrets).toBeUndefined();
    expect(spec.containers[0].image).toBe('other/ray:2.58.0');
  });
  test('has no certificate, no CA and no token of the Kubernetes API, as it speaks HTTP alone', () => {
    const { spec } = submitter();
    expect(spec.automountServiceAccountToken).toBe(false);
    expect([spec.initContainers, spec.volumes]).toEqual([undefined, undefined]);
    expect(JSON.stringify(spec)).not.toMatch(/RAY_TLS|RAY_USE_TLS|ca-tls/);
  });
  test("has the cluster's label, by which a network policy lets it in to the dashboard", () =>
    expect(submitter().metadata.labels).toEqual({ 'cdk8s-ray-tls/cluster': 'train' }));
  test('takes everything as native Kubernetes JSON, and leaves what was passed alone', () => {
    const template = {
      metadata: { labels: { team: 'ml' } },
      spec: { nodeSelector: { pool: 'a' }, containers: [{ name: 'mine', command: ['sh'] }] },
    };
    const before = structuredClone(template);
    const rendered = submitter({ template, resources: { limits: { cpu: '2' } }, backoffLimit: 0 });
    expect(rendered.metadata.labels.team).toBe('ml');
    expect(rendered.spec).toMatchObject({ nodeSelector: { pool: 'a' }, restartPolicy: 'Never' });
    expect(rendered.spec.containers[0]).toMatchObject({ name: 'mine', command: ['sh'], resources: { limits: { cpu: '2' } } });
    expect(template).toEqual(before);
  });
  test('is tried again as often as is said', () => {
    expect(jobSpec({ submission: RaySubmission.kubernetesJob({ backoffLimit: 0 }) }).submitterConfig).toEqual({ backoffLimit: 0 });
    expect(jobSpec().submitterConfig).toBeUndefined();
  });
  test('is added to after it was made', () => {
    const job = testJob();
    job.submitter!.addEnv({ name: 'LATER', value: '1' });
    expect(only('RayJob', job).spec.submitterPodTemplate.spec.containers[0].env).toContainEqual({ name: 'LATER', value: '1' });
  });
});

describe('a submitter that speaks gRPC', () => {
  const options = { clientCertificate: true };
  test("gets a client's leaf: no address in it, and the four variables", () => {
    const { spec } = submitter(options);
    const env = Object.fromEntries(spec.initContainers[0].env.map(({ name, value }: any) => [name, value]));
    expect(env.LEAF_ROLE).toBe('client');
    expect(env.LEAF_SERVICES || undefined).toBeUndefined();
    expect(spec.containers[0].env.map(({ name }: any) => name)).toEqual([
      'RAY_AUTH_MODE',
      'RAY_USE_TLS',
      'RAY_TLS_SERVER_CERT',
      'RAY_TLS_SERVER_KEY',
      'RAY_TLS_CA_CERT',
    ]);
  });
  test("asks an issuer under a ServiceAccount of its own, not under the head's", () => {
    const chart = testChart();
    const tls = RayTls.issuedBy(CertManagerIssuer.fromClusterIssuerName(chart, 'issuer', 'corp-ca'));
    const { spec } = only('RayJob', testJob({ tls, submission: RaySubmission.kubernetesJob(options) }, chart));
    const account = spec.submitterPodTemplate.spec.serviceAccountName;
    expect(account).toMatch(/^ray-client-/);
    expect(account).not.toBe(spec.rayClusterSpec.headGroupSpec.template.spec.serviceAccountName);
    const subjects = synth(chart)
      .filter(({ kind }) => kind === 'RoleBinding')
      .flatMap(({ subjects }) => subjects.map(({ name }: any) => name));
    expect(subjects).toContain(account);
  });
  test('gets none where KubeRay makes the certificates, for the pods of its clusters alone', () =>
    expect(() =>
      testJob({ tls: RayTls.managedByKubeRay(), kubeRayVersion: '1.7', submission: RaySubmission.kubernetesJob(options) }),
    ).toThrow(/\[ray\/job\/submitter] RayTls.managedByKubeRay: KubeRay gives certificates to the pods of its own RayClusters alone/));
});
