// Package tables writes down what the tests of Kubernetes' own validation ask. The tests themselves are no part of it: each run takes them from
// the downloaded module (harness/tables.ts).
package tables

import (
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	registration "k8s.io/kubernetes/pkg/apis/admissionregistration/v1"
	"k8s.io/kubernetes/pkg/apis/admissionregistration/validation"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"

	"tinjis/oracles/lines"
)

const apiVersion = "admissionregistration.k8s.io/v1"

// ValidateValidatingAdmissionPolicy stands for the function of this name, which the tests call.
func ValidateValidatingAdmissionPolicy(policy *admissionregistration.ValidatingAdmissionPolicy) field.ErrorList {
	var asked admissionregistrationv1.ValidatingAdmissionPolicy
	if err := registration.Convert_admissionregistration_ValidatingAdmissionPolicy_To_v1_ValidatingAdmissionPolicy(policy.DeepCopy(), &asked, nil); err != nil {
		panic(err)
	}
	asked.APIVersion, asked.Kind = apiVersion, "ValidatingAdmissionPolicy"
	lines.Record(asked)
	return validation.ValidateValidatingAdmissionPolicy(policy)
}

// ValidateValidatingAdmissionPolicyBinding stands for the function of this name, which the tests call.
func ValidateValidatingAdmissionPolicyBinding(binding *admissionregistration.ValidatingAdmissionPolicyBinding) field.ErrorList {
	var asked admissionregistrationv1.ValidatingAdmissionPolicyBinding
	if err := registration.Convert_admissionregistration_ValidatingAdmissionPolicyBinding_To_v1_ValidatingAdmissionPolicyBinding(binding.DeepCopy(), &asked, nil); err != nil {
		panic(err)
	}
	asked.APIVersion, asked.Kind = apiVersion, "ValidatingAdmissionPolicyBinding"
	lines.Record(asked)
	return validation.ValidateValidatingAdmissionPolicyBinding(binding)
}
