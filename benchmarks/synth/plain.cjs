// The same objects as secured.cjs makes, as one would write them by hand with cdk8s and cdk8s-plus-28 alone.
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { ApiObject, Names } = require('cdk8s');
const { ConfigMap, k8s } = require('cdk8s-plus-28');
const { Construct } = require('constructs');

const IMAGE = 'rayproject/ray:2.58.0';
const LABELS = { 'app.kubernetes.io/name': 'ray-tls-ca', 'app.kubernetes.io/managed-by': 'cdk8s-ray-tls' };
const REFUSED_CA_KEY = '9bda030ce522ccf285118db0934450387879a7110248b107b81e122d50873d24';
const CREDENTIALS_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';
const quantity = k8s.Quantity.fromString;

exports.build = (places) => {
  const caScripts = { ...scripts('ca', 'make-ca.py', 'ca_pair.py'), ...scripts('kubernetes', 'kube_api.py') };
  const leafScripts = scripts('identity', 'sign-leaf.sh', 'leaf.sh');
  for (const { chart, suffix } of places) {
    const caSecret = makeCa(new Construct(chart, `ca${suffix}`), chart.namespace, caScripts);
    makeCluster(new Construct(chart, `cluster${suffix}`), caSecret, leafScripts);
  }
};

function scripts(room, ...names) {
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(__dirname, '../../dist', room, 'scripts', name), 'utf8')]));
}

function makeCa(scope, namespace, data) {
  const secretName = Names.toDnsLabel(scope);
  const serviceAccount = new k8s.KubeServiceAccount(scope, 'ServiceAccount', {
    metadata: { labels: LABELS },
    automountServiceAccountToken: false,
  });
  const role = new k8s.KubeRole(scope, 'Role', {
    metadata: { labels: LABELS },
    rules: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secretName], verbs: ['get'] },
    ],
  });
  new k8s.KubeRoleBinding(scope, 'RoleBinding', {
    metadata: { labels: LABELS },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: role.name },
    subjects: [{ kind: 'ServiceAccount', name: serviceAccount.name, namespace }],
  });
  const configMap = new k8s.KubeConfigMap(scope, 'Scripts', { metadata: { labels: LABELS }, data });
  new k8s.KubeJob(scope, 'Job', {
    // The library ends this name with a hash of the Job, which nobody writes by hand; the comparison leaves it out.
    metadata: { name: `${secretName}-00000000`, labels: LABELS },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: 3600,
      podFailurePolicy: {
        rules: [{ action: 'FailJob', onExitCodes: { containerName: 'make-ca', operator: 'In', values: [2] } }],
      },
      template: {
        metadata: { labels: LABELS },
        spec: {
          restartPolicy: 'Never',
          serviceAccountName: serviceAccount.name,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'make-ca',
              image: IMAGE,
              command: ['python3', '-E', '-s', '-B', '/etc/ray/ca-scripts/make-ca.py'],
              env: [
                { name: 'SECRET_NAME', value: secretName },
                { name: 'CA_COMMON_NAME', value: 'Ray cluster CA' },
                { name: 'CA_SECONDS', value: '315360000' },
                { name: 'CLOCK_SKEW_SECONDS', value: '300' },
                { name: 'REFUSED_CA_KEY', value: REFUSED_CA_KEY },
                { name: 'CREDENTIALS_DIR', value: CREDENTIALS_DIR },
                { name: 'WORK_DIR', value: '/tmp' },
                { name: 'REQUEST_SECONDS', value: '10' },
                { name: 'RETRY_SECONDS', value: '60' },
                { name: 'JOB_NAME', valueFrom: { fieldRef: { fieldPath: "metadata.labels['job-name']" } } },
              ],
              volumeMounts: [
                { name: 'scripts', mountPath: '/etc/ray/ca-scripts', readOnly: true },
                { name: 'credentials', mountPath: CREDENTIALS_DIR, readOnly: true },
                { name: 'work', mountPath: '/tmp' },
              ],
              resources: {
                requests: { cpu: quantity('50m'), memory: quantity('64Mi') },
                limits: { cpu: quantity('1'), memory: quantity('128Mi') },
              },
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
              terminationMessagePolicy: 'FallbackToLogsOnError',
            },
          ],
          volumes: [
            { name: 'scripts', configMap: { name: configMap.name } },
            { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: quantity('1Mi') } },
            {
              name: 'credentials',
              projected: {
                sources: [
                  { serviceAccountToken: { path: 'token', expirationSeconds: 600 } },
                  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
                  { downwardApi: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
                ],
              },
            },
          ],
        },
      },
    },
  });
  return secretName;
}

