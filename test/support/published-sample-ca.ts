import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeCa, openssl, scratchFolder } from './openssl';

/** The public key of the CA in KubeRay's public sample; its private key is published too, and stays out of this repository. */
export const PUBLISHED_SAMPLE_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0fJsw5nd6CFgofcxF6pe
Mg7sFMY+Lvmu3MmXbfJhdC0A5w23JKp4h5U3tusdzTYK4SyGoKIekLJZen1TV0Ft
Wlp7v3DsY/Yekis+Ri8c2dh0DCQaBslLLc4kE2hy3UCZalpv3ufu2IScvmVCUYyj
PSkYBcI8kLJQySWXXrIhFQpy/p17wCp8tIA4WUdw8YTknGIVciqSyb6Psqp3mMEz
GhMFYmdWLzXhSC7zELV8S99MndcvJ/OuQecEZ1/Y+fQEZSSGjTC3eEd6YArzm6/1
8dAYzZlj3rVbwQ58//ME6ofzpjShpIRMFlsmf1cfpx6+v9iiz0ykA2/7CLOGN1Q5
BwIDAQAB
-----END PUBLIC KEY-----
`;

/** A fresh CA certificate for that key, signed by another CA: a certificate that KubeRay never published. */
export function reissuedSampleCa(): string {
  const issuer = makeCa();
  const folder = scratchFolder();
  const file = (name: string) => join(folder, name);
  writeFileSync(file('public.pem'), PUBLISHED_SAMPLE_PUBLIC_KEY);
  writeFileSync(file('extensions'), 'basicConstraints=critical,CA:TRUE\n');
  const signer = ['-CA', join(issuer.folder, 'ca.crt'), '-CAkey', join(issuer.folder, 'ca.key'), '-set_serial', '7'];
  const request = ['-in', join(issuer.folder, 'ca.csr'), '-force_pubkey', file('public.pem'), '-extfile', file('extensions')];
  return openssl('x509', '-req', ...request, ...signer, '-days', '30');
}
