/**
 * The fields of KubeRay's objects in every version, as `tools/kuberay-fields.ts` writes them from the CustomResourceDefinitions of 1.5.0, 1.5.1, 1.6.2, 1.7.0.
 *
 * A line is a type: its name, and `field:type` for each field; `@` says the version that has the field first, `<` the first that has it no
 * more. The form of types is said in `field-table.ts`.
 */
export const KUBERAY_FIELDS = `
RayCluster spec:Spec
Spec authOptions:AuthOptions@1.5.1 autoscalerOptions:AutoscalerOptions enableInTreeAutoscaling:boolean gcsFaultToleranceOptions:GcsFaultToleranceOptions headGroupSpec:HeadGroupSpec headServiceAnnotations:{}string historyServerOptions:HistoryServerOptions@1.7 managedBy:string networkPolicy:NetworkPolicy@1.7 rayVersion:string suspend:boolean tlsOptions:TlsOptions@1.7 upgradeStrategy:UpgradeStrategy@1.6 workerGroupSpecs:[]WorkerGroupSpecs
AuthOptions enableK8sTokenAuth:boolean@1.6 mode:string secretName:string@1.6
AutoscalerOptions args:[]string@1.7 command:[]string@1.7 env:[]Env envFrom:[]EnvFrom idleTimeoutSeconds:integer image:string imagePullPolicy:string resources:Resources securityContext:SecurityContext upscalingMode:string version:string volumeMounts:[]VolumeMounts
Env name:string value:string valueFrom:ValueFrom
ValueFrom configMapKeyRef:ConfigMapKeyRef fieldRef:FieldRef fileKeyRef:FileKeyRef resourceFieldRef:ResourceFieldRef secretKeyRef:ConfigMapKeyRef
ConfigMapKeyRef key:string name:string optional:boolean
FieldRef apiVersion:string fieldPath:string
FileKeyRef key:string optional:boolean path:string volumeName:string
ResourceFieldRef containerName:string divisor:quantity resource:string
EnvFrom configMapRef:ConfigMapRef prefix:string secretRef:ConfigMapRef
ConfigMapRef name:string optional:boolean
Resources claims:[]Claims limits:{}quantity requests:{}quantity
Claims name:string request:string
SecurityContext allowPrivilegeEscalation:boolean appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:boolean procMount:string readOnlyRootFilesystem:boolean runAsGroup:long runAsNonRoot:boolean runAsUser:long seLinuxOptions:SeLinuxOptions seccompProfile:AppArmorProfile windowsOptions:WindowsOptions
AppArmorProfile localhostProfile:string type:string
Capabilities add:[]string drop:[]string
SeLinuxOptions level:string role:string type:string user:string
WindowsOptions gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:boolean runAsUserName:string
VolumeMounts mountPath:string mountPropagation:string name:string readOnly:boolean recursiveReadOnly:string subPath:string subPathExpr:string
GcsFaultToleranceOptions backend:string@1.7 externalStorageNamespace:string redisAddress:string redisPassword:RedisPassword redisUsername:RedisPassword storage:Storage@1.7
RedisPassword value:string valueFrom:ValueFrom
Storage accessModes:[]string claimName:string deletionPolicy:string size:quantity storageClassName:string subPath:string
HeadGroupSpec enableIngress:boolean headService:HeadService ingressOptions:IngressOptions@1.7 labels:{}string rayStartParams:{}string resources:{}string serviceType:string template:Template
HeadService apiVersion:string kind:string metadata:Metadata spec:Spec2 status:Status
Metadata annotations:{}string finalizers:[]string labels:{}string name:string namespace:string
Spec2 allocateLoadBalancerNodePorts:boolean clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string externalTrafficPolicy:string healthCheckNodePort:integer internalTrafficPolicy:string ipFamilies:[]string ipFamilyPolicy:string loadBalancerClass:string loadBalancerIP:string loadBalancerSourceRanges:[]string ports:[]Ports publishNotReadyAddresses:boolean selector:{}string sessionAffinity:string sessionAffinityConfig:SessionAffinityConfig trafficDistribution:string type:string
Ports appProtocol:string name:string nodePort:integer port:integer protocol:string targetPort:intOrString
SessionAffinityConfig clientIP:ClientIP
ClientIP timeoutSeconds:integer
Status conditions:[]Conditions loadBalancer:LoadBalancer
Conditions lastTransitionTime:string message:string observedGeneration:long reason:string status:string type:string
LoadBalancer ingress:[]Ingress
Ingress hostname:string ip:string ipMode:string ports:[]Ports2
Ports2 error:string port:integer protocol:string
IngressOptions host:string path:string pathType:string tls:[]Tls
Tls hosts:[]string secretName:string
Template metadata:Metadata spec:Spec3
Spec3 activeDeadlineSeconds:long affinity:Affinity automountServiceAccountToken:boolean containers:[]Containers dnsConfig:DnsConfig dnsPolicy:string enableServiceLinks:boolean ephemeralContainers:[]EphemeralContainers hostAliases:[]HostAliases hostIPC:boolean hostNetwork:boolean hostPID:boolean hostUsers:boolean hostname:string hostnameOverride:string imagePullSecrets:[]ImagePullSecrets initContainers:[]Containers nodeName:string nodeSelector:{}string os:ImagePullSecrets overhead:{}quantity preemptionPolicy:string priority:integer priorityClassName:string readinessGates:[]ReadinessGates resourceClaims:[]ResourceClaims resources:Resources restartPolicy:string runtimeClassName:string schedulerName:string schedulingGates:[]ImagePullSecrets schedulingGroup:SchedulingGroup@1.7 securityContext:SecurityContext2 serviceAccount:string serviceAccountName:string setHostnameAsFQDN:boolean shareProcessNamespace:boolean subdomain:string terminationGracePeriodSeconds:long tolerations:[]Tolerations topologySpreadConstraints:[]TopologySpreadConstraints volumes:[]Volumes workloadRef:WorkloadRef@1.6<1.7
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAffinity
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[]PreferredDuringSchedulingIgnoredDuringExecution requiredDuringSchedulingIgnoredDuringExecution:RequiredDuringSchedulingIgnoredDuringExecution
PreferredDuringSchedulingIgnoredDuringExecution preference:Preference weight:integer
Preference matchExpressions:[]MatchExpressions matchFields:[]MatchExpressions
MatchExpressions key:string operator:string values:[]string
RequiredDuringSchedulingIgnoredDuringExecution nodeSelectorTerms:[]Preference
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[]PreferredDuringSchedulingIgnoredDuringExecution2 requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
PreferredDuringSchedulingIgnoredDuringExecution2 podAffinityTerm:PodAffinityTerm weight:integer
PodAffinityTerm labelSelector:LabelSelector matchLabelKeys:[]string mismatchLabelKeys:[]string namespaceSelector:LabelSelector namespaces:[]string topologyKey:string
LabelSelector matchExpressions:[]MatchExpressions matchLabels:{}string
Containers args:[]string command:[]string env:[]Env envFrom:[]EnvFrom image:string imagePullPolicy:string lifecycle:Lifecycle livenessProbe:LivenessProbe name:string ports:[]Ports3 readinessProbe:LivenessProbe resizePolicy:[]ResizePolicy resources:Resources restartPolicy:string restartPolicyRules:[]RestartPolicyRules securityContext:SecurityContext startupProbe:LivenessProbe stdin:boolean stdinOnce:boolean terminationMessagePath:string terminationMessagePolicy:string tty:boolean volumeDevices:[]VolumeDevices volumeMounts:[]VolumeMounts workingDir:string
Lifecycle postStart:PostStart preStop:PostStart stopSignal:string
PostStart exec:Exec httpGet:HttpGet sleep:Sleep tcpSocket:TcpSocket
Exec command:[]string
HttpGet host:string httpHeaders:[]HttpHeaders path:string port:intOrString scheme:string
HttpHeaders name:string value:string
Sleep seconds:long
TcpSocket host:string port:intOrString
LivenessProbe exec:Exec failureThreshold:integer grpc:Grpc httpGet:HttpGet initialDelaySeconds:integer periodSeconds:integer successThreshold:integer tcpSocket:TcpSocket terminationGracePeriodSeconds:long timeoutSeconds:integer
Grpc port:integer service:string
Ports3 containerPort:integer hostIP:string hostPort:integer name:string protocol:string
ResizePolicy resourceName:string restartPolicy:string
RestartPolicyRules action:string exitCodes:ExitCodes
ExitCodes operator:string values:[]integer
VolumeDevices devicePath:string name:string
DnsConfig nameservers:[]string options:[]HttpHeaders searches:[]string
EphemeralContainers args:[]string command:[]string env:[]Env envFrom:[]EnvFrom image:string imagePullPolicy:string lifecycle:Lifecycle livenessProbe:LivenessProbe name:string ports:[]Ports3 readinessProbe:LivenessProbe resizePolicy:[]ResizePolicy resources:Resources restartPolicy:string restartPolicyRules:[]RestartPolicyRules securityContext:SecurityContext startupProbe:LivenessProbe stdin:boolean stdinOnce:boolean targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string tty:boolean volumeDevices:[]VolumeDevices volumeMounts:[]VolumeMounts workingDir:string
HostAliases hostnames:[]string ip:string
ImagePullSecrets name:string
ReadinessGates conditionType:string
ResourceClaims name:string resourceClaimName:string resourceClaimTemplateName:string
SchedulingGroup podGroupName:string
SecurityContext2 appArmorProfile:AppArmorProfile fsGroup:long fsGroupChangePolicy:string runAsGroup:long runAsNonRoot:boolean runAsUser:long seLinuxChangePolicy:string seLinuxOptions:SeLinuxOptions seccompProfile:AppArmorProfile supplementalGroups:[]long supplementalGroupsPolicy:string sysctls:[]HttpHeaders windowsOptions:WindowsOptions
Tolerations effect:string key:string operator:string tolerationSeconds:long value:string
TopologySpreadConstraints labelSelector:LabelSelector matchLabelKeys:[]string maxSkew:integer minDomains:integer nodeAffinityPolicy:string nodeTaintsPolicy:string topologyKey:string whenUnsatisfiable:string
Volumes awsElasticBlockStore:AwsElasticBlockStore azureDisk:AzureDisk azureFile:AzureFile cephfs:Cephfs cinder:Cinder configMap:ConfigMap csi:Csi downwardAPI:DownwardAPI emptyDir:EmptyDir ephemeral:Ephemeral fc:Fc flexVolume:FlexVolume flocker:Flocker gcePersistentDisk:GcePersistentDisk gitRepo:GitRepo glusterfs:Glusterfs hostPath:HostPath image:Image iscsi:Iscsi name:string nfs:Nfs persistentVolumeClaim:PersistentVolumeClaim photonPersistentDisk:PhotonPersistentDisk portworxVolume:PortworxVolume projected:Projected quobyte:Quobyte rbd:Rbd scaleIO:ScaleIO secret:Secret storageos:Storageos vsphereVolume:VsphereVolume
AwsElasticBlockStore fsType:string partition:integer readOnly:boolean volumeID:string
AzureDisk cachingMode:string diskName:string diskURI:string fsType:string kind:string readOnly:boolean
AzureFile readOnly:boolean secretName:string shareName:string
Cephfs monitors:[]string path:string readOnly:boolean secretFile:string secretRef:ImagePullSecrets user:string
Cinder fsType:string readOnly:boolean secretRef:ImagePullSecrets volumeID:string
ConfigMap defaultMode:integer items:[]Items name:string optional:boolean
Items key:string mode:integer path:string
Csi driver:string fsType:string nodePublishSecretRef:ImagePullSecrets readOnly:boolean volumeAttributes:{}string
DownwardAPI defaultMode:integer items:[]Items2
Items2 fieldRef:FieldRef mode:integer path:string resourceFieldRef:ResourceFieldRef
EmptyDir medium:string sizeLimit:quantity
Ephemeral volumeClaimTemplate:VolumeClaimTemplate
VolumeClaimTemplate metadata:Metadata spec:Spec4
Spec4 accessModes:[]string dataSource:DataSource dataSourceRef:DataSourceRef resources:Resources2 selector:LabelSelector storageClassName:string volumeAttributesClassName:string volumeMode:string volumeName:string
DataSource apiGroup:string kind:string name:string
DataSourceRef apiGroup:string kind:string name:string namespace:string
Resources2 limits:{}quantity requests:{}quantity
Fc fsType:string lun:integer readOnly:boolean targetWWNs:[]string wwids:[]string
FlexVolume driver:string fsType:string options:{}string readOnly:boolean secretRef:ImagePullSecrets
Flocker datasetName:string datasetUUID:string
GcePersistentDisk fsType:string partition:integer pdName:string readOnly:boolean
GitRepo directory:string repository:string revision:string
Glusterfs endpoints:string path:string readOnly:boolean
HostPath path:string type:string
Image pullPolicy:string reference:string
Iscsi chapAuthDiscovery:boolean chapAuthSession:boolean fsType:string initiatorName:string iqn:string iscsiInterface:string lun:integer portals:[]string readOnly:boolean secretRef:ImagePullSecrets targetPortal:string
Nfs path:string readOnly:boolean server:string
PersistentVolumeClaim claimName:string readOnly:boolean
PhotonPersistentDisk fsType:string pdID:string
PortworxVolume fsType:string readOnly:boolean volumeID:string
Projected defaultMode:integer sources:[]Sources
Sources clusterTrustBundle:ClusterTrustBundle configMap:ConfigMap2 downwardAPI:DownwardAPI2 podCertificate:PodCertificate secret:ConfigMap2 serviceAccountToken:ServiceAccountToken
ClusterTrustBundle labelSelector:LabelSelector name:string optional:boolean path:string signerName:string
ConfigMap2 items:[]Items name:string optional:boolean
DownwardAPI2 items:[]Items2
PodCertificate certificateChainPath:string credentialBundlePath:string keyPath:string keyType:string maxExpirationSeconds:integer signerName:string userAnnotations:{}string@1.6
ServiceAccountToken audience:string expirationSeconds:long path:string
Quobyte group:string readOnly:boolean registry:string tenant:string user:string volume:string
Rbd fsType:string image:string keyring:string monitors:[]string pool:string readOnly:boolean secretRef:ImagePullSecrets user:string
ScaleIO fsType:string gateway:string protectionDomain:string readOnly:boolean secretRef:ImagePullSecrets sslEnabled:boolean storageMode:string storagePool:string system:string volumeName:string
Secret defaultMode:integer items:[]Items optional:boolean secretName:string
Storageos fsType:string readOnly:boolean secretRef:ImagePullSecrets volumeName:string volumeNamespace:string
VsphereVolume fsType:string storagePolicyID:string storagePolicyName:string volumePath:string
WorkloadRef name:string podGroup:string podGroupReplicaKey:string
HistoryServerOptions collectorOptions:CollectorOptions
CollectorOptions env:[]Env image:string imagePullPolicy:string resources:Resources
NetworkPolicy head:Head mode:string worker:Head workerGroups:[]WorkerGroups
Head egressRules:[]EgressRules ingressRules:[]IngressRules
EgressRules ports:[]Ports4 to:[]To
Ports4 endPort:integer port:intOrString protocol:string
To ipBlock:IpBlock namespaceSelector:LabelSelector podSelector:LabelSelector
IpBlock cidr:string except:[]string
IngressRules from:[]To ports:[]Ports4
WorkerGroups egressRules:[]EgressRules groupName:string ingressRules:[]IngressRules
TlsOptions enabled:boolean
UpgradeStrategy type:string
WorkerGroupSpecs groupName:string idleTimeoutSeconds:integer labels:{}string maxReplicas:integer minReplicas:integer numOfHosts:integer priority:integer@1.7 rayStartParams:{}string replicas:integer resources:{}string scaleStrategy:ScaleStrategy suspend:boolean template:Template
ScaleStrategy workersToDelete:[]string
RayJob spec:Spec5
Spec5 activeDeadlineSeconds:integer backoffLimit:integer clusterSelector:{}string deletionStrategy:DeletionStrategy entrypoint:string entrypointNumCpus:number entrypointNumGpus:number entrypointResources:string jobId:string managedBy:string metadata:{}string preRunningDeadlineSeconds:integer@1.6 rayClusterSpec:Spec runtimeEnvYAML:string shutdownAfterJobFinishes:boolean submissionMode:string submitterConfig:SubmitterConfig submitterPodTemplate:Template suspend:boolean ttlSecondsAfterFinished:integer
DeletionStrategy deletionRules:[]DeletionRules onFailure:OnFailure onSuccess:OnFailure
DeletionRules condition:Condition policy:string
Condition jobDeploymentStatus:string@1.6 jobStatus:string ttlSeconds:integer
OnFailure policy:string
SubmitterConfig backoffLimit:integer
RayService spec:Spec6
Spec6 deploymentUnhealthySecondThreshold:integer excludeHeadPodFromServeSvc:boolean managedBy:string@1.6 rayClusterConfig:Spec rayClusterDeletionDelaySeconds:integer serveConfigV2:string serveService:HeadService serviceUnhealthySecondThreshold:integer suspend:boolean@1.7 upgradeStrategy:UpgradeStrategy2
UpgradeStrategy2 clusterUpgradeOptions:ClusterUpgradeOptions type:string
ClusterUpgradeOptions gatewayClassName:string intervalSeconds:integer maxSurgePercent:integer stepSizePercent:integer
RayCronJob spec:Spec7@1.6
Spec7 jobTemplate:Spec5 schedule:string suspend:boolean timeZone:string@1.7
`;
