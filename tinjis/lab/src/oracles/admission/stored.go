package main

import (
	"encoding/json"

	admissionregistrationv1 "k8s.io/api/admissionregistration/v1"
	"k8s.io/apimachinery/pkg/util/validation/field"
	"k8s.io/kubernetes/pkg/apis/admissionregistration"
	registrationdefaults "k8s.io/kubernetes/pkg/apis/admissionregistration/v1"
	"k8s.io/kubernetes/pkg/apis/admissionregistration/validation"
)

// stored answers for which fields the API server refuses a policy or a binding; for none if it stores it.
func stored(raw json.RawMessage) (any, error) {
	var object struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal(raw, &object); err != nil {
		return nil, err
	}
	errs, err := validate(object.Kind, raw)
	if err != nil {
		return nil, err
	}
	fields := []string{}
	for _, one := range errs {
		fields = append(fields, one.Field)
	}
	return map[string]any{"refused": len(errs) > 0, "fields": fields}, nil
}

func validate(kind string, raw json.RawMessage) (field.ErrorList, error) {
	if kind == "ValidatingAdmissionPolicy" {
		var policy admissionregistrationv1.ValidatingAdmissionPolicy
		var internal admissionregistration.ValidatingAdmissionPolicy
		if err := json.Unmarshal(raw, &policy); err != nil {
			return nil, err
		}
		registrationdefaults.SetObjectDefaults_ValidatingAdmissionPolicy(&policy)
		err := registrationdefaults.Convert_v1_ValidatingAdmissionPolicy_To_admissionregistration_ValidatingAdmissionPolicy(&policy, &internal, nil)
		return validation.ValidateValidatingAdmissionPolicy(&internal), err
	}
	var binding admissionregistrationv1.ValidatingAdmissionPolicyBinding
	var internal admissionregistration.ValidatingAdmissionPolicyBinding
	if err := json.Unmarshal(raw, &binding); err != nil {
		return nil, err
	}
	registrationdefaults.SetObjectDefaults_ValidatingAdmissionPolicyBinding(&binding)
	err := registrationdefaults.Convert_v1_ValidatingAdmissionPolicyBinding_To_admissionregistration_ValidatingAdmissionPolicyBinding(&binding, &internal, nil)
	return validation.ValidateValidatingAdmissionPolicyBinding(&internal), err
}
