/**
 * What the public API takes, as `tools/api-shapes.ts` writes it from the jsii assembly: `npm run api:shapes`.
 *
 * A line is an interface of options with its fields, or a callable with its parameters: a constructor `X()`, a static `X.y`, a method `X#y`. A
 * name that ends in `?` may be left out, and one that begins with `...` stands for all arguments from there on. The form of types is said in `field-table.ts`; `a|b` is one of the two, and `[]a|b` a list of both.
 */
export const API_SHAPES = `
CaAtSynthOptions keyAlgorithm?:KeyAlgorithm notBefore?:date privateKey?:string serialNumber?:string subject?:CertificateSubject
CaInClusterOptions guarded?:boolean image?:string imagePullSecrets?:[]string
CaKeyPair.atSynth options?:CaAtSynthOptions
CaKeyPair.fromFiles certificatePath:string privateKeyPath:string
CaKeyPair.fromPem certificate:string privateKey:string
CaKeyPair.inCluster options?:CaInClusterOptions
CaSecretOptions keys?:CaSecretKeys
CertManagerBackend.ca secretName:string|IConstruct
CertManagerBackend.intermediateOf issuer:ICertManagerIssuer options?:CertManagerIntermediateCaOptions
CertManagerBackend.ownCa options?:CertManagerOwnCaOptions
CertManagerBackend.rayTlsCa ca:IRayTlsCa
CertManagerBackend.vault options:CertManagerVaultOptions
CertManagerBackend.venafi options:CertManagerVenafiOptions
CertManagerCaBundle.fromPem pem:string
CertManagerCaBundle.fromSecret secretName:string|IConstruct key?:string
CertManagerCaOptions commonName?:string keyAlgorithm?:KeyAlgorithm renewBefore?:Duration secretName?:string subject?:CertificateSubject
CertManagerCertificate() scope:Construct id:string props:CertManagerCertificateProps
CertManagerCertificateOptions commonName?:string dnsNames?:[]string duration?:Duration ipAddresses?:[]string keyAlgorithm?:KeyAlgorithm renewBefore?:Duration rotationPolicy?:CertManagerRotationPolicy secretName:string subject?:CertificateSubject usages?:[]CertManagerUsage
CertManagerCertificateProps commonName?:string dnsNames?:[]string duration?:Duration ipAddresses?:[]string issuer:ICertManagerIssuer keyAlgorithm?:KeyAlgorithm renewBefore?:Duration rotationPolicy?:CertManagerRotationPolicy secretName:string subject?:CertificateSubject usages?:[]CertManagerUsage
CertManagerClusterWideOptions resourceNamespace?:string
CertManagerIntermediateCaOptions commonName?:string duration?:Duration keyAlgorithm?:KeyAlgorithm renewBefore?:Duration secretName?:string subject?:CertificateSubject
CertManagerIssuer() scope:Construct id:string props?:CertManagerIssuerProps
CertManagerIssuer.fromClusterIssuerName scope:Construct id:string issuerName:string options?:CertManagerIssuerImportOptions
CertManagerIssuer.fromIssuerName scope:Construct id:string issuerName:string options?:CertManagerIssuerImportOptions
CertManagerIssuer.fromIssuerRef scope:Construct id:string issuerRef:CertManagerIssuerRef options?:CertManagerIssuerImportOptions
CertManagerIssuer#addCertificate id:string options:CertManagerCertificateOptions
CertManagerIssuerImportOptions requestGuard?:CertManagerRequestGuard
CertManagerIssuerProps backend?:CertManagerBackend issuerName?:string requestGuard?:CertManagerRequestGuard serves?:CertManagerIssuerScope
CertManagerIssuerRef group?:string kind?:string name:string
CertManagerIssuerScope.clusterWide options?:CertManagerClusterWideOptions
CertManagerOwnCaOptions commonName?:string duration?:Duration keyAlgorithm?:KeyAlgorithm renewBefore?:Duration secretName?:string subject?:CertificateSubject
CertManagerRequestGuard.on options?:CertManagerRequestGuardOptions
CertManagerRequestGuardOptions alsoFrom?:[]string
CertManagerRequestPolicy() scope:Construct id:string props:CertManagerRequestPolicyProps
CertManagerRequestPolicyProps commonName?:string dnsNames:[]string ipAddresses:[]string issuer:ICertManagerIssuer keyAlgorithm?:KeyAlgorithm maxDuration:Duration serviceAccountName:string
CertManagerVaultAppRoleOptions mountPath?:string roleId:string secretKey?:string secretName:string|IConstruct
CertManagerVaultAuth.appRole options:CertManagerVaultAppRoleOptions
CertManagerVaultAuth.kubernetes options:CertManagerVaultKubernetesOptions
CertManagerVaultAuth.kubernetesToken options:CertManagerVaultKubernetesTokenOptions
CertManagerVaultAuth.token secretName:string|IConstruct key?:string
CertManagerVaultKubernetesOptions audiences?:[]string certManagerNamespace?:string certManagerServiceAccountName?:string mountPath?:string role:string serviceAccountName:string|IConstruct
CertManagerVaultKubernetesTokenOptions mountPath?:string role:string secretKey?:string secretName:string|IConstruct
CertManagerVaultOptions auth:CertManagerVaultAuth path:string server:string serverName?:string serverTrust?:CertManagerCaBundle vaultNamespace?:string
CertManagerVenafiCloudOptions apiTokenSecretKey?:string apiTokenSecretName:string|IConstruct url?:string
CertManagerVenafiConnection.cloud options:CertManagerVenafiCloudOptions
CertManagerVenafiConnection.tpp options:CertManagerVenafiTppOptions
CertManagerVenafiOptions connection:CertManagerVenafiConnection zone:string
CertManagerVenafiTppOptions credentialsSecretName:string|IConstruct serverTrust?:CertManagerCaBundle url:string
CertificateSubject countries?:[]string localities?:[]string organizationalUnits?:[]string organizations?:[]string postalCodes?:[]string provinces?:[]string serialNumber?:string streetAddresses?:[]string
KubeRbacProxyAuth() scope:Construct id:string props:KubeRbacProxyAuthProps
KubeRbacProxyAuth#grant subject:IConstruct|RaySubject access?:RayAccess
KubeRbacProxyAuthProps audiences?:[]string cluster:RayTlsClusterBase image?:string listener?:KubeRbacProxyListener paths?:KubeRbacProxyPaths permission?:KubeRbacProxyPermission proxyVersion?:string resources?:any
KubeRbacProxyListener.clusterTls names?:KubeRbacProxyNames
KubeRbacProxyListener.fromSecret secretName:string|IConstruct
KubeRbacProxyListener.issuedBy issuer:ICertManagerIssuer names?:KubeRbacProxyNames
KubeRbacProxyNames dnsNames?:[]string
KubeRbacProxyPaths.of patterns:[]string
RayAutoscaling idleTimeout?:Duration options?:any
RayClusterSpecProps autoscaling?:RayAutoscaling baseSpec?:any cipherSuites?:[]RayCipherSuite gcsFaultTolerance?:any head?:RayHeadGroup image?:string kubeRayVersion?:string podSecurity?:RayPodSecurity rayVersion?:string unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayEntrypointResources cpus?:number custom?:{}number gpus?:number
RayHeadGroup rayStartParams?:{}string resources?:any template?:any
RayIncrementalUpgradeOptions gatewayClassName:string interval:Duration maxSurgePercent?:number stepSizePercent:number
RayJobDeletion.cluster after?:Duration
RayJobDeletion.rules rules:[]RayJobDeletionRule
RayJobDeletionRule after?:Duration outcome:RayJobOutcome target:RayJobDeletionTarget
RayJobOnClusterProps activeDeadline?:Duration cluster:RayTlsCluster entrypoint?:string entrypointResources?:RayEntrypointResources jobId?:string jobMetadata?:{}string metadata?:ApiObjectMetadata preRunningDeadline?:Duration runtimeEnv?:any submission?:RaySubmission
RayJobRunProps activeDeadline?:Duration entrypoint?:string entrypointResources?:RayEntrypointResources jobId?:string jobMetadata?:{}string preRunningDeadline?:Duration runtimeEnv?:any submission?:RaySubmission
RayJobWithClusterProps activeDeadline?:Duration autoscaling?:RayAutoscaling backoffLimit?:number baseSpec?:any cipherSuites?:[]RayCipherSuite deletion?:RayJobDeletion entrypoint?:string entrypointResources?:RayEntrypointResources gcsFaultTolerance?:any head?:RayHeadGroup image?:string jobId?:string jobMetadata?:{}string kubeRayVersion?:string managedBy?:RayManagedBy metadata?:ApiObjectMetadata podSecurity?:RayPodSecurity preRunningDeadline?:Duration rayVersion?:string runtimeEnv?:any submission?:RaySubmission tls:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayNetworkEgress.anywhere ports:[]number
RayNetworkEgress.dns peers?:[]IConstruct|RayNetworkPeer port?:number
RayNetworkEgress.internet ports?:[]number
RayNetworkEgress.to peers:[]IConstruct|RayNetworkPeer ports:[]number
RayNetworkPeer.cidr cidr:string except?:[]string
RayNetworkPeer.kubeRayOperator namespace?:string
RayNetworkPeer.namespace name:string|IConstruct
RayNetworkPeer.namespaces labels:{}string
RayNetworkPeer.pods labels:{}string namespace?:string|IConstruct
RayNetworkPolicy() scope:Construct id:string props:RayNetworkPolicyProps
RayNetworkPolicy#allowClients ...peers:[]IConstruct|RayNetworkPeer
RayNetworkPolicy#allowEgress egress:RayNetworkEgress
RayNetworkPolicy#allowPrometheus ...peers:[]IConstruct|RayNetworkPeer
RayNetworkPolicy#allowServeClients ...peers:[]IConstruct|RayNetworkPeer
RayNetworkPolicy#allowSubmitters ...peers:[]IConstruct|RayNetworkPeer
RayNetworkPolicyProps apiServer?:RayNetworkEgress clients?:[]IConstruct|RayNetworkPeer cluster:RayTlsClusterBase dns?:RayNetworkEgress egress?:[]RayNetworkEgress kubeRayOperator?:IConstruct|RayNetworkPeer prometheus?:[]IConstruct|RayNetworkPeer redis?:[]IConstruct|RayNetworkPeer serveClients?:[]IConstruct|RayNetworkPeer submitters?:[]IConstruct|RayNetworkPeer
RayPod#addAnnotation key:string value:string
RayPod#addContainer container:any addedBy?:string
RayPod#addEnv variable:any addedBy?:string
RayPod#addInitContainer container:any addedBy?:string
RayPod#addLabel key:string value:string
RayPod#addVolume volume:any addedBy?:string
RayPod#addVolumeMount mount:any addedBy?:string
RayPod#shareIdentityWith containerName:string
RayPodSecurity.restricted runAsUser?:number
RayPortExposure groupName:string guards:[]RayPortGuard port:string purpose:RayPortPurpose reachableFrom:[]string role:RayPodRole
RayServeApplication args?:any deployments?:[]any importPath:string name:string routePrefix?:string runtimeEnv?:any
RayServeConfig.fromYaml text:string
RayServeConfig.of options:RayServeConfigOptions
RayServeConfigOptions applications:[]RayServeApplication grpcOptions?:any httpOptions?:any loggingConfig?:any proxyLocation?:string
RayServiceUpgrade.incremental options:RayIncrementalUpgradeOptions
RaySubject.group name:string
RaySubject.serviceAccount name:string|IConstruct namespace?:string
RaySubject.user name:string
RaySubmission.kubernetesJob options?:RaySubmitterOptions
RaySubmitterOptions backoffLimit?:number clientCertificate?:boolean resources?:any template?:any
RayTls.fromSecret secretName:string|IConstruct options?:RayTlsFromSecretOptions
RayTls.issuedBy issuer:ICertManagerIssuer options?:RayTlsIssuedByOptions
RayTls.renewedBy issuer:ICertManagerIssuer options?:RayTlsRenewedByOptions
RayTls.signedBy ca:IRayTlsCa options?:RayTlsSignedByOptions
RayTlsAlertThresholds caCritical?:Duration caWarning?:Duration leafCritical?:Duration leafWarning?:Duration podWaiting?:Duration requestPending?:Duration rotationOverdue?:Duration
RayTlsAlerts() scope:Construct id:string props:RayTlsAlertsProps
RayTlsAlertsProps cluster:RayTlsClusterBase prometheusLabels?:{}string thresholds?:RayTlsAlertThresholds
RayTlsCa() scope:Construct id:string props?:RayTlsCaProps
RayTlsCa.fromSecretName scope:Construct id:string secretName:string|IConstruct options?:CaSecretOptions
RayTlsCaProps commonName?:string duration?:Duration keyPair?:CaKeyPair secretName?:string validity?:Duration
RayTlsCheck() scope:Construct id:string props:RayTlsCheckProps
RayTlsCheckProps checkTimeout?:Duration cluster:RayTlsClusterBase schedule?:string|Cron timeZone?:string
RayTlsCluster() scope:Construct id:string props:RayTlsClusterProps
RayTlsCluster.fromClusterName scope:Construct id:string options:RayTlsClusterImportOptions
RayTlsClusterBase#workerGroup groupName:string
RayTlsClusterBaseProps autoscaling?:RayAutoscaling baseSpec?:any cipherSuites?:[]RayCipherSuite gcsFaultTolerance?:any head?:RayHeadGroup image?:string kubeRayVersion?:string metadata?:ApiObjectMetadata podSecurity?:RayPodSecurity rayVersion?:string tls:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsClusterImportOptions autoscaling?:RayAutoscaling baseSpec?:any cipherSuites?:[]RayCipherSuite gcsFaultTolerance?:any head?:RayHeadGroup image?:string kubeRayVersion?:string name:string namespace?:string podSecurity?:RayPodSecurity rayVersion?:string tls?:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsClusterProps autoscaling?:RayAutoscaling baseSpec?:any cipherSuites?:[]RayCipherSuite gcsFaultTolerance?:any head?:RayHeadGroup image?:string kubeRayVersion?:string metadata?:ApiObjectMetadata podSecurity?:RayPodSecurity rayVersion?:string tls:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsCronJob() scope:Construct id:string props:RayTlsCronJobProps
RayTlsCronJobProps activeDeadline?:Duration autoscaling?:RayAutoscaling backoffLimit?:number baseSpec?:any cipherSuites?:[]RayCipherSuite deletion?:RayJobDeletion entrypoint?:string entrypointResources?:RayEntrypointResources gcsFaultTolerance?:any head?:RayHeadGroup image?:string jobId?:string jobMetadata?:{}string kubeRayVersion?:string managedBy?:RayManagedBy metadata?:ApiObjectMetadata podSecurity?:RayPodSecurity preRunningDeadline?:Duration rayVersion?:string runtimeEnv?:any schedule:string|Cron submission?:RaySubmission suspend?:boolean timeZone?:string tls:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsFromSecretOptions additionalTrust?:[]TrustBundle
RayTlsIssuedByOptions additionalTrust?:[]TrustBundle dnsNames?:[]string duration?:Duration issueTimeout?:Duration keyAlgorithm?:KeyAlgorithm trustBundle?:TrustBundle
RayTlsJob() scope:Construct id:string props:RayTlsJobProps
RayTlsJob.onCluster scope:Construct id:string props:RayJobOnClusterProps
RayTlsJobProps activeDeadline?:Duration autoscaling?:RayAutoscaling backoffLimit?:number baseSpec?:any cipherSuites?:[]RayCipherSuite deletion?:RayJobDeletion entrypoint?:string entrypointResources?:RayEntrypointResources gcsFaultTolerance?:any head?:RayHeadGroup image?:string jobId?:string jobMetadata?:{}string kubeRayVersion?:string managedBy?:RayManagedBy metadata?:ApiObjectMetadata podSecurity?:RayPodSecurity preRunningDeadline?:Duration rayVersion?:string runtimeEnv?:any submission?:RaySubmission suspend?:boolean tls:RayTls unknownFields?:[]string waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsRenewedByOptions duration?:Duration keyAlgorithm?:KeyAlgorithm renewBefore?:Duration trustBundle?:TrustBundle
RayTlsRotation() scope:Construct id:string props:RayTlsRotationProps
RayTlsRotationProps busyWorkers?:RayBusyWorkers cluster:RayTlsClusterBase drainTimeout?:Duration headRotation?:RayHeadRotation readyTimeout?:Duration renewBefore?:Duration schedule?:string|Cron timeZone?:string window?:Duration workerReplacement?:RayWorkerReplacement
RayTlsService() scope:Construct id:string props:RayTlsServiceProps
RayTlsServiceProps autoscaling?:RayAutoscaling baseSpec?:any cipherSuites?:[]RayCipherSuite excludeHeadFromServing?:boolean gcsFaultTolerance?:any head?:RayHeadGroup image?:string kubeRayVersion?:string managedBy?:RayManagedBy metadata?:ApiObjectMetadata oldClusterDeletionDelay?:Duration podSecurity?:RayPodSecurity rayVersion?:string serveConfig:RayServeConfig serveService?:any suspend?:boolean tls:RayTls unknownFields?:[]string upgrade?:RayServiceUpgrade waitForHead?:boolean workerGroups?:[]RayWorkerGroup
RayTlsSignedByOptions additionalTrust?:[]TrustBundle dnsNames?:[]string duration?:Duration keyAlgorithm?:KeyAlgorithm
RayTlsValidation() props?:RayTlsValidationProps
RayTlsValidation#validate context:any
RayTlsValidationProps failOn?:string kubeRayVersion?:string
RayTlsWorkload() scope:Construct id:string props:RayTlsWorkloadProps
RayTlsWorkloadProps containerNames?:[]string dnsNames?:[]string leafImage?:string podTemplatePath?:string runsRay?:boolean services?:[]string tls:RayTls unknownFields?:[]string workload:IConstruct
RayTokenAuth() scope:Construct id:string props:RayTokenAuthProps
RayTokenAuth#grant subject:IConstruct|RaySubject
RayTokenAuthProps cluster:RayTlsClusterBase source?:RayTokenSource
RayTokenSource.fromSecret secretName:string|IConstruct
RayWorkerGroup groupName:string maxReplicas?:number minReplicas?:number numOfHosts?:number rayStartParams?:{}string replicas?:number resources?:any template?:any
RayWorkerReplacement.inPlace atOnce?:number
RayWorkerReplacement.surge extra?:number
TrustBundle.fromCa ca:IRayTlsCa
TrustBundle.fromConfigMap configMapName:string|IConstruct key?:string
TrustBundle.fromSecret secretName:string|IConstruct key?:string
TrustBundle.fromTrustManager bundleName:string key:string
ApiObjectMetadata annotations?:{}string finalizers?:[]string labels?:{}string name?:string namespace?:string ownerReferences?:[]OwnerReference
`;

