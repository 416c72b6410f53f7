import { apiTokenInRayContainer as rule } from '../../../lib/audit/rules/api-token-in-ray-container';
import { complaints, headContainer, headPod, object, rayCluster, rayDeployment } from './support';

const HEAD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
const account = (automountServiceAccountToken?: boolean) => object('ServiceAccount', 'ray', { automountServiceAccountToken });
const automounting = (change: (pod: any) => void = () => {}) =>
  rayCluster((spec) => {
    delete headPod(spec).automountServiceAccountToken;
    change(headPod(spec));
  });

test('compliant: no token is mounted by itself', () => {
  expect(complaints(rule, [rayCluster()])).toEqual([]);
});

test('compliant: the ServiceAccount says so', () => {
  const cluster = automounting((pod) => Object.assign(pod, { serviceAccountName: 'ray' }));
  expect(complaints(rule, [cluster, account(false)])).toEqual([]);
  expect(complaints(rule, [cluster, account()])).toHaveLength(1);
});

test('non-compliant: the default', () => {
  expect(complaints(rule, [automounting()])).toEqual([
    `${HEAD}.automountServiceAccountToken: the token of ServiceAccount 'default' is mounted into every container of the head`,
  ]);
});

test('non-compliant: the pod says yes, whatever its ServiceAccount says', () => {
  const cluster = automounting((pod) => Object.assign(pod, { automountServiceAccountToken: true, serviceAccount: 'ray' }));
  expect(complaints(rule, [cluster, account(false)])).toEqual([
    `${HEAD}.automountServiceAccountToken: the token of ServiceAccount 'ray' is mounted into every container of the head`,
  ]);
});

test('non-compliant: the Ray container mounts a projected token of the API', () => {
  const projecting = (serviceAccountToken: object) =>
    rayCluster((spec) => {
      headPod(spec).volumes.push({ name: 'token', projected: { sources: [{ serviceAccountToken }] } });
      headContainer(spec).volumeMounts.push({ name: 'token', mountPath: '/token' });
    });
  expect(complaints(rule, [projecting({ path: 'token' })])).toEqual([
    `${HEAD}.containers[0].volumeMounts[1]: the volume 'token' has a token of the API in it, and the Ray container of the head mounts it`,
  ]);
  expect(complaints(rule, [projecting({ path: 'token', audience: 'vault' })])).toEqual([]);
});

test('compliant: a client, which runs its own code alone', () => {
  const client = rayDeployment('web', 'gunicorn app', (pod) => delete pod.automountServiceAccountToken);
  expect(complaints(rule, [client])).toEqual([]);
});
