package main

import (
	"context"
	"fmt"

	rbacv1 "k8s.io/api/rbac/v1"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/authorization/authorizerfactory"
	"k8s.io/apiserver/pkg/authorization/union"
	rbaclisters "k8s.io/client-go/listers/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/plugin/pkg/auth/authorizer/rbac"
)

type rules struct {
	Roles               []*rbacv1.Role               `json:"roles"`
	ClusterRoles        []*rbacv1.ClusterRole        `json:"clusterRoles"`
	RoleBindings        []*rbacv1.RoleBinding        `json:"roleBindings"`
	ClusterRoleBindings []*rbacv1.ClusterRoleBinding `json:"clusterRoleBindings"`
}

type rbacCase struct {
	Rules   rules   `json:"rules"`
	Subject subject `json:"subject"`
	Request request `json:"request"`
}

// authorize asks the authorizers in the API server's order, with RBAC on.
func (a aggregator) authorize(asked rbacCase) (any, error) {
	clusterRoles, err := a.aggregate(asked.Rules.ClusterRoles)
	if err != nil {
		return nil, err
	}
	asked.Rules.ClusterRoles = clusterRoles
	authorizers := union.New(authorizerfactory.NewPrivilegedGroups(user.SystemPrivilegedGroup), authorizerOf(asked.Rules))
	who, err := asked.Subject.authenticated()
	if err != nil {
		return nil, err
	}
	attributes, err := asked.Request.attributes(who)
	if err != nil {
		return nil, err
	}
	decision, reason, err := authorizers.Authorize(context.Background(), attributes)
	switch {
	case err != nil:
		return nil, err
	case decision == authorizer.DecisionAllow:
		return "allow", nil
	case reason != "":
		// A binding applied, but its role could not be read.
		return "unknown", nil
	default:
		return "deny", nil
	}
}

func authorizerOf(r rules) *rbac.RBACAuthorizer {
	return rbac.New(
		&rbac.RoleGetter{Lister: rbaclisters.NewRoleLister(indexed(r.Roles))},
		&rbac.RoleBindingLister{Lister: rbaclisters.NewRoleBindingLister(indexed(r.RoleBindings))},
		&rbac.ClusterRoleGetter{Lister: rbaclisters.NewClusterRoleLister(indexed(r.ClusterRoles))},
		&rbac.ClusterRoleBindingLister{Lister: rbaclisters.NewClusterRoleBindingLister(indexed(r.ClusterRoleBindings))},
	)
}

func indexed[T any](objects []T) cache.Indexer {
	indexer := cache.NewIndexer(cache.MetaNamespaceKeyFunc, cache.Indexers{cache.NamespaceIndex: cache.MetaNamespaceIndexFunc})
	for _, object := range objects {
		if err := indexer.Add(object); err != nil {
			panic(fmt.Sprintf("not an object: %v", err))
		}
	}
	return indexer
}
