import { Duration } from 'cdk8s';

/** From when on something is worth an alert. */
export interface RayTlsAlertThresholds {
  /**
   * How long before the end of a pod's leaf a warning is raised; never before three quarters of its life are over, so that leaves of a few
   * hours can be watched too.
   *
   * @default Duration.days(14)
   */
  readonly leafWarning?: Duration;

  /**
   * How long before the end of a pod's leaf, or of a Certificate that cert-manager should have renewed, that is critical; for a leaf never
   * before nine tenths of its life are over.
   *
   * @default Duration.days(3)
   */
  readonly leafCritical?: Duration;

  /**
   * How long before the end of a CA that signed leaves a warning is raised.
   *
   * @default Duration.days(60)
   */
  readonly caWarning?: Duration;

  /**
   * How long before the end of a CA that signed leaves that is critical.
   *
   * @default Duration.days(14)
   */
  readonly caCritical?: Duration;

  /**
   * How long a CertificateRequest may wait for its issuer.
   *
   * @default Duration.minutes(5)
   */
  readonly requestPending?: Duration;

  /**
   * How long a pod may wait for its certificate, from when a node took it.
   *
   * @default Duration.minutes(10)
   */
  readonly podWaiting?: Duration;

  /**
   * How long after the last rotation that ended well a warning is raised, for a cluster with a RayTlsRotation: choose more than its schedule.
   *
   * @default Duration.days(8)
   */
  readonly rotationOverdue?: Duration;
}

/** The same with every threshold set. */
export type AlertThresholds = Required<RayTlsAlertThresholds>;

export const DEFAULT_ALERT_THRESHOLDS: AlertThresholds = {
  leafWarning: Duration.days(14),
  leafCritical: Duration.days(3),
  caWarning: Duration.days(60),
  caCritical: Duration.days(14),
  requestPending: Duration.minutes(5),
  podWaiting: Duration.minutes(10),
  rotationOverdue: Duration.days(8),
};
