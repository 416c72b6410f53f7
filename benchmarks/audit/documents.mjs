// Manifests as they come in large repositories: of four documents one is a RayCluster, the others are what goes with it.

/** That many documents in one YAML text. */
export function documents(count) {
  return Array.from({ length: count }, (_, index) => KINDS[index % KINDS.length](Math.floor(index / KINDS.length))).join('---\n');
}

const KINDS = [
  (n) => `apiVersion: ray.io/v1
kind: RayCluster
metadata:
  name: training-${n}
  namespace: team-${n % 50}
  labels:
    team: team-${n % 50}
spec:
  rayVersion: 2.58.0
  headGroupSpec:
    rayStartParams:
      num-cpus: "0"
    template:
      spec:
${pod(8)}
  workerGroupSpecs:
    - groupName: cpu
      replicas: 2
      minReplicas: 0
      maxReplicas: 8
      rayStartParams: {}
      template:
        spec:
${pod(10)}
`,
  (n) => `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: training-${n}
  namespace: team-${n % 50}
spec:
  podSelector:
    matchLabels:
      ray.io/cluster: training-${n}
  policyTypes:
    - Ingress
  ingress:
    - from:
        - podSelector:
            matchLabels:
              ray.io/cluster: training-${n}
`,
  (n) => `apiVersion: v1
kind: Service
metadata:
  name: training-${n}
  namespace: team-${n % 50}
spec:
  selector:
    ray.io/cluster: training-${n}
    ray.io/node-type: head
  ports:
    - name: client
      port: 10001
`,
  (n) => `apiVersion: v1
kind: ConfigMap
metadata:
  name: training-${n}
  namespace: team-${n % 50}
data:
  train.py: |
${Array.from({ length: 30 }, (_, line) => `    print("step ${line} of ${n}")`).join('\n')}
`,
];

function pod(indent) {
  const text = `automountServiceAccountToken: false
initContainers:
  - name: leaf
    image: rayproject/ray:2.58.0
    command: [sh, /etc/ray/tls-scripts/sign-leaf.sh]
    env:
      - name: LEAF_POD_IPS
        valueFrom:
          fieldRef:
            fieldPath: status.podIPs
    volumeMounts:
      - name: ray-tls
        mountPath: /etc/ray/tls
      - name: ray-tls-ca
        mountPath: /etc/ray/ca
        readOnly: true
containers:
  - name: ray
    image: rayproject/ray:2.58.0
    env:
      - name: RAY_USE_TLS
        value: "1"
      - name: RAY_TLS_SERVER_CERT
        value: /etc/ray/tls/tls.crt
      - name: RAY_TLS_SERVER_KEY
        value: /etc/ray/tls/tls.key
      - name: RAY_TLS_CA_CERT
        value: /etc/ray/tls/ca.crt
    resources:
      limits:
        cpu: "4"
        memory: 16Gi
      requests:
        cpu: "4"
        memory: 16Gi
    volumeMounts:
      - name: ray-tls
        mountPath: /etc/ray/tls
        readOnly: true
volumes:
  - name: ray-tls
    emptyDir:
      medium: Memory
  - name: ray-tls-ca
    secret:
      secretName: ray-ca
      items:
        - key: ca.key
          path: ca.key`;
  return text.replace(/^/gm, ' '.repeat(indent));
}