function makeCluster(scope, caSecret, data) {
  const name = Names.toDnsLabel(scope, { maxLen: 53 });
  const scriptsName = new ConfigMap(scope, 'tls-scripts', { data }).name;
  new ApiObject(scope, 'Resource', {
    apiVersion: 'ray.io/v1',
    kind: 'RayCluster',
    metadata: { name },
    spec: {
      rayVersion: '2.58.0',
      headGroupSpec: { rayStartParams: {}, template: podTemplate('head', '2Gi', 5, name, caSecret, scriptsName) },
      workerGroupSpecs: [
        {
          groupName: 'cpu',
          replicas: 2,
          minReplicas: 0,
          maxReplicas: 2147483647,
          numOfHosts: 1,
          rayStartParams: {},
          template: podTemplate('worker', '1Gi', 2, name, caSecret, scriptsName),
        },
      ],
    },
  });
}

function podTemplate(role, memory, timeoutSeconds, cluster, caSecret, scriptsName) {
  const httpGet = { path: '/api/healthz', port: 52365 };
  return {
    metadata: { labels: { 'cdk8s-ray-tls/cluster': cluster } },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: `ray-${role}`,
          image: IMAGE,
          resources: { requests: { cpu: '200m', memory }, limits: { cpu: '1', memory } },
          startupProbe: { httpGet, periodSeconds: 1, timeoutSeconds, failureThreshold: 630 },
          readinessProbe: { httpGet, periodSeconds: 5, timeoutSeconds, failureThreshold: 10 },
          env: [
            { name: 'RAY_USE_TLS', value: '1' },
            { name: 'RAY_TLS_SERVER_CERT', value: '/etc/ray/tls/tls.crt' },
            { name: 'RAY_TLS_SERVER_KEY', value: '/etc/ray/tls/tls.key' },
            { name: 'RAY_TLS_CA_CERT', value: '/etc/ray/tls/ca.crt' },
          ],
          volumeMounts: [{ name: 'ray-tls', mountPath: '/etc/ray/tls', readOnly: true }],
        },
      ],
      initContainers: [
        {
          name: 'ray-tls-leaf',
          image: IMAGE,
          command: ['sh', '/etc/ray/tls-scripts/sign-leaf.sh'],
          env: [
            { name: 'LEAF_ROLE', value: role },
            { name: 'LEAF_POD_IPS', valueFrom: { fieldRef: { fieldPath: 'status.podIPs' } } },
            { name: 'LEAF_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
            { name: 'LEAF_KEY', value: 'ecdsa-p256' },
            { name: 'LEAF_SECONDS', value: '31536000' },
            { name: 'REFUSED_CA_KEY', value: REFUSED_CA_KEY },
            { name: 'CA_SECRET', value: caSecret },
          ],
          volumeMounts: [
            { name: 'ray-tls', mountPath: '/etc/ray/tls' },
            { name: 'ray-tls-scripts', mountPath: '/etc/ray/tls-scripts', readOnly: true },
            { name: 'ray-tls-ca', mountPath: '/etc/ray/ca', readOnly: true },
          ],
          resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } },
          securityContext: {
            allowPrivilegeEscalation: false,
            capabilities: { drop: ['ALL'] },
            readOnlyRootFilesystem: true,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
      volumes: [
        { name: 'ray-tls', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
        { name: 'ray-tls-scripts', configMap: { name: scriptsName } },
        {
          name: 'ray-tls-ca',
          secret: {
            secretName: caSecret,
            items: [
              { key: 'ca.crt', path: 'ca.crt' },
              { key: 'ca.key', path: 'ca.key' },
            ],
          },
        },
      ],
    },
  };
}
