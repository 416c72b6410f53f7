/** Who is given a value, for errors. */
export interface Receiver {
  /** What errors begin with: the path of a construct, or the name of a callable. */
  readonly label: string;
  /** What the value is passed to, as users know it: `RayTlsCluster`, `RayTls.signedBy`. */
  readonly name: string;
  /** Whether options that nobody has heard of are let through: those of a class that somebody derived. */
  readonly isLenient?: boolean;
}
