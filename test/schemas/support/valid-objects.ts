/** Objects that every schema accepts: what the tests of the validator spoil, one field at a time. */

const podTemplate = {
  metadata: { labels: { team: 'a' } },
  spec: {
    containers: [
      {
        name: 'ray',
        image: 'rayproject/ray:2.58.0',
        env: [{ name: 'RAY_USE_TLS', value: '1' }],
        ports: [{ containerPort: 6379, name: 'gcs' }],
        resources: { limits: { cpu: '500m', memory: '2Gi' }, requests: { cpu: 1 } },
        volumeMounts: [{ name: 'tls', mountPath: '/etc/ray/tls' }],
        readinessProbe: { httpGet: { path: '/', port: 'dashboard' } },
      },
    ],
    volumes: [{ name: 'tls', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }],
  },
};
export const workerGroup = { groupName: 'cpu', replicas: 2, minReplicas: 0, maxReplicas: 4, rayStartParams: {}, template: podTemplate };
const rayClusterSpec = {
  rayVersion: '2.58.0',
  headGroupSpec: { rayStartParams: { 'dashboard-host': '127.0.0.1' }, template: podTemplate },
  workerGroupSpecs: [workerGroup],
};
export const rayCluster = {
  apiVersion: 'ray.io/v1',
  kind: 'RayCluster',
  metadata: { name: 'ray', namespace: 'ray', labels: { app: 'ray' } },
  spec: rayClusterSpec,
};
export const rayJob = { ...rayCluster, kind: 'RayJob', spec: { entrypoint: 'python main.py', rayClusterSpec } };
export const rayService = {
  ...rayCluster,
  kind: 'RayService',
  spec: { serveConfigV2: 'applications: []', rayClusterConfig: rayClusterSpec },
};
export const certificate = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'ray-ca', namespace: 'ray' },
  spec: { secretName: 'ray-ca', isCA: true, commonName: 'ray', issuerRef: { name: 'bootstrap' }, privateKey: { rotationPolicy: 'Never' } },
};
export const policy = {
  apiVersion: 'policy.cert-manager.io/v1alpha1',
  kind: 'CertificateRequestPolicy',
  metadata: { name: 'ray' },
  spec: { allowed: { dnsNames: { values: ['localhost'] } }, selector: { issuerRef: { name: 'ray' } } },
};
export const rule = {
  apiVersion: 'monitoring.coreos.com/v1',
  kind: 'PrometheusRule',
  metadata: { name: 'ray-tls' },
  spec: { groups: [{ name: 'ray-tls', rules: [{ alert: 'RayLeafExpires', expr: 'up == 0', for: '5m' }] }] },
};
export const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'ca-tls' }, data: { 'ca.crt': 'Y2E=' } };
export const service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'head' },
  spec: { clusterIP: 'None', ports: [{ port: 6379, targetPort: 'gcs' }], selector: { app: 'ray' } },
};
export const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'make-ca' }, spec: { template: podTemplate } };
export const role = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  metadata: { name: 'make-ca' },
  rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['create'] }],
};
