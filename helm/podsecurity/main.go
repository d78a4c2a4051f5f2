// Podsecurity holds every pod of rendered manifests against the restricted Pod Security Standard, by the very rules of the API server.
//
// usage: podsecurity FILE…
package main

import (
	"fmt"
	"os"
	"strings"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	"sigs.k8s.io/yaml"
)

func main() {
	rules, err := policy.NewEvaluator(policy.DefaultChecks())
	exitOn(err)
	restricted := api.LevelVersion{Level: api.LevelRestricted, Version: api.LatestVersion()}
	pods, broken := 0, false
	for _, file := range os.Args[1:] {
		text, err := os.ReadFile(file)
		exitOn(err)
		for _, document := range strings.Split("\n"+string(text), "\n---") {
			name, meta, spec := pod([]byte(document))
			if spec == nil {
				continue
			}
			pods++
			found := policy.AggregateCheckResults(rules.EvaluatePod(restricted, meta, spec))
			if !found.Allowed {
				broken = true
				fmt.Printf("%s: %s: %s\n", file, name, found.ForbiddenDetail())
			}
		}
	}
	fmt.Printf("%d pods looked at\n", pods)
	if broken || pods == 0 {
		os.Exit(1)
	}
}

// pod returns what a document would make pods of, or nil.
func pod(document []byte) (string, *metav1.ObjectMeta, *corev1.PodSpec) {
	var kind metav1.PartialObjectMetadata
	exitOn(yaml.Unmarshal(document, &kind))
	name := kind.Kind + " " + kind.Name
	switch kind.Kind {
	case "Pod":
		var it corev1.Pod
		exitOn(yaml.UnmarshalStrict(document, &it))
		return name, &it.ObjectMeta, &it.Spec
	case "Deployment", "StatefulSet":
		var it appsv1.Deployment // their templates are alike
		exitOn(yaml.Unmarshal(document, &it))
		return name, &it.Spec.Template.ObjectMeta, &it.Spec.Template.Spec
	case "Job":
		var it batchv1.Job
		exitOn(yaml.UnmarshalStrict(document, &it))
		return name, &it.Spec.Template.ObjectMeta, &it.Spec.Template.Spec
	}
	return "", nil, nil
}

func exitOn(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}
