package main

import (
	"context"
	"maps"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/common"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
)

// podsOf is what `buildHeadPod` and `buildWorkerPod` of raycluster_controller.go make: the head, and one worker of each group.
//
// Each pod is built from a copy, as the builder writes into the templates that it is given.
func podsOf(cluster *rayv1.RayCluster) []builtPod {
	ctx := context.Background()
	fqdn := utils.GenerateFQDNServiceName(ctx, *cluster, cluster.Namespace)
	port := common.GetHeadPort(cluster.Spec.HeadGroupSpec.RayStartParams)

	copied := cluster.DeepCopy()
	name := utils.PodName(cluster.Name, rayv1.HeadNode, true)
	template := common.DefaultHeadPodTemplate(ctx, *copied, copied.Spec.HeadGroupSpec, name, port)
	head := buildPod(ctx, built{template, rayv1.HeadNode, copied.Spec.HeadGroupSpec.RayStartParams, port, fqdn}, copied)
	pods := []builtPod{{Role: "head", Pod: head}}
	for i := range cluster.Spec.WorkerGroupSpecs {
		copied := cluster.DeepCopy()
		group := copied.Spec.WorkerGroupSpecs[i]
		name := utils.PodName(cluster.Name+"-"+group.GroupName, rayv1.WorkerNode, true)
		template := common.DefaultWorkerPodTemplate(ctx, *copied, group, name, fqdn, port, "", 0, 0)
		worker := buildPod(ctx, built{template, rayv1.WorkerNode, group.RayStartParams, port, fqdn}, copied)
		pods = append(pods, builtPod{Role: "worker", Pod: worker})
	}
	return pods
}

// built is what a pod is built from.
type built struct {
	template    corev1.PodTemplateSpec
	nodeType    rayv1.RayNodeType
	startParams map[string]string
	headPort    string
	fqdn        string
}

func creatorOf(cluster *rayv1.RayCluster) utils.CRDType {
	return utils.GetCRDType(cluster.Labels[utils.RayOriginatedFromCRDLabelKey])
}

// clusterFor is the RayCluster that `constructRayClusterForRayJob` and `constructRayClusterForRayService` make.
func clusterFor(owner metav1.ObjectMeta, spec rayv1.RayClusterSpec, kind utils.CRDType) *rayv1.RayCluster {
	labels := maps.Clone(owner.Labels)
	if labels == nil {
		labels = map[string]string{}
	}
	labels[utils.RayOriginatedFromCRNameLabelKey] = owner.Name
	labels[utils.RayOriginatedFromCRDLabelKey] = utils.RayOriginatedFromCRDLabelValue(kind)
	return &rayv1.RayCluster{
		ObjectMeta: metav1.ObjectMeta{
			Name:        owner.Name + suffix,
			Namespace:   owner.Namespace,
			Labels:      labels,
			Annotations: maps.Clone(owner.Annotations),
		},
		Spec: *spec.DeepCopy(),
	}
}

// submitterOf is `getSubmitterTemplate` of rayjob_controller.go.
func submitterOf(job *rayv1.RayJob, cluster *rayv1.RayCluster) (builtPod, error) {
	template := common.GetSubmitterTemplate(&job.Spec, &cluster.Spec)
	if err := configureSubmitter(&template.Spec.Containers[utils.RayContainerIndex], job, cluster, rayv1.K8sJobMode); err != nil {
		return builtPod{}, err
	}
	addTokenVolume(&template.Spec, cluster)
	template.Namespace = job.Namespace
	template.GenerateName = job.Name + "-"
	pod := corev1.Pod{TypeMeta: metav1.TypeMeta{APIVersion: "v1", Kind: "Pod"}, ObjectMeta: template.ObjectMeta, Spec: template.Spec}
	return builtPod{Role: "submitter", Pod: pod}, nil
}

// addSubmitter is what `constructRayClusterForRayJob` does in SidecarMode.
func addSubmitter(job *rayv1.RayJob, cluster *rayv1.RayCluster) error {
	container := common.GetDefaultSubmitterContainer(&cluster.Spec)
	if err := configureSubmitter(&container, job, cluster, rayv1.SidecarMode); err != nil {
		return err
	}
	head := &cluster.Spec.HeadGroupSpec.Template.Spec
	head.Containers = append(head.Containers, container)
	head.RestartPolicy = corev1.RestartPolicyNever
	return nil
}

// configureSubmitter is `configureSubmitterContainer` of rayjob_controller.go.
func configureSubmitter(container *corev1.Container, job *rayv1.RayJob, cluster *rayv1.RayCluster, mode rayv1.JobSubmissionMode) error {
	command, err := common.BuildJobSubmitCommand(job, mode)
	if err != nil {
		return err
	}
	if len(container.Command) == 0 || mode == rayv1.SidecarMode {
		container.Command = utils.GetContainerCommand([]string{"e"})
		container.Args = []string{strings.Join(command, " ")}
	}
	container.Env = append(container.Env,
		corev1.EnvVar{Name: "PYTHONUNBUFFERED", Value: "1"},
		corev1.EnvVar{Name: utils.RAY_DASHBOARD_ADDRESS, Value: job.Status.DashboardURL},
		corev1.EnvVar{Name: utils.RAY_JOB_SUBMISSION_ID, Value: job.Status.JobId},
	)
	if utils.IsAuthEnabled(&cluster.Spec) {
		setToken(container, cluster)
	}
	return nil
}
