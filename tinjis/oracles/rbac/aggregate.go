package main

import (
	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apimachinery/pkg/api/equality"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
)

// aggregated is the state in which the ClusterRole aggregation controller comes to rest. The controller's step is not
// exported, so this repeats it (controller/clusterroleaggregation, syncClusterRole) with the real selectors, from roles
// whose own rules were already overwritten.
func aggregated(roles []*rbacv1.ClusterRole) []*rbacv1.ClusterRole {
	for _, role := range roles {
		if role.AggregationRule != nil {
			role.Rules = nil
		}
	}
	for changed := true; changed; {
		changed = false
		for _, role := range roles {
			if role.AggregationRule != nil && gather(role, roles) {
				changed = true
			}
		}
	}
	return roles
}

// gather adds the rules of the selected roles to an aggregated one, and tells whether there were new ones.
func gather(role *rbacv1.ClusterRole, roles []*rbacv1.ClusterRole) bool {
	before := len(role.Rules)
	for i := range role.AggregationRule.ClusterRoleSelectors {
		selector, err := metav1.LabelSelectorAsSelector(&role.AggregationRule.ClusterRoleSelectors[i])
		if err != nil {
			continue
		}
		for _, other := range roles {
			if other.Name == role.Name || !selector.Matches(labels.Set(other.Labels)) {
				continue
			}
			for _, rule := range other.Rules {
				if !hasRule(role.Rules, rule) {
					role.Rules = append(role.Rules, rule)
				}
			}
		}
	}
	return len(role.Rules) != before
}

func hasRule(rules []rbacv1.PolicyRule, wanted rbacv1.PolicyRule) bool {
	for _, rule := range rules {
		if equality.Semantic.DeepEqual(rule, wanted) {
			return true
		}
	}
	return false
}
