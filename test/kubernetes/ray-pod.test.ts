import { RayPod, RayPodRole } from '../../lib';

function rayPod(template: any = { spec: { containers: [{ name: 'ray-head', image: 'ray:1' }] } }, companions = {}): RayPod {
  return RayPod._from({
    native: { reader: { constructPath: 'app/cluster', kubeRayVersion: '1.6' }, what: 'head.template', path: 'spec.headGroupSpec.template' },
    role: RayPodRole.HEAD,
    groupName: 'headgroup',
    template,
    companions,
  });
}

describe('additions to a RayPod', () => {
  test('go where they belong', () => {
    const pod = rayPod();
    pod.addContainer({ name: 'proxy' });
    pod.addInitContainer({ name: 'prepare' });
    pod.addVolume({ name: 'data', emptyDir: {} });
    pod.addEnv({ name: 'A', value: '1' });
    pod.addVolumeMount({ name: 'data', mountPath: '/data' });
    pod.addLabel('team', 'ml');
    pod.addAnnotation('note', 'yes');
    expect(pod.toJson()).toStrictEqual({
      metadata: { labels: { team: 'ml' }, annotations: { note: 'yes' } },
      spec: {
        containers: [
          { name: 'ray-head', image: 'ray:1', env: [{ name: 'A', value: '1' }], volumeMounts: [{ name: 'data', mountPath: '/data' }] },
          { name: 'proxy' },
        ],
        initContainers: [{ name: 'prepare' }],
        volumes: [{ name: 'data', emptyDir: {} }],
      },
    });
  });
  test('are copied', () => {
    const pod = rayPod();
    const volume = { name: 'data', emptyDir: {} as Record<string, string> };
    pod.addVolume(volume);
    volume.emptyDir.medium = 'Memory';
    expect(pod.toJson().spec.volumes).toStrictEqual([{ name: 'data', emptyDir: {} }]);
  });
  test('may be made twice', () => {
    const pod = rayPod();
    for (const _ of [1, 2]) {
      pod.addEnv({ name: 'A', value: '1' });
      pod.addLabel('team', 'ml');
    }
    expect(pod.toJson().spec.containers[0].env).toHaveLength(1);
  });
  test('keep the order of environment variables, which may refer to those before them', () => {
    const pod = rayPod();
    pod.addEnv({ name: 'B', value: '1' });
    pod.addEnv({ name: 'A', value: '$(B)' });
    expect(pod.toJson().spec.containers[0].env.map(({ name }: any) => name)).toStrictEqual(['B', 'A']);
  });
  test('reach the companions only when they concern every Ray process', () => {
    const autoscalerOptions: any = {};
    const pod = rayPod(undefined, { autoscalerOptions });
    pod.addEnv({ name: 'A', value: '1' });
    pod._addToRayProcesses({ env: [{ name: 'T', value: '1' }] }, 'test');
    pod._addToCompanions({ env: [{ name: 'C', value: '1' }] }, 'test');
    expect(pod.toJson().spec.containers[0].env.map(({ name }: any) => name)).toStrictEqual(['A', 'T']);
    expect(autoscalerOptions.env.map(({ name }: any) => name)).toStrictEqual(['T', 'C']);
  });
  test('the first init container is first even when others were there before', () => {
    const pod = rayPod();
    pod.addInitContainer({ name: 'second' });
    pod._addFirstInitContainer(() => ({ name: 'first' }), 'test');
    expect(pod.toJson().spec.initContainers.map(({ name }: any) => name)).toStrictEqual(['first', 'second']);
  });
  test('toJson hands out a copy', () => {
    const pod = rayPod();
    pod.toJson().spec.containers.push({ name: 'stranger' });
    expect(pod.toJson().spec.containers).toHaveLength(1);
  });
});

describe('a collision is refused, naming both sides', () => {
  test.each<[string, (pod: RayPod) => void, string]>([
    [
      'container',
      (pod) => pod.addContainer({ name: 'ray-head', image: 'other' }, 'Sidecar'),
      "[app/cluster] 'ray-head' in head.template.spec.containers: head.template.spec and Sidecar both define it",
    ],
    [
      'init container',
      (pod) => {
        pod.addInitContainer({ name: 'x', image: 'a' }, 'A');
        pod.addInitContainer({ name: 'x', image: 'b' }, 'B');
      },
      "[app/cluster] 'x' in head.template.spec.initContainers: A and B both define it",
    ],
    [
      'volume',
      (pod) => {
        pod.addVolume({ name: 'x', emptyDir: {} }, 'A');
        pod.addVolume({ name: 'x', secret: {} }, 'B');
      },
      "[app/cluster] 'x' in head.template.spec.volumes: A and B both define it",
    ],
    [
      'environment variable',
      (pod) => {
        pod.addEnv({ name: 'X', value: 'a' }, 'A');
        pod.addEnv({ name: 'X', value: 'b' }, 'B');
      },
      "[app/cluster] 'X' in head.template.spec.containers[0].env: A and B both define it",
    ],
    [
      'volume mount',
      (pod) => {
        pod.addVolumeMount({ name: 'a', mountPath: '/x' }, 'A');
        pod.addVolumeMount({ name: 'b', mountPath: '/x' }, 'B');
      },
      "[app/cluster] '/x' in head.template.spec.containers[0].volumeMounts: A and B both define it",
    ],
    [
      'label',
      (pod) => {
        pod.addLabel('team', 'a');
        pod.addLabel('team', 'b');
      },
      "[app/cluster] labels['team'] for head.template is 'b': it is 'a' already. Fix: leave one of the two out.",
    ],
  ])('%s', (_, collide, message) => expect(() => collide(rayPod())).toThrow(message));

  test('an item without its key is refused', () =>
    expect(() => rayPod().addVolume({ emptyDir: {} }, 'A')).toThrow(/an item of head\.template\.spec\.volumes from A: it has no 'name'/));
  test('a template that has one name twice is refused as the API server would', () => {
    const containers = [
      {
        name: 'ray',
        env: [
          { name: 'X', value: '1' },
          { name: 'X', value: '2' },
        ],
      },
    ];
    expect(() => rayPod({ spec: { containers } })).toThrow(/'X' in head\.template\.spec\.containers\[0\]\.env/);
  });
});
