import type { PlainObject } from './plain-json';

/** Where client libraries look for what a pod needs to speak to the API server, and so what an administrator expects there. */
export const API_CREDENTIALS_DIR = '/var/run/secrets/kubernetes.io/serviceaccount';

/** What Kubernetes would mount into every container by itself, as a volume for those containers alone that need it. */
export function apiCredentials(name: string, expirationSeconds: number): PlainObject {
  const sources = [
    { serviceAccountToken: { path: 'token', expirationSeconds } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    { downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] } },
  ];
  return { name, projected: { sources } };
}
