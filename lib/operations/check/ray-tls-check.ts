import { ApiObject, type Cron, Duration, Lazy, Names } from 'cdk8s';
import { Construct } from 'constructs';
import { RayKind } from '../../cluster/ray-kind';
import type { RayTlsClusterBase } from '../../cluster/ray-tls-cluster-base';
import { widensTrust } from '../../identity/trust-variables';
import { makeJobNamedByContent } from '../../kubernetes/job-named-by-content';
import type { PlainObject } from '../../kubernetes/plain-json';
import { kubeApiScript, podScript } from '../../kubernetes/pod-script';
import { RayPodRole } from '../../kubernetes/ray-pod';
import { checkArguments, requireProps, scopeFor } from '../../refusals/api/arguments';
import { PUBLISHED_SAMPLE_CA_KEY } from '../../refusals/ca/published-sample';
import { requireDurationBetween } from '../../refusals/durations';
import { invalid } from '../../refusals/invalid';
import { requireSchedule, requireTimeZone } from '../../refusals/job/schedule';
import { ScriptPod } from '../script-pod';

/** Which cluster is checked, and when. */
export interface RayTlsCheckProps {
  /** The cluster, or the job or service with a cluster of its own. */
  readonly cluster: RayTlsClusterBase;

  /**
   * When it is checked, as cron has it, or a Cron of cdk8s: `0 5 * * *` or `@daily`.
   *
   * @default - once, when the manifests are applied, and again whenever they change the check
   */
  readonly schedule?: string | Cron;

  /**
   * The time zone of the schedule, as the IANA names it: `Europe/Berlin`.
   *
   * @default - that of the cluster's controller manager, UTC in most clusters
   */
  readonly timeZone?: string;

  /**
   * How long one check may take; 5 minutes to 1 day. Each pod takes about 10 seconds.
   *
   * @default Duration.minutes(15)
   */
  readonly checkTimeout?: Duration;
}

const SCRIPTS = [
  'check.py',
  'check_attacks.py',
  'check_ca_key.py',
  'check_certificates.py',
  'check_client.py',
  'check_exchange.py',
  'check_pods.py',
  'check_ports.py',
  'check_report.py',
  'check_task.py',
  'check_trust.py',
];
const EXPIRED_LEAF = { container: 'ray-tls-expired-leaf', volume: 'ray-tls-expired', directory: '/etc/ray/expired-tls' };
/** Long enough for its init container on a busy node to find it in date, and short enough for the check to see its end. */
const EXPIRED_LEAF_SECONDS = 60;
const CONTAINER = 'ray-tls-check';
const CLIENT_CONTAINER = 'ray-tls-check-client';
/** The exit code of the script for what does not hold. */
const FAILED = 1;
/** Long enough to load an image of several GB. */
const IMAGE_SECONDS = 3600;
/** Kubernetes appends eleven characters to the names of a CronJob's Jobs. */
const LONGEST_CRON_JOB_NAME = 52;
const READY_SECONDS = 120;
const LOOKED_FOR = {
  PORTS: '1-65535',
  ANSWER_SECONDS: '10',
  EXPIRED_LEAF: EXPIRED_LEAF.directory,
  REFUSED_CA_KEY: PUBLISHED_SAMPLE_CA_KEY,
  READY_SECONDS: `${READY_SECONDS}`,
};
const DEFAULT_CLIENT_PORT = '10001';
const DEFAULT_TIMEOUT = Duration.minutes(15);
const TIMEOUT_BOUNDS = {
  shortest: Duration.minutes(5),
  longest: Duration.days(1),
  because: 'it waits for the pods to be Ready and for a certificate to expire, and has to end some day',
};

/**
 * Attacks a cluster as an intruder would, and says what holds: a Job, or with a schedule a CronJob, whose log is a table with a verdict for every
 * port of every pod. It ends with 0 if everything holds, with 1 if something does not, and with 2 if something could not be looked at.
 *
 * Every port is tried as a member of the cluster, whom it must let in and whom its certificate must convince; without a certificate, in plaintext,
 * with a certificate of a foreign CA, with an expired one of the cluster's own, and by TLS 1.0 and 1.1. A Ray task on every node looks for the
 * CA's private key.
 *
 * Its pod has a certificate of the cluster, so that whoever may run commands in that pod can run code on the cluster. It may list the pods of its
 * namespace, and nothing else. A second container without an API server token sends the task, because a Ray client executes what a cluster answers.
 * The check cannot prove what the task reports: a compromised cluster can report that it found no key.
 *
 * @example
 * import { App, Chart } from 'cdk8s';
 * import { RayTls, RayTlsCa, RayTlsCheck, RayTlsCluster } from 'cdk8s-ray-tls';
 *
 * const chart = new Chart(new App(), 'ray', { namespace: 'ray' });
 * const cluster = new RayTlsCluster(chart, 'cluster', { tls: RayTls.signedBy(new RayTlsCa(chart, 'ca')) });
 * new RayTlsCheck(chart, 'check', { cluster, schedule: '0 6 * * 6' });
 */
