import { ApiObject, type Cron, Duration, Names } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { RayKind } from '../../cluster/ray-kind';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import type { PlainObject } from '../../kubernetes/plain-json';
import { kubeApiScript, podScript } from '../../kubernetes/pod-script';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { requireDurationBetween } from '../../refusals/durations';
import { isAtLeastWeekly, requireSchedule, requireTimeZone } from '../../refusals/job/schedule';
import { requireNothingOfClusters, requireRotatable, requireSingleHosts } from '../../refusals/operations/rotation-cluster';
import { ScriptPod } from '../script-pod';
import { guardPods } from './pod-guard';
import { RayBusyWorkers, RayHeadRotation } from './rotation-choices';
import { RayWorkerReplacement } from './worker-replacement';

/** Which cluster's certificates are renewed, when, and how its pods are replaced. */
export interface RayTlsRotationProps {
  /** The cluster, or the service with a cluster of its own. */
  readonly cluster: RayTlsClusterBase;

  /**
   * When to look for leaves that near their end, as cron has it, or a Cron of cdk8s: the beginning of the maintenance window. It has to come around several times
   * before a leaf that is due ends.
   *
   * @default '0 3 * * *' - every night at three
   */
  readonly schedule?: string | Cron;

  /**
   * The time zone of the schedule, as the IANA names it: `Europe/Berlin`.
   *
   * @default - that of the Kubernetes controllers, UTC in most clusters
   */
  readonly timeZone?: string;

  /**
   * The maintenance window: for how long after its start it begins with further pods, 1 minute to 7 days. What is left then waits for the next
   * one. For a RayService KubeRay decides, once it has been asked.
   *
   * @default Duration.hours(2)
   */
  readonly window?: Duration;

  /**
   * How long before its end a leaf is renewed, 10 seconds to 10 years.
   *
   * @default - a third of its life
   */
  readonly renewBefore?: Duration;

  /**
   * How many workers are replaced at once, and whether their replacements come first.
   *
   * @default RayWorkerReplacement.inPlace(1)
   */
  readonly workerReplacement?: RayWorkerReplacement;

  /**
   * How long a worker may take to end what it runs, 1 second to 7 days; it gets no new work meanwhile. It is over when no task and no actor runs
   * there, and it holds no object that others may need.
   *
   * @default Duration.minutes(30)
   */
  readonly drainTimeout?: Duration;

  /**
   * What happens to a worker that is busy for longer.
   *
   * @default RayBusyWorkers.KEEP
   */
  readonly busyWorkers?: RayBusyWorkers;

  /**
   * When the head is replaced, after all workers.
   *
   * @default RayHeadRotation.FAULT_TOLERANT
   */
  readonly headRotation?: RayHeadRotation;

  /**
   * How long the cluster may take to be whole again, 10 seconds to 1 day: every pod Ready, and in the Ray cluster. For a RayService: how long
   * KubeRay may take for a new cluster that serves.
   *
   * @default Duration.minutes(15)
   */
  readonly readyTimeout?: Duration;
}

const NAME = 'ray-tls-rotation';
/** CronJobs append eleven characters, to names of 63 at most. */
const LONGEST_NAME = 52;
/** Half of what leaves live by default under a rotation: a longer notice needs longer leaves. */
const LONGEST_SHORT_RENEWAL = Duration.days(45);
const DEFAULT_GCS_PORT = '6379';
/** For what is done once: the image, the pod's own certificate, requests to the API server. */
const SPARE_SECONDS = 900;
const BOUNDS = {
  window: { shortest: Duration.minutes(1), longest: Duration.days(7), because: 'one worker takes a minute, and the next window comes' },
  renewBefore: {
    shortest: Duration.seconds(10),
    longest: Duration.days(3650),
    because: 'it has to be before the end, and leaves live 10 years at most',
  },
  drainTimeout: { shortest: Duration.seconds(1), longest: Duration.days(7), because: 'work that takes longer never ends for a rotation' },
  readyTimeout: {
    shortest: Duration.seconds(10),
    longest: Duration.days(1),
    because: 'a pod takes seconds to start, and images are loaded within hours',
  },
};

