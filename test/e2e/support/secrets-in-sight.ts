import { createPrivateKey } from 'node:crypto';
import { type Place, python, type Sandbox } from './sandbox';

/** What a process in a container can read of what it should not know. */
export interface SecretsInSight {
  /** Where the private key stands. */
  readonly key: string[];
  /** Where a token of a Kubernetes service account stands. */
  readonly token: string[];
  /** How many files were read. */
  readonly searched: number;
}

/** Searches all that a container's user can read for a private key on an elliptic curve and for tokens. */
export async function secretsInSight(sandbox: Sandbox, place: Place, privateKeyPem: string): Promise<SecretsInSight> {
  const { d } = createPrivateKey(privateKeyPem).export({ format: 'jwk' });
  if (d === undefined) throw new Error('not a private key on an elliptic curve');
  const input = Buffer.from(d, 'base64url').toString('hex');
  return JSON.parse(await sandbox.exec({ ...place, input, seconds: 180 }, ...python('find-secrets.py')));
}
