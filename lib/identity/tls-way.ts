import type { Construct } from 'constructs';
import type { ICertManagerIssuer } from '../ca/cert-manager/issuer-interface';
import type { PlainObject } from '../kubernetes/plain-json';
import type { RayPod } from '../kubernetes/ray-pod';

/** A RayCluster that gets an identity. */
export interface HostedRayCluster {
  /** Its spec, as the way may complete it. */
  readonly spec: PlainObject;
  /** The version of the KubeRay that reads it. */
  readonly kubeRayVersion: string;
  /** Its head Service, where the name is known before KubeRay makes it. */
  readonly headService?: string;
}

/** Whatever gets an identity: a cluster, a job's submitter, a workload. The TLS way sees no more of it than this. */
export interface TlsHost {
  /** The construct under which the way puts the objects that it needs. */
  readonly scope: Construct;
  /** The namespace that it lives in, where that is known at synth. */
  readonly namespace?: string;
  /** Every kind of pod that speaks gRPC to the others. */
  readonly pods: readonly RayPod[];
  /** The RayCluster that it is, if it is one. */
  readonly rayCluster?: HostedRayCluster;
  /** The port of the head's GCS, where KubeRay does not have workers wait for it. */
  readonly awaitedGcsPort?: string;
  /** Services of its namespace that lead to its pods, by name, beside the head service of a RayCluster. */
  readonly services?: readonly string[];
  /** Services of its namespace that lead to its head alone, by name, beside that one. */
  readonly headServices?: readonly string[];
  /** Further DNS names of its pods, in full. */
  readonly dnsNames?: readonly string[];
}

/** One leaf in a pod: who it is for, how peers reach that, and where it lies. */
export interface Leaf {
  /** Who it is for; its CN is `ray-<role>`. A head's carries the names of the head service by itself. */
  readonly role: string;
  /** The init container that makes it. */
  readonly container: string;
  /** The in-memory volume that holds `tls.key`, `tls.crt` and `ca.crt`. */
  readonly volume: string;
  /** Services of the pod's namespace that lead to it, by name. */
  readonly services: readonly string[];
  /** Further DNS names, in full. */
  readonly dnsNames: readonly string[];
  /** How long it lives, in seconds, if not as long as its way says. As an issuer may refuse that, its pod starts without it then. */
  readonly seconds?: number;
  /** The security context of the container that reads it: the key is readable by its user alone. */
  readonly reader: (pod: RayPod) => { readonly [field: string]: unknown };
}

/** One way by which pods come by their certificates. */
export interface TlsWay {
  /** Gives every pod of the host a leaf, and every Ray process in it that leaf to use. */
  attachTo(host: TlsHost): void;

  /** Gives a pod of the host a further leaf, for a sidecar that serves TLS itself. */
  addLeaf(host: TlsHost, pod: RayPod, leaf: Leaf): void;

  /** Lets leaves of pods that something replaces in time live shorter than others by default. */
  shortenLeaves?(pods: readonly RayPod[]): void;

  /** The issuer from which the host's pods may request certificates that no admission policy limits, if there is one. */
  unguardedIssuer?(host: TlsHost): ICertManagerIssuer | undefined;
}
