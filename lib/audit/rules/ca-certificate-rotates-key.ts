import { at } from '../model/json';
import { type Rule, Severity } from '../rule';

export const caCertificateRotatesKey: Rule = {
  id: 'ca-certificate-rotates-key',
  title: 'A CA Certificate gets a new key at each renewal',
  why: 'With `rotationPolicy: Always`, the default since cert-manager 1.18, the trust anchor changes at every renewal: pods that start later trust another CA than those that run.',
  fix: 'Write `privateKey.rotationPolicy: Never` in the CA Certificate, and roll the CA over on purpose, with both in the trust bundle.',
  source: 'cert-manager v1.18 release notes',
  severity: Severity.WARNING,
  check: (set) =>
    set
      .ofKind('Certificate', 'cert-manager.io')
      .filter(({ spec }) => spec.isCA === true && at(spec, 'privateKey', 'rotationPolicy') !== 'Never')
      .map((manifest) => ({ manifest, path: 'spec.privateKey.rotationPolicy', message: 'each renewal of this CA makes a new key' })),
};
