package main

import (
	"encoding/json"
	"fmt"

	corev1 "k8s.io/api/core/v1"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
)

// suffix stands for what KubeRay makes up for the name of a job's or service's cluster.
const suffix = "-x7k2q"

func newObject(kind string) any {
	switch kind {
	case "Pod":
		return &corev1.Pod{}
	case "RayCluster":
		return &rayv1.RayCluster{}
	case "RayJob":
		return &rayv1.RayJob{}
	case "RayService":
		return &rayv1.RayService{}
	default:
		return newVersionedObject(kind)
	}
}

func judgeKind(kind string, one request) ([]builtPod, error) {
	if kind == "Pod" {
		return judgePod(one.Object)
	}
	into := newObject(kind)
	if into == nil {
		return nil, fmt.Errorf("this version of KubeRay has no %s", kind)
	}
	if err := json.Unmarshal(one.Object, into); err != nil {
		return nil, err
	}
	switch object := into.(type) {
	case *rayv1.RayCluster:
		return judgeCluster(object)
	case *rayv1.RayJob:
		return judgeJob(object, one.Cluster)
	case *rayv1.RayService:
		return judgeService(object)
	default:
		job, err := judgeVersioned(object)
		if err != nil {
			return nil, err
		}
		return judgeJob(job, nil)
	}
}

// judgeCluster is what `rayClusterReconcile` of raycluster_controller.go does before anything is made.
func judgeCluster(cluster *rayv1.RayCluster) ([]builtPod, error) {
	setDefaults(cluster)
	if err := utils.ValidateRayClusterMetadata(cluster.ObjectMeta); err != nil {
		return nil, err
	}
	if err := utils.ValidateRayClusterSpec(&cluster.Spec, cluster.Annotations); err != nil {
		return nil, err
	}
	if err := validateUpgrade(cluster); err != nil {
		return nil, err
	}
	if err := utils.ValidateRayClusterStatus(cluster); err != nil {
		return nil, err
	}
	return podsOf(cluster), nil
}

// setDefaults is `setDefaults` of raycluster_controller.go.
func setDefaults(cluster *rayv1.RayCluster) {
	if cluster.Spec.HeadGroupSpec.RayStartParams == nil {
		cluster.Spec.HeadGroupSpec.RayStartParams = map[string]string{}
	}
	for i := range cluster.Spec.WorkerGroupSpecs {
		if cluster.Spec.WorkerGroupSpecs[i].RayStartParams == nil {
			cluster.Spec.WorkerGroupSpecs[i].RayStartParams = map[string]string{}
		}
	}
}

// judgeService is `validateRayService` of rayservice_controller.go, and what becomes of the cluster that it makes.
func judgeService(service *rayv1.RayService) ([]builtPod, error) {
	if err := utils.ValidateRayServiceMetadata(service.ObjectMeta); err != nil {
		return nil, err
	}
	if err := utils.ValidateRayServiceSpec(service); err != nil {
		return nil, err
	}
	return judgeCluster(clusterFor(service.ObjectMeta, service.Spec.RayClusterSpec, utils.RayServiceCRD))
}

// judgeJob is `validateRayJob` of rayjob_controller.go, what becomes of the cluster that it makes, and the pod that submits.
func judgeJob(job *rayv1.RayJob, existing json.RawMessage) ([]builtPod, error) {
	if err := utils.ValidateRayJobMetadata(job.ObjectMeta); err != nil {
		return nil, err
	}
	if err := utils.ValidateRayJobSpec(job); err != nil {
		return nil, err
	}
	if err := utils.ValidateRayJobStatus(job); err != nil {
		return nil, err
	}
	// As `initRayJobStatusIfNeed` and the state machine have it when the job is submitted.
	job.Status.JobId = "job-" + job.Name
	job.Status.DashboardURL = job.Name + suffix + "-head-svc." + job.Namespace + ".svc.cluster.local:8265"

	var pods []builtPod
	cluster := &rayv1.RayCluster{}
	if job.Spec.RayClusterSpec != nil {
		cluster = clusterFor(job.ObjectMeta, *job.Spec.RayClusterSpec, utils.RayJobCRD)
		if job.Spec.SubmissionMode == rayv1.SidecarMode {
			if err := addSubmitter(job, cluster); err != nil {
				return nil, err
			}
		}
		built, err := judgeCluster(cluster.DeepCopy())
		if err != nil {
			return nil, fmt.Errorf("the job's RayCluster: %w", err)
		}
		pods = built
	} else if existing == nil {
		return nil, nil
	} else if err := json.Unmarshal(existing, cluster); err != nil {
		return nil, err
	}
	if job.Spec.SubmissionMode == rayv1.K8sJobMode {
		submitter, err := submitterOf(job, cluster)
		if err != nil {
			return nil, fmt.Errorf("the job's submitter: %w", err)
		}
		pods = append(pods, submitter)
	}
	return pods, nil
}
