import type { PlainObject } from '../../kubernetes/plain-json';
import { invalid } from '../../refusals/invalid';

/** A cipher that Ray's gRPC may agree on with a peer that speaks TLS 1.2; all of them have forward secrecy and authenticate what they encrypt. */
export enum RayCipherSuite {
  /** AES-128-GCM. */
  AES_128_GCM = 'AES128-GCM-SHA256',
  /** AES-256-GCM. */
  AES_256_GCM = 'AES256-GCM-SHA384',
  /** ChaCha20-Poly1305. */
  CHACHA20_POLY1305 = 'CHACHA20-POLY1305',
}

/** For leaves of either kind of key, so that no choice leaves a server without a cipher. */
const KEY_EXCHANGES = ['ECDHE-ECDSA', 'ECDHE-RSA'];

/**
 * The variable by which gRPC is told its ciphers. It is about TLS 1.2 alone: those of TLS 1.3 are fixed, and a list of nothing else would leave
 * the server unable to start (gRPC 1.7x, grpc/grpc#28382).
 */
export function cipherSuitesVariable(constructPath: string, suites: readonly RayCipherSuite[]): PlainObject {
  if (suites.length === 0) {
    throw invalid(constructPath, {
      what: 'cipherSuites',
      got: suites,
      because: 'gRPC needs one to start its server, even if all peers speak TLS 1.3',
      fix: 'name at least one, or leave it out',
    });
  }
  const names = [...new Set(suites)].flatMap((suite) => KEY_EXCHANGES.map((exchange) => `${exchange}-${suite}`));
  return { name: 'GRPC_SSL_CIPHER_SUITES', value: names.join(':') };
}
