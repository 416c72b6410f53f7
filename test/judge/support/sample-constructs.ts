import type { ApiObjectMetadata } from 'cdk8s';
import { Duration } from 'cdk8s';
import type { Construct } from 'constructs';
import { parse } from 'yaml';
import {
  RayJobDeletion,
  type RayJobDeletionRule,
  RayServeConfig,
  RayServiceUpgrade,
  RaySubmission,
  type RayTls,
  RayTlsCluster,
  type RayTlsClusterBase,
  RayTlsCronJob,
  RayTlsJob,
  RayTlsService,
} from '../../../lib';

/** What every host of this library is given beside the sample. */
export interface Chosen {
  readonly tls: RayTls;
  readonly kubeRayVersion: string;
}

type Json = { readonly [key: string]: any };

/** The fields of a spec; one that nothing here maps to a prop stops the test, as it would be lost. */
function fieldsOf(spec: Json, known: readonly string[]): Json {
  const unknown = Object.keys(spec).filter((field) => !known.includes(field));
  if (unknown.length > 0) throw new TypeError(`the sample has ${unknown.join(', ')}, which no prop is made of here`);
  return spec;
}

const seconds = (value?: number) => (value === undefined ? undefined : Duration.seconds(value));
const metadataOf = ({ metadata: { name, labels, annotations } }: Json): ApiObjectMetadata => ({ name, labels, annotations });

/** Secures a sample as somebody would who has its manifest: what is the cluster's as `baseSpec`, the rest as props. */
export function secure(scope: Construct, sample: Json, chosen: Chosen): RayTlsClusterBase {
  const props = { ...chosen, metadata: metadataOf(sample) };
  switch (sample.kind) {
    case 'RayCluster':
      return new RayTlsCluster(scope, 'cluster', { ...props, baseSpec: sample.spec });
    case 'RayJob':
      return secureJob(scope, sample, chosen);
    case 'RayService':
      return new RayTlsService(scope, 'service', { ...props, ...serviceProps(sample.spec) });
    case 'RayCronJob': {
      const { schedule, timeZone, suspend, jobTemplate } = fieldsOf(sample.spec, ['schedule', 'timeZone', 'suspend', 'jobTemplate']);
      return new RayTlsCronJob(scope, 'job', {
        ...props,
        schedule,
        timeZone,
        suspend,
        ...runProps(jobTemplate),
        ...ownClusterProps(jobTemplate),
      });
    }
    default:
      throw new TypeError(`there is no construct for a ${sample.kind}`);
  }
}

function secureJob(scope: Construct, sample: Json, chosen: Chosen): RayTlsClusterBase {
  const { spec } = sample;
  const metadata = metadataOf(sample);
  if (spec.clusterSelector === undefined) {
    return new RayTlsJob(scope, 'job', { ...chosen, metadata, suspend: spec.suspend, ...runProps(spec), ...ownClusterProps(spec) });
  }
  const cluster = new RayTlsCluster(scope, 'cluster', { ...chosen, metadata: { name: spec.clusterSelector['ray.io/cluster'] } });
  RayTlsJob.onCluster(scope, 'job', { cluster, metadata, ...runProps(spec) });
  return cluster;
}

const JOB_FIELDS = [
  ...['entrypoint', 'entrypointNumCpus', 'entrypointNumGpus', 'entrypointResources', 'runtimeEnvYAML', 'metadata', 'jobId'],
  ...['submissionMode', 'submitterPodTemplate', 'submitterConfig', 'clusterSelector', 'rayClusterSpec', 'suspend', 'backoffLimit'],
  ...['activeDeadlineSeconds', 'preRunningDeadlineSeconds', 'shutdownAfterJobFinishes', 'ttlSecondsAfterFinished', 'deletionStrategy'],
];

function runProps(given: Json): Json & { entrypoint?: string } {
  const spec = fieldsOf(given, JOB_FIELDS);
  return {
    entrypoint: spec.entrypoint,
    entrypointResources: {
      cpus: spec.entrypointNumCpus,
      gpus: spec.entrypointNumGpus,
      custom: spec.entrypointResources && JSON.parse(spec.entrypointResources),
    },
    runtimeEnv: spec.runtimeEnvYAML && parse(spec.runtimeEnvYAML),
    jobMetadata: spec.metadata,
    jobId: spec.jobId,
    activeDeadline: seconds(spec.activeDeadlineSeconds),
    preRunningDeadline: seconds(spec.preRunningDeadlineSeconds),
    submission: submissionOf(spec),
  };
}

function submissionOf({ submissionMode, submitterPodTemplate: template, submitterConfig }: Json): RaySubmission {
  switch (submissionMode) {
    case 'HTTPMode':
      return RaySubmission.http();
    case 'SidecarMode':
      return RaySubmission.sidecar();
    case 'InteractiveMode':
      return RaySubmission.interactive();
    default:
      return RaySubmission.kubernetesJob({ template, backoffLimit: submitterConfig?.backoffLimit });
  }
}

function ownClusterProps(spec: Json): Json {
  return { baseSpec: spec.rayClusterSpec, backoffLimit: spec.backoffLimit, deletion: deletionOf(spec) };
}

function deletionOf({ shutdownAfterJobFinishes, ttlSecondsAfterFinished, deletionStrategy }: Json): RayJobDeletion | undefined {
  if (shutdownAfterJobFinishes === true) return RayJobDeletion.cluster(seconds(ttlSecondsAfterFinished));
  if (deletionStrategy === undefined) return undefined;
  const { deletionRules } = fieldsOf(deletionStrategy, ['deletionRules']);
  return RayJobDeletion.rules(
    deletionRules.map(
      ({ policy, condition }: Json): RayJobDeletionRule => ({
        target: policy,
        outcome: condition.jobStatus ?? condition.jobDeploymentStatus,
        after: seconds(condition.ttlSeconds),
      }),
    ),
  );
}

const SERVICE_FIELDS = [
  ...['serveConfigV2', 'rayClusterConfig', 'serveService', 'upgradeStrategy', 'rayClusterDeletionDelaySeconds'],
  ...['excludeHeadPodFromServeSvc', 'suspend', 'serviceUnhealthySecondThreshold', 'deploymentUnhealthySecondThreshold'],
];

function serviceProps(given: Json) {
  const spec = fieldsOf(given, SERVICE_FIELDS);
  return {
    serveConfig: RayServeConfig.fromYaml(spec.serveConfigV2),
    baseSpec: spec.rayClusterConfig,
    serveService: spec.serveService,
    upgrade: upgradeOf(spec.upgradeStrategy),
    oldClusterDeletionDelay: seconds(spec.rayClusterDeletionDelaySeconds),
    excludeHeadFromServing: spec.excludeHeadPodFromServeSvc,
    suspend: spec.suspend,
  };
}

function upgradeOf(strategy?: Json): RayServiceUpgrade | undefined {
  switch (strategy?.type) {
    case 'None':
      return RayServiceUpgrade.none();
    case 'NewCluster':
      return RayServiceUpgrade.newCluster();
    case 'NewClusterWithIncrementalUpgrade': {
      const { gatewayClassName, stepSizePercent, intervalSeconds, maxSurgePercent } = strategy.clusterUpgradeOptions;
      return RayServiceUpgrade.incremental({
        gatewayClassName,
        stepSizePercent,
        interval: Duration.seconds(intervalSeconds),
        maxSurgePercent,
      });
    }
    default:
      return undefined;
  }
}
