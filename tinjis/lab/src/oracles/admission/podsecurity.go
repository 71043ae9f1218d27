package main

import (
	"bytes"
	"context"
	"encoding/json"
	"sort"
	"strings"

	admissionv1 "k8s.io/api/admission/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/component-base/metrics/legacyregistry"
	coredefaults "k8s.io/kubernetes/pkg/apis/core/v1"
	podadmission "k8s.io/pod-security-admission/admission"
	"k8s.io/pod-security-admission/admission/api/load"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/metrics"
	"k8s.io/pod-security-admission/policy"
)

type podSecurityCase struct {
	Labels      map[string]string `json:"labels"`
	Operation   string            `json:"operation"`
	Subresource string            `json:"subresource"`
	Pod         json.RawMessage   `json:"pod"`
	OldPod      json.RawMessage   `json:"oldPod"`
}

var evaluator = mustEvaluator()

func mustEvaluator() policy.Evaluator {
	made, err := policy.NewEvaluator(policy.DefaultChecks(), nil)
	if err != nil {
		panic(err)
	}
	return made
}

// podSecurity answers whether the plugin lets the pod in, and which controls of the enforced level it breaks.
func podSecurity(asked podSecurityCase) (any, error) {
	pod, err := decodePod(asked.Pod)
	if err != nil {
		return nil, err
	}
	old, err := decodePod(asked.OldPod)
	if err != nil {
		return nil, err
	}
	configuration, err := load.LoadFromData(nil)
	if err != nil {
		return nil, err
	}
	plugin := &podadmission.Admission{
		Configuration:   configuration,
		Evaluator:       evaluator,
		Metrics:         recorder,
		NamespaceGetter: namespaceOf(asked.Labels),
	}
	if err := plugin.CompleteConfiguration(); err != nil {
		return nil, err
	}
	attributes := &api.AttributesRecord{
		Name: "pod", Namespace: "payments", Resource: corev1.SchemeGroupVersion.WithResource("pods"), Subresource: asked.Subresource,
		Operation: admissionv1.Operation(asked.Operation), Object: pod, OldObject: old,
	}
	if plugin.Validate(context.Background(), attributes).Allowed {
		return map[string]any{"allowed": true, "forbidden": []string{}}, nil
	}
	privileged := api.LevelVersion{Level: api.LevelPrivileged, Version: api.LatestVersion()}
	enforced, _ := api.PolicyToEvaluate(asked.Labels, api.Policy{Enforce: privileged, Audit: privileged, Warn: privileged})
	forbidden := []string{}
	for _, result := range evaluator.EvaluatePod(enforced.Enforce, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			// The one reason that is counted: "forbidden AppArmor profiles".
			forbidden = append(forbidden, strings.Replace(result.ForbiddenReason, "profiles", "profile", 1))
		}
	}
	sort.Strings(forbidden)
	return map[string]any{"allowed": false, "forbidden": forbidden}, nil
}

var recorder = newRecorder()

func newRecorder() *metrics.PrometheusRecorder {
	made := metrics.NewPrometheusRecorder(api.GetAPIVersion())
	made.MustRegister(legacyregistry.MustRegister)
	return made
}

type namespaceOf map[string]string

func (labels namespaceOf) GetNamespace(_ context.Context, name string) (*corev1.Namespace, error) {
	return &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: name, Labels: labels}}, nil
}

// decodePod fills in no defaults but the source of a volume: with hostNetwork each port would become a hostPort, and the pod be refused for
// that as well.
func decodePod(raw json.RawMessage) (*corev1.Pod, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	pod := &corev1.Pod{}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(pod); err != nil {
		return nil, err
	}
	for i := range pod.Spec.Volumes {
		coredefaults.SetDefaults_Volume(&pod.Spec.Volumes[i])
	}
	return pod, nil
}
