package main

import (
	"encoding/json"

	corev1 "k8s.io/api/core/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

var restricted = api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}

// violations is why a namespace that enforces Pod Security `restricted` refuses a pod, by the evaluator that the API server runs.
func violations(pod *corev1.Pod) ([]string, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, result := range evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			found = append(found, result.ForbiddenReason+" ("+result.ForbiddenDetail+")")
		}
	}
	return found, nil
}

// judgePod takes a pod that something else than KubeRay makes, as it is.
func judgePod(object json.RawMessage) ([]builtPod, error) {
	var pod corev1.Pod
	if err := json.Unmarshal(object, &pod); err != nil {
		return nil, err
	}
	return []builtPod{{Role: "pod", Pod: pod}}, nil
}
