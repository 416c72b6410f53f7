import type { Rule } from '../rule';
import { apiTokenInRayContainer } from './api-token-in-ray-container';
import { authOptionsNeedNewerRay } from './auth-options-need-newer-ray';
import { authOptionsRefused } from './auth-options-refused';
import { authOptionsWithoutMode } from './auth-options-without-mode';
import { autoscalerWithoutTls } from './autoscaler-without-tls';
import { caCertificateRotatesKey } from './ca-certificate-rotates-key';
import { caKeyInRayContainer } from './ca-key-in-ray-container';
import { caKeyInSidecar } from './ca-key-in-sidecar';
import { certificateExpired } from './certificate-expired';
import { certificateExpiresSoon } from './certificate-expires-soon';
import { certificateUsages } from './certificate-usages';
import { certificateWithoutPodIp } from './certificate-without-pod-ip';
import { ciphersWithoutTls12 } from './ciphers-without-tls12';
import { credentialInManifest } from './credential-in-manifest';
import { dashboardBesideProxy } from './dashboard-beside-proxy';
import { duplicateKey } from './duplicate-key';
import { grpcPortUnprotected } from './grpc-port-unprotected';
import { hostNetwork } from './host-network';
import { httpPortUnprotected } from './http-port-unprotected';
import { ingressExposesPort } from './ingress-exposes-port';
import { ipNameConstraints } from './ip-name-constraints';
import { kuberayTooOld } from './kuberay-too-old';
import { leafReplaced } from './leaf-replaced';
import { leafTooShort } from './leaf-too-short';
import { leafWithoutRenewal } from './leaf-without-renewal';
import { nameTooLong } from './name-too-long';
import { notUnderstood } from './not-understood';
import { objectInOtherNamespace } from './object-in-other-namespace';
import { privateKeyInManifest } from './private-key-in-manifest';
import { privateKeyOutsideSecret } from './private-key-outside-secret';
import { publishedSampleCa } from './published-sample-ca';
import { publishedSampleToken } from './published-sample-token';
import { rayAsRoot } from './ray-as-root';
import { rayEscalates } from './ray-escalates';
import { rayReachesNode } from './ray-reaches-node';
import { rayVersionMismatch } from './ray-version-mismatch';
import { rayVersionVulnerable } from './ray-version-vulnerable';
import { rbacProxyBypassed } from './rbac-proxy-bypassed';
import { rbacProxyOnJobOrService } from './rbac-proxy-on-job-or-service';
import { rbacProxyWithoutTls } from './rbac-proxy-without-tls';
import { redisWithoutTls } from './redis-without-tls';
import { secretWithTwoWriters } from './secret-with-two-writers';
import { selfSignedIssuerForPods } from './self-signed-issuer-for-pods';
import { serviceExposesPort } from './service-exposes-port';
import { sharedCa } from './shared-ca';
import { sharedLeaf } from './shared-leaf';
import { sharedProcessNamespace } from './shared-process-namespace';
import { suppressionOfUnknownRule } from './suppression-of-unknown-rule';
import { suppressionWithoutReason } from './suppression-without-reason';
import { tlsBesideTlsOptions } from './tls-beside-tls-options';
import { tlsFilesNotMounted } from './tls-files-not-mounted';
import { tlsOnSomeContainers } from './tls-on-some-containers';
import { tlsTurnedOff } from './tls-turned-off';
import { tlsVariablesByEnvfrom } from './tls-variables-by-envfrom';
import { tlsVariablesIncomplete } from './tls-variables-incomplete';
import { tokenTurnedOff } from './token-turned-off';
import { tokenWithoutTls } from './token-without-tls';
import { weakKey } from './weak-key';
import { weakSignature } from './weak-signature';
import { wildcardRbac } from './wildcard-rbac';

/** Every rule, in the order of their IDs. */
export const RULES: readonly Rule[] = [
  apiTokenInRayContainer,
  authOptionsNeedNewerRay,
  authOptionsRefused,
  authOptionsWithoutMode,
  autoscalerWithoutTls,
  caCertificateRotatesKey,
  caKeyInRayContainer,
  caKeyInSidecar,
  certificateExpired,
  certificateExpiresSoon,
  certificateUsages,
  certificateWithoutPodIp,
  ciphersWithoutTls12,
  credentialInManifest,
  dashboardBesideProxy,
  duplicateKey,
  grpcPortUnprotected,
  hostNetwork,
  httpPortUnprotected,
  ingressExposesPort,
  ipNameConstraints,
  kuberayTooOld,
  leafReplaced,
  leafTooShort,
  leafWithoutRenewal,
  nameTooLong,
  notUnderstood,
  objectInOtherNamespace,
  privateKeyInManifest,
  privateKeyOutsideSecret,
  publishedSampleCa,
  publishedSampleToken,
  rayAsRoot,
  rayEscalates,
  rayReachesNode,
  rayVersionMismatch,
  rayVersionVulnerable,
  rbacProxyBypassed,
  rbacProxyOnJobOrService,
  rbacProxyWithoutTls,
  redisWithoutTls,
  secretWithTwoWriters,
  selfSignedIssuerForPods,
  serviceExposesPort,
  sharedCa,
  sharedLeaf,
  sharedProcessNamespace,
  suppressionOfUnknownRule,
  suppressionWithoutReason,
  tlsBesideTlsOptions,
  tlsFilesNotMounted,
  tlsOnSomeContainers,
  tlsTurnedOff,
  tlsVariablesByEnvfrom,
  tlsVariablesIncomplete,
  tokenTurnedOff,
  tokenWithoutTls,
  weakKey,
  weakSignature,
  wildcardRbac,
];