/**
 * Renews the certificates of a running cluster, by replacing the pods whose leaf nears its end: Ray reads its certificate once. It replaces
 * those, too, whose leaf another CA signed than would sign it now, or that trust other CAs (docs/rotation.md: how to change the CA).
 *
 * Workers go first, a few at a time. Ray drains each: it ends what it runs, and takes nothing new. A replacement has to be Ready, and a node of
 * the Ray cluster, before the next one goes. The head goes last, if at all. A RayService is renewed by KubeRay's own upgrade, without a request
 * lost. When anything is not as it should be, it stops, says why and leaves the rest as it is; the next run begins anew.
 *
 * It runs as a CronJob, with a client's certificate of its own by the same way: an issuer that is out of order stops it before a pod is touched.
 * Its ServiceAccount may read the pods of the namespace, and delete those of this cluster alone, which a ValidatingAdmissionPolicy holds it to
 * (Kubernetes 1.30). By hand: `kubectl create job --from=cronjob/<name> <any name>`.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsCluster, RayTlsRotation, RayWorkerReplacement } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * new RayTlsRotation(chart, 'rotation', { cluster, workerReplacement: RayWorkerReplacement.surge(2) });
 */
export class RayTlsRotation extends Construct {
  /** The name of the CronJob. */
  public readonly cronJobName: string;