/** The values of each enum. */
export const API_ENUMS: { readonly [name: string]: readonly (string | number)[] } = {
  CertManagerRotationPolicy: ["Always","Never"],
  CertManagerUsage: ["digital signature","key encipherment","key agreement","server auth","client auth"],
  KeyAlgorithm: ["ecdsa-p256","ecdsa-p384","rsa-2048","rsa-3072","rsa-4096"],
  KubeRbacProxyPermission: ["rayclusters/dashboard","rayclusters"],
  RayAccess: ["full","read-only"],
  RayBusyWorkers: ["keep","replace"],
  RayCipherSuite: ["AES128-GCM-SHA256","AES256-GCM-SHA384","CHACHA20-POLY1305"],
  RayHeadRotation: ["fault-tolerant","interrupting"],
  RayJobDeletionTarget: ["DeleteWorkers","DeleteCluster","DeleteSelf","DeleteNone"],
  RayJobOutcome: ["SUCCEEDED","FAILED","Failed"],
  RayKind: ["RayCluster","RayJob","RayCronJob","RayService"],
  RayManagedBy: ["ray.io/kuberay-operator","kueue.x-k8s.io/multikueue"],
  RayPodRole: ["head","worker","node","client"],
  RayPortGuard: ["mutual TLS","TLS","token","kube-rbac-proxy","network policy"],
  RayPortPurpose: ["GCS","Ray Client","dashboard and Jobs API","agent (HTTP)","metrics","Ray Serve","raylet, objects, workers, sessions","runtime environment agent (HTTP)","kube-rbac-proxy","health of a sidecar","declared by a container"],
};

