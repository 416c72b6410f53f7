import { type Rule, Severity } from '../rule';

const VARIABLE = 'GRPC_SSL_CIPHER_SUITES';

export const ciphersWithoutTls12: Rule = {
  id: 'ciphers-without-tls12',
  title: 'gRPC is given no cipher for TLS 1.2',
  why: `${VARIABLE} is about TLS 1.2 alone, as the ciphers of TLS 1.3 are fixed. With a list of nothing else gRPC cannot create its server, and Ray does not start.`,
  fix: 'Name a cipher of TLS 1.2 such as ECDHE-ECDSA-AES256-GCM-SHA384, or remove the variable.',
  source: 'grpc/grpc#28382; BoringSSL, SSL_CTX_set_strict_cipher_list',
  severity: Severity.ERROR,
  check: (set) =>
    set.rayPods.flatMap((pod) =>
      pod.rayContainers.flatMap((container) => {
        const ciphers = container.env.get(VARIABLE);
        // Where the value comes from elsewhere it is not known.
        if (ciphers === undefined || ciphers.split(':').some((name) => name !== '' && !name.startsWith('TLS_'))) return [];
        return [{ manifest: pod.manifest, path: `${container.path}.env`, message: `${VARIABLE} is '${ciphers}'` }];
      }),
    ),
};
