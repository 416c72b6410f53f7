import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';

/** What a `RayTlsCa` asks of the source of its key pair. */
export interface CaSecretOrder {
  /** The construct under which the source puts the objects that it needs. */
  readonly ca: Construct;
  readonly secretName: string;
  /** The namespace of the Secret, where its chart has one. */
  readonly namespace?: string;
  /** As the caller passed it; a source that makes no certificate refuses it. */
  readonly commonName?: string;
  /** As the caller passed it; a source that makes no certificate refuses it. */
  readonly duration?: Duration;
  /** Whether someone reads the pair under `tls.crt` and `tls.key` too; known only when the whole tree stands, at synth. */
  readonly alsoAsTls: () => boolean;
}

/** One way by which the Secret of a CA comes to hold a key pair. */
export interface CaKeySource {
  provide(order: CaSecretOrder): void;
}
