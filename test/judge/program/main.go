// Judges KubeRay's objects as the operator of one KubeRay version does, by that operator's own code, and builds the pods that it would make of them.
//
// Reads JSON lines on stdin, one request each; prints for each request one line with the verdict.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/go-logr/logr"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	ctrl "sigs.k8s.io/controller-runtime"
)

type request struct {
	// Object is a RayCluster, RayJob, RayService or RayCronJob, with the defaults of its CRD filled in; or a Pod.
	Object json.RawMessage `json:"object"`
	// Cluster is the RayCluster that a RayJob with a clusterSelector runs on.
	Cluster json.RawMessage `json:"cluster,omitempty"`
	// Gates are KubeRay's feature gates that are not at their default.
	Gates map[string]bool `json:"gates,omitempty"`
}

type verdict struct {
	// Refusal is why the operator would not run the object; empty where it would.
	Refusal string `json:"refusal,omitempty"`
	// Dropped is the first field that this version does not know.
	Dropped string     `json:"dropped,omitempty"`
	Pods    []builtPod `json:"pods,omitempty"`
}

type builtPod struct {
	// Role is `head`, `worker` or `submitter`; `pod` for a Pod that was given.
	Role string     `json:"role"`
	Pod  corev1.Pod `json:"pod"`
	// Violations are those of Pod Security `restricted`.
	Violations []string `json:"violations,omitempty"`
}

func main() {
	ctrl.SetLogger(logr.Discard())
	if err := run(os.Stdin, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "judge:", err)
		os.Exit(1)
	}
}

func run(in io.Reader, out io.Writer) error {
	requests, verdicts := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var one request
		if err := requests.Decode(&one); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return err
		}
		restore, err := setGates(one.Gates)
		if err != nil {
			return err
		}
		answer := judge(one)
		restore()
		if err := verdicts.Encode(answer); err != nil {
			return err
		}
	}
}

// setGates turns gates on or off until the returned function is called.
func setGates(gates map[string]bool) (func(), error) {
	before := map[string]bool{}
	for name, spec := range utilfeature.DefaultMutableFeatureGate.GetAll() {
		if _, ok := gates[string(name)]; ok {
			before[string(name)] = spec.Default
		}
	}
	if err := utilfeature.DefaultMutableFeatureGate.SetFromMap(gates); err != nil {
		return nil, err
	}
	return func() { _ = utilfeature.DefaultMutableFeatureGate.SetFromMap(before) }, nil
}

// judge also answers where the operator itself would crash.
func judge(one request) (answer verdict) {
	defer func() {
		if reason := recover(); reason != nil {
			answer = verdict{Refusal: fmt.Sprintf("the operator panics: %v", reason)}
		}
	}()
	var kind metav1.TypeMeta
	if err := json.Unmarshal(one.Object, &kind); err != nil {
		return verdict{Refusal: err.Error()}
	}
	answer.Dropped = droppedField(one.Object, kind.Kind)
	pods, err := judgeKind(kind.Kind, one)
	for i := range pods {
		if err == nil {
			pods[i].Violations, err = violations(&pods[i].Pod)
		}
	}
	if err != nil {
		answer.Refusal = err.Error()
	}
	answer.Pods = pods
	return answer
}

// droppedField is a field that the API server would drop, as the type does not have it.
func droppedField(object json.RawMessage, kind string) string {
	into := newObject(kind)
	if into == nil {
		return ""
	}
	decoder := json.NewDecoder(bytes.NewReader(object))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil && strings.Contains(err.Error(), "unknown field") {
		return err.Error()
	}
	return ""
}
