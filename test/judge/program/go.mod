// The root of the module alone: each version of KubeRay has a go.mod of its own (kuberay-*.mod).
module judge
