import type { Duration } from 'cdk8s';
import type { Construct } from 'constructs';

/** The issuer that a backend is for. */
export interface BackedIssuer {
  /** The construct under which the backend puts the objects that it needs. */
  readonly scope: Construct;
  readonly issuerName: string;
  /** Where cert-manager looks for the issuer's Secrets and ServiceAccounts, if known at synth. */
  readonly secretNamespace?: string;
}

/** What a backend makes of an issuer. */
export interface BackedIssuerConfig {
  /** The `spec` of the Issuer or ClusterIssuer. */
  readonly spec: { readonly [field: string]: unknown };
  readonly longestDuration?: Duration;
  readonly returnsCa?: boolean;
  /** Why it does not sign CAs; undefined if it does, or if that is not known at synth. */
  readonly signsNoCaBecause?: string;
}
