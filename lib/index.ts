// access: who may talk to it?
export * from './access/kube-rbac-proxy-auth';
export { KubeRbacProxyListener, type KubeRbacProxyNames } from './access/kube-rbac-proxy-listener';
export * from './access/kube-rbac-proxy-paths';
export * from './access/kube-rbac-proxy-permission';
export { RayNetworkEgress } from './access/network-egress';
export { RayNetworkPeer } from './access/network-peer';
export * from './access/ray-network-policy';
export * from './access/ray-subject';
export * from './access/ray-token-auth';
export * from './access/ray-token-source';
// ca: who signs?
export type { CaAtSynthOptions } from './ca/ca-at-synth';
export type { CaInClusterOptions } from './ca/ca-in-cluster';
export * from './ca/ca-key-pair';
export * from './ca/ca-secret-keys';
export type { CaSubject } from './ca/ca-subject';
export * from './ca/cert-manager/backend';
export * from './ca/cert-manager/ca-bundle';
export * from './ca/cert-manager/certificate';
export * from './ca/cert-manager/issuer';
export * from './ca/cert-manager/issuer-interface';
export type { CertManagerIssuerRef } from './ca/cert-manager/issuer-reference';
export { CertManagerIssuerScope, type ClusterWideOptions } from './ca/cert-manager/issuer-scope';
export type { OwnCaOptions } from './ca/cert-manager/own-ca';
export * from './ca/cert-manager/private-key';
export * from './ca/cert-manager/request-policy';
export type { CertManagerSubject } from './ca/cert-manager/subject';
export type { VaultOptions } from './ca/cert-manager/vault';
export * from './ca/cert-manager/vault-auth';
export { type VenafiCloudOptions, VenafiConnection, type VenafiOptions, type VenafiTppOptions } from './ca/cert-manager/venafi';
export * from './ca/ray-tls-ca';
export * from './ca/rsa-key-size';
// cluster: what runs?
export type { RayAutoscaling } from './cluster/autoscaling';
export { RayCipherSuite } from './cluster/cipher-suites';
export { type RayPortExposure, RayPortGuard, RayPortPurpose } from './cluster/exposure';
export * from './cluster/head-group';
export type { RayClusterSpecProps } from './cluster/ray-cluster-spec-props';
export { RayHostKind } from './cluster/ray-host-kind';
export * from './cluster/ray-tls-cluster';
export * from './cluster/ray-tls-cron-job';
export { RayTlsHost, type RayTlsHostProps } from './cluster/ray-tls-host';
export * from './cluster/ray-tls-job';
export { RayJobDeletion, type RayJobDeletionRule, RayJobDeletionTarget, RayJobOutcome } from './cluster/ray-tls-job-deletion';
export type { RayJobOnClusterProps } from './cluster/ray-tls-job-on-cluster';
export type { RayEntrypointResources, RayJobRunProps } from './cluster/ray-tls-job-props';
export { RaySubmission, type RaySubmitterOptions } from './cluster/ray-tls-job-submission';
export type { RayJobWithClusterProps } from './cluster/ray-tls-job-with-cluster-props';
export * from './cluster/ray-tls-service';
export { type RayServeApplication, RayServeConfig, type RayServeConfigOptions } from './cluster/ray-tls-service-config';
export { type RayIncrementalUpgradeOptions, RayServiceUpgrade } from './cluster/ray-tls-service-upgrade';
export * from './cluster/ray-tls-workload';
export * from './cluster/worker-group';
// identity: how does each pod get its own certificate?
export * from './identity/issued-by-options';
export * from './identity/key-algorithm';
export * from './identity/ray-tls';
export * from './identity/renewed-by-options';
export * from './identity/signed-by-options';
export * from './identity/trust-bundle';

// operations: how does it stay healthy?
export type { RayTlsAlertThresholds } from './operations/alerts/alert-thresholds';
export * from './operations/alerts/ray-tls-alerts';
export * from './operations/check/ray-tls-check';
export * from './operations/rotation/ray-tls-rotation';
export * from './operations/rotation/rotation-choices';
export * from './operations/rotation/worker-replacement';

// pod: what is a pod made of?
export { RayPod, RayPodRole } from './pod/ray-pod';

// validation: what can never work?
export * from './validation/plugin';
