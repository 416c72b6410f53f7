import { Yaml } from 'cdk8s';
import { Construct } from 'constructs';
import { kubeRaySince } from '../../facts/kuberay-types';
import { type NativeTemplate, requireKnownResources, requireKnownTemplate } from '../../kubernetes/native-addition';
import { type PlainObject, plainList, plainObject } from '../../kubernetes/plain-json';
import { RayPod, RayPodRole } from '../../kubernetes/ray-pod';
import { secureContainer } from '../../kubernetes/secure-container';
import { requireEntrypoint } from '../../refusals/job/entrypoint';
import { requireKubeRayHas } from '../../refusals/job/kuberay-field';
import { requireRetries, requireWholeSeconds } from '../../refusals/job/numbers';
import { requireHeadTakesSidecar, requireJobPod, requireNoRetries } from '../../refusals/job/submission';
import type { RayTlsClusterBase } from '../ray-tls-cluster-base';
import type { RayEntrypointResources, RayJobRunProps } from './props';
import { RaySubmission, RaySubmissionMode, type RaySubmitterOptions } from './submission';
import type { RayJobWithClusterProps } from './with-cluster-props';

/** What KubeRay calls its own container for this. */
const SUBMITTER_CONTAINER = 'ray-job-submitter';
const SUBMITTER_RESOURCES = { requests: { cpu: '100m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } };

/** Who runs the entrypoint's command line before Ray does. */
const PARSED_BY = {
  [RaySubmissionMode.KUBERNETES_JOB]: 'shell',
  [RaySubmissionMode.SIDECAR]: 'shell',
  [RaySubmissionMode.HTTP]: 'operator',
  [RaySubmissionMode.INTERACTIVE]: 'nobody',
} as const;

/** The part of a RayJob's spec that does not depend on where its cluster comes from, and its submitter. */
export class RayJobDraft {
  public readonly spec: PlainObject;
  /** The pod that submits, where a pod of its own does. */
  public readonly submitter?: RayPod;

  /**
   * @param scope the job
   * @param cluster the cluster that it runs on, or that is made for it
   */
  public constructor(
    private readonly scope: Construct,
    private readonly cluster: RayTlsClusterBase,
    props: RayJobRunProps,
  ) {
    const path = scope.node.path;
    const submission = props.submission ?? RaySubmission.kubernetesJob();
    requireEntrypoint(path, props.entrypoint, hasOwnCommand(submission) ? 'own command' : PARSED_BY[submission._mode]);
    if (props.preRunningDeadline !== undefined) {
      const got = props.preRunningDeadline.toHumanString();
      requireKubeRayHas(path, 'preRunningDeadline', got, cluster.kubeRayVersion, kubeRaySince('RayJob', 'spec.preRunningDeadlineSeconds'));
    }
    const seconds = (name: 'activeDeadline' | 'preRunningDeadline') =>
      props[name] === undefined ? undefined : requireWholeSeconds(path, name, props[name], 1);
    this.spec = {
      submissionMode: submission._mode,
      entrypoint: props.entrypoint,
      runtimeEnvYAML: props.runtimeEnv === undefined ? undefined : Yaml.stringify(plainObject(path, 'runtimeEnv', props.runtimeEnv)),
      ...resourcesOf(props.entrypointResources),
      metadata: props.jobMetadata && plainObject(path, 'jobMetadata', props.jobMetadata),
      jobId: props.jobId,
      activeDeadlineSeconds: seconds('activeDeadline'),
      preRunningDeadlineSeconds: seconds('preRunningDeadline'),
    };
    this.submitter = submission._submitter && this.addSubmitter(submission._submitter);
  }

  private addSubmitter(options: RaySubmitterOptions): RayPod {
    const path = this.scope.node.path;
    if (options.backoffLimit !== undefined) {
      requireRetries(path, 'submission: backoffLimit', options.backoffLimit);
      this.spec.submitterConfig = { backoffLimit: options.backoffLimit };
    }
    const template = this.submitterTemplate(options);
    requireJobPod(path, template);
    const role = RayPodRole.CLIENT;
    const submitter = RayPod._from({ native: this.native, role, groupName: 'submitter', template });
    this.cluster._saysAuthMode(submitter);
    // A RayNetworkPolicy of the cluster then lets it in to the dashboard, and closes it itself.
    for (const [label, value] of Object.entries(this.cluster._podLabels)) submitter.addLabel(label, value);
    if (options.clientCertificate === true) this.cluster._identify(new Construct(this.scope, 'submitter'), submitter);
    this.spec.submitterPodTemplate = template;
    return submitter;
  }

  private get native(): NativeTemplate {
    const reader = { ...this.cluster._reader, constructPath: this.scope.node.path };
    return { reader, what: 'submission: template', path: 'spec.submitterPodTemplate' };
  }

  /** As KubeRay's own, which it makes where there is none. */
  private submitterTemplate({ template: given = {}, resources }: RaySubmitterOptions): PlainObject {
    const path = this.scope.node.path;
    const head = this.cluster.head.toJson().spec;
    const template = plainObject(path, 'submission: template', given);
    requireKnownTemplate(this.native, template);
    template.spec = { restartPolicy: 'Never', automountServiceAccountToken: false, ...template.spec };
    const containers = plainList(path, 'submission: template.spec.containers', template.spec.containers ?? []);
    if (containers.length === 0) containers.push({ name: SUBMITTER_CONTAINER });
    const [container] = containers;
    if (container.image === undefined) {
      container.image = this.cluster.head.image;
      container.imagePullPolicy ??= head.containers[0].imagePullPolicy;
      template.spec.imagePullSecrets ??= head.imagePullSecrets;
    }
    if (resources !== undefined) {
      container.resources = plainObject(path, 'submission: resources', resources);
      requireKnownResources({ ...this.native, what: 'submission: resources' }, container.resources);
    }
    secureContainer(this.cluster._podSecurity, template.spec, container);
    container.resources ??= plainObject(path, 'submission: resources', SUBMITTER_RESOURCES);
    template.spec.containers = containers;
    return template;
  }
}

/** Completes a job's spec with the cluster that is made for it. */
export function jobWithClusterSpec(host: RayTlsClusterBase, draft: RayJobDraft, props: RayJobWithClusterProps): PlainObject {
  const path = host.node.path;
  const { backoffLimit, deletion, managedBy } = props;
  if (backoffLimit !== undefined) requireRetries(path, 'backoffLimit', backoffLimit);
  const mode = draft.spec.submissionMode;
  if (mode === RaySubmissionMode.INTERACTIVE) requireNoRetries(path, backoffLimit);
  if (mode === RaySubmissionMode.SIDECAR) requireHeadTakesSidecar(path, host._spec.headGroupSpec.template);
  const context = { kubeRayVersion: host.kubeRayVersion, autoscaling: host._spec.enableInTreeAutoscaling === true };
  return { ...draft.spec, backoffLimit, managedBy, ...deletion?._toSpec(path, context), rayClusterSpec: host._spec };
}

function hasOwnCommand({ _submitter }: RaySubmission): boolean {
  const command = _submitter?.template?.spec?.containers?.[0]?.command;
  return Array.isArray(command) && command.length > 0;
}

function resourcesOf({ cpus, gpus, custom }: RayEntrypointResources = {}): PlainObject {
  return {
    entrypointNumCpus: cpus,
    entrypointNumGpus: gpus,
    entrypointResources: custom === undefined ? undefined : JSON.stringify(custom),
  };
}
