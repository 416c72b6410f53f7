import { python } from './sandbox';

/** The container of an actor. */
export const ACTOR = 'actor';

/** A pod that plays a part by its labels alone: it listens on some ports, and connects where it is told to. */
export function actorPod(name: string, labels: { readonly [label: string]: string }, image: string, ports: readonly number[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: { ...labels, actor: name } },
    spec: {
      automountServiceAccountToken: false,
      terminationGracePeriodSeconds: 0,
      // Ports below 1024, too, for a user who is not root.
      securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] },
      containers: [
        {
          name: ACTOR,
          image,
          command: python('listen.py', ...ports.map(String)),
          readinessProbe: { tcpSocket: { port: ports[0] }, periodSeconds: 1 },
          resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '1', memory: '256Mi' } },
        },
      ],
    },
  });
}
