package main

import (
	"github.com/golang-jwt/jwt/v5"
	"k8s.io/client-go/tools/cache"
	"sigs.k8s.io/yaml"

	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	applisters "github.com/argoproj/argo-cd/v3/pkg/client/listers/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/server/rbacpolicy"
	"github.com/argoproj/argo-cd/v3/util/assets"
	"github.com/argoproj/argo-cd/v3/util/rbac"
)

const argocdNamespace = "argocd"

type rbacCase struct {
	// The data of ConfigMap argocd-rbac-cm.
	Data     map[string]string     `json:"data"`
	Projects []v1alpha1.AppProject `json:"projects"`
	Subject  struct {
		Name   string   `json:"name"`
		Groups []string `json:"groups"`
	} `json:"subject"`
	Request struct {
		Resource string `json:"resource"`
		Action   string `json:"action"`
		Object   string `json:"object"`
	} `json:"request"`
}

// The enforcer as argocd-server wires it: built-in policy, the ConfigMap's policy, and the policies of the request's project.
func enforce(asked rbacCase) (any, error) {
	projects := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for i := range asked.Projects {
		asked.Projects[i].Namespace = argocdNamespace
		if err := projects.Add(&asked.Projects[i]); err != nil {
			return nil, err
		}
	}
	enforcer := rbac.NewEnforcer(nil, argocdNamespace, "argocd-rbac-cm", nil)
	policy := rbacpolicy.NewRBACPolicyEnforcer(enforcer, applisters.NewAppProjectLister(projects).AppProjects(argocdNamespace))
	enforcer.SetClaimsEnforcerFunc(policy.EnforceClaims)
	if err := enforcer.SetBuiltinPolicy(assets.BuiltinPolicyCSV); err != nil {
		return nil, err
	}
	enforcer.SetDefaultRole(asked.Data[rbac.ConfigMapPolicyDefaultKey])
	// As argocd-server reads the list. Without one, the groups count.
	if text := asked.Data[rbac.ConfigMapScopesKey]; text != "" {
		scopes := []string{}
		if err := yaml.Unmarshal([]byte(text), &scopes); err != nil {
			return nil, err
		}
		policy.SetScopes(scopes)
	}
	enforcer.SetMatchMode(asked.Data[rbac.ConfigMapMatchModeKey])
	// A policy that cannot be loaded makes every later question panic in the server, which answers with an error: nobody may.
	if err := enforcer.SetUserPolicy(rbac.PolicyCSV(asked.Data)); err != nil {
		return false, nil
	}
	claims := jwt.MapClaims{"sub": asked.Subject.Name, "groups": asked.Subject.Groups, "email": "others"}
	return enforcer.Enforce(claims, asked.Request.Resource, asked.Request.Action, asked.Request.Object), nil
}
