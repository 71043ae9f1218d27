package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/client-go/kubernetes/fake"
	corelisters "k8s.io/client-go/listers/core/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	registrationdefaults "k8s.io/kubernetes/pkg/apis/admissionregistration/v1"
	"k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
	_ "k8s.io/kubernetes/pkg/apis/apps/install"
	_ "k8s.io/kubernetes/pkg/apis/batch/install"
	_ "k8s.io/kubernetes/pkg/apis/core/install"
	_ "k8s.io/kubernetes/pkg/apis/networking/install"
	_ "k8s.io/kubernetes/pkg/apis/rbac/install"
	_ "unsafe" // for go:linkname
)

// compilePolicy is the very function with which the API server compiles a stored policy; it is not exported.
//
//go:linkname compilePolicy k8s.io/apiserver/pkg/admission/plugin/policy/validating.compilePolicy
func compilePolicy(policy *validating.Policy) validating.Validator

type request struct {
	Operation string          `json:"operation"`
	Object    json.RawMessage `json:"object"`
	OldObject json.RawMessage `json:"oldObject"`
	Namespace string          `json:"namespace"`
	Name      string          `json:"name"`
	Resource  struct {
		Group       string `json:"group"`
		Version     string `json:"version"`
		Resource    string `json:"resource"`
		Subresource string `json:"subresource"`
	} `json:"resource"`
	User struct {
		Name   string   `json:"name"`
		Groups []string `json:"groups"`
	} `json:"user"`
}

type policyCase struct {
	Policies   []*admissionregistrationv1.ValidatingAdmissionPolicy        `json:"policies"`
	Bindings   []*admissionregistrationv1.ValidatingAdmissionPolicyBinding `json:"bindings"`
	Namespaces []*corev1.Namespace                                         `json:"namespaces"`
	Request    request                                                     `json:"request"`
}

// evaluators by the text of what was compiled: cases share expressions, and compiling is slow.
var evaluators = map[string]validating.Validator{}

var noNamespaces = fake.NewSimpleClientset()

func admit(asked policyCase) (any, error) {
	var hooks []validating.PolicyHook
	for _, policy := range asked.Policies {
		evaluator, err := store(policy)
		if err != nil {
			return nil, err
		}
		hook := validating.PolicyHook{Policy: policy, Evaluator: evaluator}
		for _, binding := range asked.Bindings {
			registrationdefaults.SetObjectDefaults_ValidatingAdmissionPolicyBinding(binding)
			if binding.Spec.PolicyName == policy.Name {
				hook.Bindings = append(hook.Bindings, binding)
			}
		}
		hooks = append(hooks, hook)
	}
	attributes, err := asked.Request.attributes()
	if err != nil {
		return nil, err
	}
	namespaces := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{})
	for _, namespace := range asked.Namespaces {
		legacyscheme.Scheme.Default(namespace)
		if err := namespaces.Add(namespace); err != nil {
			return nil, err
		}
	}
	matcher := matching.NewMatcher(corelisters.NewNamespaceLister(namespaces), noNamespaces)
	interfaces := admission.NewObjectInterfacesFromScheme(legacyscheme.Scheme)
	dispatcher := validating.NewDispatcher(nil, generic.NewPolicyMatcher(matcher))
	return refusal(dispatcher.Dispatch(context.Background(), attributes, interfaces, hooks))
}

// store does to a policy what the API server does before it takes effect: fill in defaults, refuse what is not valid, compile.
func store(policy *admissionregistrationv1.ValidatingAdmissionPolicy) (validating.Validator, error) {
	registrationdefaults.SetObjectDefaults_ValidatingAdmissionPolicy(policy)
	expressions := policy.Spec.DeepCopy()
	expressions.MatchConstraints = nil
	text, err := json.Marshal(expressions)
	if err != nil {
		return nil, err
	}
	if evaluator, known := evaluators[string(text)]; known {
		return evaluator, nil
	}
	var internal admissionregistration.ValidatingAdmissionPolicy
	if err := registrationdefaults.Convert_v1_ValidatingAdmissionPolicy_To_admissionregistration_ValidatingAdmissionPolicy(policy.DeepCopy(), &internal, nil); err != nil {
		return nil, err
	}
	if errs := validation.ValidateValidatingAdmissionPolicy(&internal); len(errs) > 0 {
		return nil, errs.ToAggregate()
	}
	evaluator := compilePolicy(policy)
	evaluators[string(text)] = evaluator
	return evaluator, nil
}

// refusal is the answer: the message of the first policy that refuses, or that it failed; its words differ between languages.
func refusal(err error) (any, error) {
	if err == nil {
		return map[string]any{"allowed": true}, nil
	}
	var status *apierrors.StatusError
	if !errors.As(err, &status) {
		return nil, err
	}
	causes := status.ErrStatus.Details.Causes
	message := causes[len(causes)-1].Message
	who, what, found := strings.Cut(message, " denied request: ")
	if !found {
		return nil, fmt.Errorf("an unexpected refusal: %s", message)
	}
	if strings.Contains(what, "resulted in error: ") {
		what = ""
	}
	return map[string]any{"allowed": false, "by": who, "message": what}, nil
}

func (r request) attributes() (admission.Attributes, error) {
	object, err := decode(r.Object)
	if err != nil {
		return nil, err
	}
	old, err := decode(r.OldObject)
	if err != nil {
		return nil, err
	}
	known := object
	if known == nil {
		known = old
	}
	var kind schema.GroupVersionKind
	if known != nil {
		kind = known.GetObjectKind().GroupVersionKind()
	}
	who := &user.DefaultInfo{Name: r.User.Name, Groups: r.User.Groups}
	resource := schema.GroupVersionResource{Group: r.Resource.Group, Version: r.Resource.Version, Resource: r.Resource.Resource}
	return admission.NewAttributesRecord(object, old, kind, r.Namespace, r.Name, resource, r.Resource.Subresource, admission.Operation(r.Operation), nil, false, who), nil
}

// decode gives a kind of Kubernetes as the API server holds it, defaults filled in; any other as it is written.
func decode(raw json.RawMessage) (runtime.Object, error) {
	if len(raw) == 0 || string(raw) == "null" {
		return nil, nil
	}
	plain := &unstructured.Unstructured{}
	if err := plain.UnmarshalJSON(raw); err != nil {
		return nil, err
	}
	typed, err := legacyscheme.Scheme.New(plain.GroupVersionKind())
	if runtime.IsNotRegisteredError(err) {
		return plain, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(raw, typed); err != nil {
		return nil, err
	}
	legacyscheme.Scheme.Default(typed)
	return typed, nil
}
