import { rayReachesNode as rule } from '../../../lib/audit/rules/ray-reaches-node';
import { complaints, headContainer, headPod, rayCluster } from './support';

const POD = 'RayCluster ray/training: spec.headGroupSpec.template.spec';
const found = (change: (spec: any) => void) => complaints(rule, [rayCluster(change)]);
const context = (securityContext: object) => found((spec) => Object.assign(headContainer(spec), { securityContext }));

test('compliant: what stays in the container', () => {
  expect(found(() => {})).toEqual([]);
  expect(context({ privileged: false, capabilities: { add: ['SYS_PTRACE', 'NET_BIND_SERVICE'] } })).toEqual([]);
  expect(found((spec) => headPod(spec).containers.push({ name: 'driver', securityContext: { privileged: true } }))).toEqual([]);
  const shared = (path: string) => (spec: any) => {
    headPod(spec).volumes.push({ name: 'host', hostPath: { path } });
    headContainer(spec).volumeMounts.push({ name: 'host', mountPath: '/host' });
  };
  expect(found(shared('/dev/shm'))).toEqual([]);
  expect(found(shared('/var/lib/data'))).toEqual([
    `${POD}.containers[0].volumeMounts[1]: the host path /var/lib/data of the head leads to the node`,
  ]);
  expect(found((spec) => headPod(spec).volumes.push({ name: 'host', hostPath: { path: '/' } }))).toEqual([]);
});

test.each(['hostPID', 'hostIPC'])('non-compliant: %s', (field) => {
  expect(found((spec) => Object.assign(headPod(spec), { [field]: true }))).toEqual([
    `${POD}.${field}: \`${field}\` of the head leads to the node`,
  ]);
});

test.each([
  [{ privileged: true }, 'privileged: `privileged` of the head leads to the node'],
  [{ capabilities: { add: ['SYS_ADMIN'] } }, 'capabilities.add: the capability SYS_ADMIN of the head leads to the node'],
  [
    { capabilities: { add: ['CAP_SYS_ADMIN', 'ALL'] } },
    'capabilities.add: the capability CAP_SYS_ADMIN, ALL of the head leads to the node',
  ],
  [{ procMount: 'Unmasked' }, 'procMount: the unmasked /proc of the head leads to the node'],
])('non-compliant: %j', (securityContext, line) => {
  expect(context(securityContext)).toEqual([`${POD}.containers[0].securityContext.${line}`]);
});