export class RayTlsCheck extends Construct {
  /**
   * @throws Error for a RayTlsCronJob, whose clusters come and go; for certificates that KubeRay manages; for a schedule, time zone or timeout that
   * is none; for a chart without a namespace
   */
  public constructor(scope: Construct, id: string, props: RayTlsCheckProps) {
    super(scopeFor('RayTlsCheck', scope, id), id);
    requireProps(this, 'RayTlsCheck', props);
    const { cluster, timeZone, checkTimeout = DEFAULT_TIMEOUT } = props;
    const schedule = validSchedule(this.node.path, props, checkTimeout);
    const ownScripts = Object.fromEntries(SCRIPTS.map((fileName) => [fileName, podScript(__dirname, fileName)]));
    const scripts = { ...ownScripts, ...kubeApiScript() };
    const pod = new ScriptPod(this, 'Pod', {
      cluster,
      name: CONTAINER,
      scripts,
      env: asEnv({ CLUSTER: cluster.name, ...about(cluster, checkTimeout), ...LOOKED_FOR }),
      speaksRay: true,
      resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '1', memory: '512Mi' } },
      rayClient: {
        name: CLIENT_CONTAINER,
        script: 'check_client.py',
        env: asEnv(about(cluster, checkTimeout)),
        resources: { requests: { cpu: '50m', memory: '256Mi' }, limits: { cpu: '1', memory: '1Gi' } },
      },
    });
    pod.addLeaf(
      { role: RayPodRole.CLIENT, ...EXPIRED_LEAF, services: [], dnsNames: [], seconds: EXPIRED_LEAF_SECONDS },
      EXPIRED_LEAF.directory,
    );
    pod.allow([{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }]);
    const metadata = { namespace: pod.namespace, labels: pod.labels };
    const spec = () => jobSpec(saysWhatIsTrusted(pod.templateNow({ restartPolicy: 'Never' })), checkTimeout);
    if (schedule === undefined) {
      makeJobNamedByContent(this, metadata, spec);
      return;
    }
    new ApiObject(this, 'Resource', {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { ...metadata, name: Names.toDnsLabel(this, { maxLen: LONGEST_CRON_JOB_NAME }) },
      spec: {
        schedule,
        timeZone,
        concurrencyPolicy: 'Forbid',
        jobTemplate: { metadata: { labels: pod.labels }, spec: Lazy.any({ produce: spec }) },
      },
    });
  }
}

function validSchedule(constructPath: string, { cluster, schedule, timeZone }: RayTlsCheckProps, timeout: Duration): string | undefined {
  if (cluster.kind === RayKind.RAY_CRON_JOB) {
    throw invalid(constructPath, {
      what: 'cluster',
      got: cluster.node.path,
      because: 'the clusters of a RayTlsCronJob come and go by its own schedule, and at most times there is none to check',
      fix: 'check a RayTlsCluster or RayTlsJob with the same tls',
    });
  }
  if (timeZone !== undefined) {
    requireTimeZone(constructPath, timeZone);
    if (schedule === undefined) {
      throw invalid(constructPath, {
        what: 'timeZone',
        got: timeZone,
        because: 'without a schedule the check runs once, and at once',
        fix: 'set schedule too, or leave it out',
      });
    }
  }
  requireDurationBetween(constructPath, 'checkTimeout', timeout, TIMEOUT_BOUNDS);
  return schedule === undefined ? undefined : requireSchedule(constructPath, schedule);
}

/** The variables that both containers need. */
function about(cluster: RayTlsClusterBase, timeout: Duration): { readonly [name: string]: string } {
  return {
    RAY_CLIENT: `${cluster.headServiceName}:${cluster._headStartParam('ray-client-server-port') ?? DEFAULT_CLIENT_PORT}`,
    TIMEOUT_SECONDS: `${timeout.toSeconds()}`,
  };
}

function asEnv(values: { readonly [name: string]: string }): PlainObject[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Tells the check that the manifests widen the trust on purpose, where they do. */
function saysWhatIsTrusted(template: PlainObject): PlainObject {
  if (!widensTrust(template.spec)) return template;
  const [check, ...rest] = template.spec.containers;
  const said = { ...check, env: [...check.env, ...asEnv({ TRUSTS_MORE: '1' })] };
  return { ...template, spec: { ...template.spec, containers: [said, ...rest] } };
}

function jobSpec(template: PlainObject, timeout: Duration): PlainObject {
  return {
    // No ttlSecondsAfterFinished: a GitOps tool would make a Job anew, for ever, that is gone.
    backoffLimit: 3,
    activeDeadlineSeconds: timeout.toSeconds() + IMAGE_SECONDS,
    // What failed is known for good; what could not be looked at may be looked at later.
    podFailurePolicy: { rules: [{ action: 'FailJob', onExitCodes: { containerName: CONTAINER, operator: 'In', values: [FAILED] } }] },
    template,
  };
}

checkArguments('RayTlsCheck', RayTlsCheck);