  /**
   * @throws Error for a RayJob or RayCronJob, whose clusters do not last; a RayService that KubeRay does not upgrade, or with options that are for
   * a cluster's pods; worker groups of several hosts a replica; a chart without a namespace; durations and schedules that make no sense
   */
  public constructor(
    scope: Construct,
    id: string,
    private readonly props: RayTlsRotationProps,
  ) {
    super(scopeFor('RayTlsRotation', scope, id), id);
    requireProps(this, 'RayTlsRotation', props);
    const { cluster, timeZone } = props;
    const schedule = this.validSchedule();
    this.shortenLeaves(schedule);
    this.cronJobName = Names.toDnsLabel(this, { maxLen: LONGEST_NAME });
    const isService = cluster.kind === RayKind.RAY_SERVICE;
    const pod = new ScriptPod(this, 'Pod', {
      cluster,
      name: NAME,
      scripts: isService ? scripts('rotate_service.py') : scripts('rotate.py', 'ray_calls.py', 'ray_nodes.py'),
      env: isService ? this.serviceEnv() : this.clusterEnv(),
      speaksRay: true,
      // KubeRay does all the rest for a service.
      showsToken: !isService,
      resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } },
    });
    pod.allow(isService ? serviceRules(cluster.name) : this.clusterRules());
    if (!isService) this.guard(pod);
    const metadata = { labels: { ...pod.labels } };
    new ApiObject(this, 'Resource', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: this.cronJobName, namespace: pod.namespace, ...metadata },
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: 'Forbid',
        startingDeadlineSeconds: 3600,
        successfulJobsHistoryLimit: 1,
        failedJobsHistoryLimit: 3,
        jobTemplate: {
          metadata,
          spec: {
            // What stopped it is for somebody to look at; the schedule tries again.
            backoffLimit: 0,
            activeDeadlineSeconds: this.longestRun(isService),
            template: pod.podTemplate({ restartPolicy: 'Never' }),
          },
        },
      },
    });
  }

  /** Where a rotation comes around several times before a leaf that is due ends, leaves need not live for a year. */
  private shortenLeaves(schedule: string): void {
    const { cluster, renewBefore } = this.props;
    if (!isAtLeastWeekly(schedule) || (renewBefore !== undefined && renewBefore.toSeconds() > LONGEST_SHORT_RENEWAL.toSeconds())) return;
    cluster._isRenewed(cluster.kind === RayKind.RAY_SERVICE || this.replacesHead ? cluster.pods : cluster.workerGroups);
  }

  private get replacesHead(): boolean {
    const { cluster, headRotation = RayHeadRotation.FAULT_TOLERANT } = this.props;
    return headRotation === RayHeadRotation.INTERRUPTING || cluster._spec.gcsFaultToleranceOptions !== undefined;
  }

  private clusterEnv(): PlainObject[] {
    const { cluster, window = Duration.hours(2), drainTimeout = Duration.minutes(30), busyWorkers = RayBusyWorkers.KEEP } = this.props;
    return [
      ...this.commonEnv(),
      ...variables({
        KUBERAY_NAME: cluster.name,
        GCS_ADDRESS: `${cluster.headServiceName}:${cluster._headStartParam('port') ?? DEFAULT_GCS_PORT}`,
        WINDOW_SECONDS: window.toSeconds(),
        DRAIN_SECONDS: drainTimeout.toSeconds(),
        AT_ONCE: this.workers._atOnce,
        SURGE: this.workers._surges ? 1 : 0,
        BUSY: busyWorkers,
        HEAD: this.replacesHead ? 'replace' : 'keep',
      }),
    ];
  }

  private serviceEnv(): PlainObject[] {
    return [...this.commonEnv(), ...variables({ KUBERAY_NAME: this.props.cluster.name })];
  }

  private commonEnv(): PlainObject[] {
    const { cluster, renewBefore } = this.props;
    return [
      ...variables({
        CLUSTER: cluster.name,
        READY_SECONDS: this.readyTimeout.toSeconds(),
        ...(renewBefore === undefined ? {} : { RENEW_BEFORE_SECONDS: renewBefore.toSeconds() }),
      }),
      { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    ];
  }

  private clusterRules(): k8s.PolicyRule[] {
    return [
      // Their labels alone may be patched, as the guard says.
      { apiGroups: [''], resources: ['pods'], verbs: ['get', 'list', 'patch', 'delete'] },
      { apiGroups: ['ray.io'], resources: ['rayclusters'], resourceNames: [this.props.cluster.name], verbs: ['get'] },
    ];
  }

  private guard(pod: ScriptPod): void {
    const [[key, value]] = Object.entries(this.props.cluster._podLabels);
    guardPods(this, { namespace: pod.namespace, serviceAccountName: pod.serviceAccountName, label: { key, value }, name: NAME });
  }

  private get workers(): RayWorkerReplacement {
    return this.props.workerReplacement ?? RayWorkerReplacement.inPlace();
  }

  private get readyTimeout(): Duration {
    return this.props.readyTimeout ?? Duration.minutes(15);
  }

  /** The last pod may be begun with when the window ends. */
  private longestRun(isService: boolean): number {
    const ready = this.readyTimeout.toSeconds();
    if (isService) return ready + SPARE_SECONDS;
    const { window = Duration.hours(2), drainTimeout = Duration.minutes(30) } = this.props;
    return window.toSeconds() + drainTimeout.toSeconds() + 3 * ready + SPARE_SECONDS;
  }

  private validSchedule(): string {
    const path = this.node.path;
    const {
      cluster,
      schedule: given = '0 3 * * *',
      timeZone,
      workerReplacement,
      drainTimeout,
      busyWorkers,
      headRotation,
      window,
    } = this.props;
    requireRotatable(path, cluster.kind, (cluster as { _isUpgraded?: boolean })._isUpgraded);
    if (cluster.kind === RayKind.RAY_CLUSTER) requireSingleHosts(path, cluster._spec.workerGroupSpecs);
    if (cluster.kind === RayKind.RAY_SERVICE)
      requireNothingOfClusters(path, { workerReplacement, drainTimeout, busyWorkers, headRotation, window });
    const schedule = requireSchedule(path, given);
    if (timeZone !== undefined) requireTimeZone(path, timeZone);
    for (const [name, bounds] of Object.entries(BOUNDS)) {
      const duration = this.props[name as keyof typeof BOUNDS];
      if (duration !== undefined) requireDurationBetween(path, name, duration, bounds);
    }
    this.workers._validate(path, cluster._spec.enableInTreeAutoscaling === true);
    return schedule;
  }
}

function scripts(...own: string[]) {
  const named = [...own, 'ray_pods.py'].map((fileName) => [fileName, podScript(__dirname, fileName)]);
  return { ...Object.fromEntries(named), ...kubeApiScript() };
}

function serviceRules(name: string): k8s.PolicyRule[] {
  return [
    { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    { apiGroups: ['ray.io'], resources: ['rayservices'], resourceNames: [name], verbs: ['get', 'patch'] },
  ];
}

function variables(values: { readonly [name: string]: string | number }): PlainObject[] {
  return Object.entries(values).map(([name, value]) => ({ name, value: `${value}` }));
}

checkArguments('RayTlsRotation', RayTlsRotation);
