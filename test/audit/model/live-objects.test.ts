import { audit } from '../../../lib/audit/engine';
import { Manifest } from '../../../lib/audit/model/manifest';
import { makeCa } from '../../support/openssl';
import { certificate, headPod, NOW, object, rayCluster, secret, TLS_ENV } from '../rules/support';

const live = (json: any, more: object = {}) => ({ ...json, metadata: { ...json.metadata, uid: `uid-${json.metadata.name}`, ...more } });
const ids = (...objects: readonly object[]) =>
  audit(
    objects.map((json) => new Manifest(json as any)),
    { now: NOW },
  ).findings.map(({ rule }) => rule.id);

/** A pod as KubeRay's own mTLS makes it: one Secret for all workers. */
const pod = (name: string, more: object = {}) =>
  live(
    object('Pod', name, {
      spec: {
        automountServiceAccountToken: false,
        containers: [
          {
            name: 'ray',
            image: 'rayproject/ray:2.58.0',
            args: ['ray start --address=head:6379'],
            env: TLS_ENV,
            volumeMounts: [{ name: 'ray-tls', mountPath: '/etc/ray/tls' }],
          },
        ],
        volumes: [{ name: 'ray-tls', secret: { secretName: 'training-worker-tls' } }],
      },
    }),
    more,
  );

test('pods that run share the leaf that KubeRay makes for all of them', () => {
  expect(ids(pod('a'), pod('b'))).not.toContain('shared-leaf');
  const asManifest = (name: string) => object('Pod', name, { spec: (pod(name) as any).spec });
  expect(ids(asManifest('a'), asManifest('b'))).toContain('shared-leaf');
});

test('a Secret that an API server has is no manifest in Git', () => {
  const { certificate: crt, privateKey } = makeCa();
  const leaf = secret('leaf', { 'tls.crt': crt, 'tls.key': privateKey });
  expect(ids(leaf)).toContain('private-key-in-manifest');
  expect(ids(live(leaf))).not.toContain('private-key-in-manifest');
  expect(ids(live(leaf), certificate('leaf', { secretName: 'leaf' }))).not.toContain('secret-with-two-writers');
});

test('what was made from an object of the set is not looked at again', () => {
  const cluster = live(rayCluster((spec) => Object.assign(headPod(spec), { hostNetwork: true })));
  const head = pod('head', { ownerReferences: [{ kind: 'RayCluster', name: 'training', uid: 'uid-training' }] });
  head.spec.hostNetwork = true;
  expect(ids(cluster, head).filter((id) => id === 'host-network')).toHaveLength(1);
  expect(ids(head).filter((id) => id === 'host-network')).toHaveLength(1);
});
