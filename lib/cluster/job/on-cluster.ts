import { ApiObject, type ApiObjectMetadata, Chart, Names } from 'cdk8s';
import { Construct } from 'constructs';
import type { RayPod } from '../../kubernetes/ray-pod';
import { requireClusterTakesJob } from '../../refusals/job/on-cluster';
import { requireDns1035Label } from '../../refusals/names/kubernetes-names';
import { RayPortPurpose } from '../exposure/exposure';
import type { RayTlsCluster } from '../ray-tls-cluster';
import { asKubeRayStores } from '../spec/stored-by-kuberay';
import { RayJobDraft } from './draft';
import type { RayJobRunProps } from './props';

/** A job on an existing cluster. */
export interface RayJobOnClusterProps extends RayJobRunProps {
  /** The cluster. */
  readonly cluster: RayTlsCluster;

  /**
   * Name, labels and annotations of the RayJob; the name is a DNS label of at most 47 characters (KubeRay).
   *
   * @default - a name from the construct's path
   */
  readonly metadata?: ApiObjectMetadata;
}

const LONGEST_NAME = 47;

/** A RayJob that finds its cluster by name. */
export class JobOnCluster extends Construct {
  public readonly name: string;
  public readonly namespace?: string;
  public readonly submitter?: RayPod;

  public constructor(scope: Construct, id: string, props: RayJobOnClusterProps) {
    super(scope, id);
    const { cluster, metadata } = props;
    const path = this.node.path;
    this.name = metadata?.name ?? Names.toDnsLabel(this, { maxLen: LONGEST_NAME });
    this.namespace = metadata?.namespace ?? Chart.of(this).namespace;
    requireDns1035Label(path, 'metadata.name', this.name, LONGEST_NAME, 'RayJob name');
    const draft = new RayJobDraft(this, cluster, props);
    this.submitter = draft.submitter;
    const job = { namespace: this.namespace, submissionMode: draft.spec.submissionMode };
    requireClusterTakesJob(path, job, { namespace: cluster.namespace, spec: cluster._spec });
    cluster._operatorUsesDashboard();
    new ApiObject(this, 'Resource', {
      apiVersion: 'ray.io/v1',
      kind: 'RayJob',
      metadata: { ...metadata, name: this.name },
      spec: asKubeRayStores({ ...draft.spec, clusterSelector: { 'ray.io/cluster': cluster.name } }),
    });
    this.node.addDependency(cluster);
    // Again at the end, since a proxy can be attached to the cluster later.
    this.node.addValidation({
      validate: () => {
        const isProxied = cluster._ports.some(({ purpose }) => purpose === RayPortPurpose.PROXY);
        requireClusterTakesJob(path, job, { namespace: cluster.namespace, spec: cluster._spec, isProxied });
        return [];
      },
    });
  }
}
