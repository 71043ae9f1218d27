// Package tables writes down what the tests of Kubernetes' own authorizer ask. The tests themselves are no part of it: each run takes them from
// the downloaded module (harness/tables.ts).
package tables

import (
	"context"
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/kubernetes/pkg/registry/rbac/validation"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"

	"tinjis/oracles/lines"
)

type rules struct {
	Roles               []*rbacv1.Role               `json:"roles"`
	ClusterRoles        []*rbacv1.ClusterRole        `json:"clusterRoles"`
	RoleBindings        []*rbacv1.RoleBinding        `json:"roleBindings"`
	ClusterRoleBindings []*rbacv1.ClusterRoleBinding `json:"clusterRoleBindings"`
}

// RBACAuthorizer stands for the type of this name, which the tests make.
type RBACAuthorizer struct{ rules rules }

// NewTestRuleResolver stands for the function of this name: it keeps the rules as they are. Bindings get the names that the tests spare.
func NewTestRuleResolver(roles []*rbacv1.Role, roleBindings []*rbacv1.RoleBinding, clusterRoles []*rbacv1.ClusterRole, clusterRoleBindings []*rbacv1.ClusterRoleBinding) (rules, error) {
	for i, one := range roleBindings {
		one.Name = fmt.Sprintf("binding-%d", i)
	}
	for i, one := range clusterRoleBindings {
		one.Name = fmt.Sprintf("binding-%d", i)
	}
	return rules{roles, clusterRoles, roleBindings, clusterRoleBindings}, nil
}

// Authorize writes the question down and asks the real authorizer.
func (a RBACAuthorizer) Authorize(ctx context.Context, asked authorizer.Attributes) (authorizer.Decision, string, error) {
	record(a.rules, asked)
	_, static := validation.NewTestRuleResolver(a.rules.Roles, a.rules.RoleBindings, a.rules.ClusterRoles, a.rules.ClusterRoleBindings)
	return rbac.New(static, static, static, static).Authorize(ctx, asked)
}

// RuleAllows stands for the function of this name: it asks about a role with this one rule, bound to whoever asks.
func RuleAllows(asked authorizer.AttributesRecord, rule *rbacv1.PolicyRule) bool {
	role := &rbacv1.ClusterRole{ObjectMeta: metav1.ObjectMeta{Name: "role"}, Rules: []rbacv1.PolicyRule{*rule}}
	binding := &rbacv1.ClusterRoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: "binding"},
		Subjects:   []rbacv1.Subject{{Kind: rbacv1.UserKind, APIGroup: rbacv1.GroupName, Name: "somebody"}},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: "ClusterRole", Name: "role"},
	}
	record(rules{ClusterRoles: []*rbacv1.ClusterRole{role}, ClusterRoleBindings: []*rbacv1.ClusterRoleBinding{binding}}, asked)
	return rbac.RuleAllows(asked, rule)
}

func record(held rules, asked authorizer.Attributes) {
	subject := map[string]any{"user": "somebody", "groups": []string{}}
	if who := asked.GetUser(); who != nil {
		subject = map[string]any{"user": who.GetName(), "groups": append([]string{}, who.GetGroups()...)}
	}
	request := map[string]string{"verb": asked.GetVerb(), "path": asked.GetPath()}
	if asked.IsResourceRequest() {
		request = map[string]string{
			"verb": asked.GetVerb(), "group": asked.GetAPIGroup(), "resource": asked.GetResource(), "subresource": asked.GetSubresource(),
			"namespace": asked.GetNamespace(),
		}
	}
	lines.Record(map[string]any{"rules": held.typed(), "subject": subject, "request": request})
}

// typed fills in the lists that are empty, and the kinds that lists leave out.
func (r rules) typed() rules {
	version := rbacv1.SchemeGroupVersion.String()
	all := rules{[]*rbacv1.Role{}, []*rbacv1.ClusterRole{}, []*rbacv1.RoleBinding{}, []*rbacv1.ClusterRoleBinding{}}
	for _, each := range r.Roles {
		one := each.DeepCopy()
		one.TypeMeta = metav1.TypeMeta{APIVersion: version, Kind: "Role"}
		all.Roles = append(all.Roles, one)
	}
	for _, each := range r.ClusterRoles {
		one := each.DeepCopy()
		one.TypeMeta = metav1.TypeMeta{APIVersion: version, Kind: "ClusterRole"}
		all.ClusterRoles = append(all.ClusterRoles, one)
	}
	for _, each := range r.RoleBindings {
		one := each.DeepCopy()
		one.TypeMeta = metav1.TypeMeta{APIVersion: version, Kind: "RoleBinding"}
		all.RoleBindings = append(all.RoleBindings, one)
	}
	for _, each := range r.ClusterRoleBindings {
		one := each.DeepCopy()
		one.TypeMeta = metav1.TypeMeta{APIVersion: version, Kind: "ClusterRoleBinding"}
		all.ClusterRoleBindings = append(all.ClusterRoleBindings, one)
	}
	return all
}
