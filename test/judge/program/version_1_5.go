//go:build kuberay_1_5

package main

import (
	"context"
	"errors"

	corev1 "k8s.io/api/core/v1"

	rayv1 "github.com/ray-project/kuberay/ray-operator/apis/ray/v1"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/common"
	"github.com/ray-project/kuberay/ray-operator/controllers/ray/utils"
)

func newVersionedObject(string) any { return nil }

func judgeVersioned(any) (*rayv1.RayJob, error) { return nil, errors.New("unreachable") }

// validateUpgrade: this version knows no upgradeStrategy of a RayCluster that it could refuse.
func validateUpgrade(*rayv1.RayCluster) error { return nil }

func buildPod(ctx context.Context, from built, cluster *rayv1.RayCluster) corev1.Pod {
	return common.BuildPod(ctx, from.template, from.nodeType, from.startParams, from.headPort,
		utils.IsAutoscalingEnabled(&cluster.Spec), creatorOf(cluster), from.fqdn, nil)
}

func setToken(container *corev1.Container, cluster *rayv1.RayCluster) {
	common.SetContainerTokenAuthEnvVars(cluster.Name, container)
}

func addTokenVolume(*corev1.PodSpec, *rayv1.RayCluster) {}