/** The members by which objects of each interface, and of classes of others, are recognized. */
export const API_MEMBERS: { readonly [name: string]: readonly (string | number)[] } = {
  ICertManagerIssuer: ["issuerGroup","issuerKind","issuerName","addCertificate"],
  IRayTlsCa: ["certificateKey","privateKeyKey","secretName"],
  IRayTlsJob: ["name"],
  Duration: ["toSeconds","toHumanString"],
  Construct: ["node"],
  IConstruct: ["node"],
  Cron: ["expressionString"],
};

/** The callables that make an object of each class or interface. */
export const API_PRODUCERS: { readonly [name: string]: readonly (string | number)[] } = {
  CaKeyPair: ["CaKeyPair.inCluster","CaKeyPair.atSynth","CaKeyPair.fromPem","CaKeyPair.fromFiles"],
  CertManagerBackend: ["CertManagerBackend.ownCa","CertManagerBackend.intermediateOf","CertManagerBackend.ca","CertManagerBackend.rayTlsCa","CertManagerBackend.vault","CertManagerBackend.venafi"],
  CertManagerCaBundle: ["CertManagerCaBundle.fromPem","CertManagerCaBundle.fromSecret"],
  CertManagerCertificate: ["CertManagerCertificate"],
  ICertManagerIssuer: ["CertManagerIssuer.fromIssuerName","CertManagerIssuer.fromClusterIssuerName","CertManagerIssuer.fromIssuerRef","CertManagerIssuer"],
  CertManagerIssuer: ["CertManagerIssuer"],
  CertManagerIssuerScope: ["CertManagerIssuerScope.namespaced","CertManagerIssuerScope.clusterWide"],
  CertManagerRequestGuard: ["CertManagerRequestGuard.on","CertManagerRequestGuard.off"],
  CertManagerRequestPolicy: ["CertManagerRequestPolicy"],
  CertManagerVaultAuth: ["CertManagerVaultAuth.token","CertManagerVaultAuth.appRole","CertManagerVaultAuth.kubernetes","CertManagerVaultAuth.kubernetesToken"],
  CertManagerVenafiConnection: ["CertManagerVenafiConnection.tpp","CertManagerVenafiConnection.cloud"],
  KubeRbacProxyAuth: ["KubeRbacProxyAuth"],
  KubeRbacProxyListener: ["KubeRbacProxyListener.clusterTls","KubeRbacProxyListener.issuedBy","KubeRbacProxyListener.fromSecret","KubeRbacProxyListener.plainHttp"],
  KubeRbacProxyPaths: ["KubeRbacProxyPaths.dashboard","KubeRbacProxyPaths.withProfiling","KubeRbacProxyPaths.of"],
  RayJobDeletion: ["RayJobDeletion.cluster","RayJobDeletion.rules"],
  RayNetworkEgress: ["RayNetworkEgress.to","RayNetworkEgress.anywhere","RayNetworkEgress.internet","RayNetworkEgress.dns"],
  RayNetworkPeer: ["RayNetworkPeer.pods","RayNetworkPeer.namespace","RayNetworkPeer.namespaces","RayNetworkPeer.cidr","RayNetworkPeer.kubeRayOperator"],
  RayNetworkPolicy: ["RayNetworkPolicy"],
  RayPodSecurity: ["RayPodSecurity.restricted","RayPodSecurity.assignedUser","RayPodSecurity.unrestricted"],
  RayServeConfig: ["RayServeConfig.of","RayServeConfig.fromYaml"],
  RayServiceUpgrade: ["RayServiceUpgrade.newCluster","RayServiceUpgrade.incremental","RayServiceUpgrade.none"],
  RaySubject: ["RaySubject.serviceAccount","RaySubject.user","RaySubject.group"],
  RaySubmission: ["RaySubmission.kubernetesJob","RaySubmission.http","RaySubmission.sidecar","RaySubmission.interactive"],
  RayTls: ["RayTls.signedBy","RayTls.issuedBy","RayTls.renewedBy","RayTls.fromSecret","RayTls.managedByKubeRay"],
  RayTlsAlerts: ["RayTlsAlerts"],
  IRayTlsCa: ["RayTlsCa.fromSecretName","RayTlsCa"],
  RayTlsCa: ["RayTlsCa"],
  RayTlsCheck: ["RayTlsCheck"],
  RayTlsCluster: ["RayTlsCluster.fromClusterName","RayTlsCluster"],
  RayTlsClusterBase: ["RayTlsCluster","RayTlsCronJob","RayTlsJob","RayTlsService"],
  RayTlsCronJob: ["RayTlsCronJob"],
  IRayTlsJob: ["RayTlsJob.onCluster","RayTlsJob"],
  RayTlsJob: ["RayTlsJob"],
  RayTlsRotation: ["RayTlsRotation"],
  RayTlsService: ["RayTlsService"],
  RayTlsValidation: ["RayTlsValidation"],
  RayTlsWorkload: ["RayTlsWorkload"],
  RayTokenAuth: ["RayTokenAuth"],
  RayTokenSource: ["RayTokenSource.generated","RayTokenSource.fromSecret","RayTokenSource.kubernetes"],
  RayWorkerReplacement: ["RayWorkerReplacement.inPlace","RayWorkerReplacement.surge"],
  TrustBundle: ["TrustBundle.fromConfigMap","TrustBundle.fromSecret","TrustBundle.fromTrustManager","TrustBundle.fromCa"],
};
