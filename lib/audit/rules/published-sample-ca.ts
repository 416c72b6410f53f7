import { createHash } from 'node:crypto';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../refusals/ca/published-sample';
import { publicKeyOf } from '../questions/pem';
import { type Rule, Severity } from '../rule';

export const publishedSampleCa: Rule = {
  id: 'published-sample-ca',
  title: "The CA is that of KubeRay's public sample",
  why: 'Its private key can be downloaded by anyone, who can then make a certificate that every pod of the cluster accepts.',
  fix: 'Make a CA of your own (`RayTlsCa`, cert-manager), replace the Secret and restart the pods.',
  source: 'KubeRay v1.7.0, `ray-operator/config/samples/ray-cluster.tls.yaml`; recognized by its public key, whatever the certificate says',
  severity: Severity.ERROR,
  check: (set) =>
    set.pems.flatMap(({ manifest, path, block }) => {
      const key = publicKeyOf(block)?.export({ type: 'spki', format: 'der' });
      const fingerprint = key && createHash('sha256').update(key).digest('hex');
      return fingerprint === PUBLISHED_SAMPLE_CA_KEY
        ? [{ manifest, path, message: `it holds the ${block.label.toLowerCase()} of the CA that KubeRay's public sample uses` }]
        : [];
    }),
};
