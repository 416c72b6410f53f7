import { API_CREDENTIALS_DIR } from '../../kubernetes/api-credentials';
import type { PlainObject } from '../../kubernetes/plain-json';
import type { RayPodSecurity } from '../../kubernetes/pod-security';

export const PROXY_CONTAINER = 'kube-rbac-proxy';
export const PROXY_TLS_VOLUME = 'kube-rbac-proxy-tls';
export const PROXY_CONFIG_VOLUME = 'kube-rbac-proxy-config';
export const PROXY_TOKEN_VOLUME = 'kube-rbac-proxy-token';

export const PROXY_TLS_PORT = 8443;
export const PROXY_HEALTH_PORT = 8643;
/** Ray's own port of the dashboard, which the proxy takes over where it speaks plain HTTP. */
export const DASHBOARD_PORT = 8265;

const CONFIG_DIR = '/etc/kube-rbac-proxy/config';
export const PROXY_CONFIG_FILE = 'config.yaml';
const TLS_DIR = '/etc/kube-rbac-proxy/tls';

/** The user of the published image. A number of its own, as the leaf's init container has to run as the same one. */
const PROXY_UID = 65532;

export function proxySecurityContext(security: RayPodSecurity): PlainObject {
  return {
    ...(security._user === undefined ? {} : { runAsUser: PROXY_UID, runAsGroup: PROXY_UID }),
    runAsNonRoot: true,
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    readOnlyRootFilesystem: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** What one kube-rbac-proxy is told. */
export interface ProxySettings {
  readonly image: string;
  readonly tls: boolean;
  readonly upstreamPort: string;
  readonly audiences: readonly string[];
  readonly allowedPaths: readonly string[];
  readonly resources: unknown;
  readonly security: RayPodSecurity;
}

/** The sidecar of the head. The flags are those of kube-rbac-proxy v0.18.1 to v0.22.1. */
export function proxyContainer(settings: ProxySettings): PlainObject {
  const { image, tls, upstreamPort, audiences, allowedPaths, resources } = settings;
  return {
    name: PROXY_CONTAINER,
    image,
    args: [
      ...(tls ? TLS_ARGS : [`--insecure-listen-address=:${DASHBOARD_PORT}`]),
      `--upstream=http://127.0.0.1:${upstreamPort}/`,
      `--config-file=${CONFIG_DIR}/${PROXY_CONFIG_FILE}`,
      ...(audiences.length === 0 ? [] : [`--auth-token-audiences=${audiences.join(',')}`]),
      `--allow-paths=${allowedPaths.join(',')}`,
    ],
    // The protocol is the CRD's default, without which each `kubectl apply` would see a change.
    ports: tls
      ? [
          { name: 'proxy-https', containerPort: PROXY_TLS_PORT, protocol: 'TCP' },
          { name: 'proxy-health', containerPort: PROXY_HEALTH_PORT, protocol: 'TCP' },
        ]
      : [{ name: 'proxy-http', containerPort: DASHBOARD_PORT, protocol: 'TCP' }],
    ...(tls ? TLS_PROBES : PLAIN_PROBES),
    volumeMounts: [
      { name: PROXY_CONFIG_VOLUME, mountPath: CONFIG_DIR, readOnly: true },
      { name: PROXY_TOKEN_VOLUME, mountPath: API_CREDENTIALS_DIR, readOnly: true },
      ...(tls ? [{ name: PROXY_TLS_VOLUME, mountPath: TLS_DIR, readOnly: true }] : []),
    ],
    resources,
    securityContext: proxySecurityContext(settings.security),
    terminationMessagePolicy: 'FallbackToLogsOnError',
  };
}

const TLS_ARGS = [
  // No address: IPv4 and IPv6.
  `--secure-listen-address=:${PROXY_TLS_PORT}`,
  `--proxy-endpoints-port=${PROXY_HEALTH_PORT}`,
  `--tls-cert-file=${TLS_DIR}/tls.crt`,
  `--tls-private-key-file=${TLS_DIR}/tls.key`,
  '--tls-min-version=VersionTLS12',
];

const TLS_PROBES = probes({ httpGet: { path: '/healthz', port: PROXY_HEALTH_PORT, scheme: 'HTTPS' } });
/** Without TLS the proxy has no health endpoint: its flag goes with the secure listener alone. */
const PLAIN_PROBES = probes({ tcpSocket: { port: DASHBOARD_PORT } });

function probes(check: PlainObject): PlainObject {
  return {
    livenessProbe: { ...check, periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 6 },
    readinessProbe: { ...check, periodSeconds: 5, timeoutSeconds: 2 },
  };
}
