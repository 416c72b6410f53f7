//go:build !kuberay_1_5

package main

import (
	"context"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/common"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
)

func newVersionedObject(kind string) any {
	if kind == "RayCronJob" {
		return &rayv1.RayCronJob{}
	}
	return nil
}

// judgeVersioned is what `Reconcile` of raycronjob_controller.go validates; it returns a job that it would make.
func judgeVersioned(object any) (*rayv1.RayJob, error) {
	cron := object.(*rayv1.RayCronJob)
	if err := utils.ValidateRayCronJobSpec(cron); err != nil {
		return nil, err
	}
	// As `constructRayJob` names it, for a time in 2025.
	name := metav1.ObjectMeta{Name: cron.Name + "-29400120", Namespace: cron.Namespace}
	return &rayv1.RayJob{ObjectMeta: name, Spec: *cron.Spec.JobTemplate.DeepCopy()}, nil
}

func validateUpgrade(cluster *rayv1.RayCluster) error {
	return utils.ValidateRayClusterUpgradeOptions(cluster)
}

func buildPod(ctx context.Context, from built, cluster *rayv1.RayCluster) corev1.Pod {
	return common.BuildPod(ctx, from.template, from.nodeType, from.startParams, from.headPort,
		utils.IsAutoscalingEnabled(&cluster.Spec), creatorOf(cluster), from.fqdn, nil, cluster.Spec.RayVersion)
}

func setToken(container *corev1.Container, cluster *rayv1.RayCluster) {
	common.SetContainerTokenAuthEnvVars(cluster.Name, container, cluster.Spec.AuthOptions)
}

func addTokenVolume(pod *corev1.PodSpec, cluster *rayv1.RayCluster) {
	if utils.IsK8sAuthEnabled(cluster.Spec.AuthOptions) {
		common.AddRayTokenVolume(pod)
	}
}
