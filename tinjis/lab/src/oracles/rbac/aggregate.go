package main

import (
	"context"
	"encoding/json"
	_ "unsafe" // for go:linkname

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	rbacv1ac "k8s.io/client-go/applyconfigurations/rbac/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
	rbacclient "k8s.io/client-go/kubernetes/typed/rbac/v1"
	"k8s.io/client-go/tools/cache"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
)

// The controller's step for one ClusterRole. It is not exported, so it is linked by its name.
//
//go:linkname syncClusterRole k8s.io/kubernetes/pkg/controller/clusterroleaggregation.(*ClusterRoleAggregationController).syncClusterRole
func syncClusterRole(controller *clusterroleaggregation.ClusterRoleAggregationController, ctx context.Context, name string) error

// aggregator is one controller for all cases: it reads from the store, and what it writes goes back there.
type aggregator struct {
	controller *clusterroleaggregation.ClusterRoleAggregationController
	roles      *store
}

// mostPasses is more than any chain of the cases is long; roles that aggregate each other may reorder their rules for ever.
const mostPasses = 20

func newAggregator() aggregator {
	informer := informers.NewSharedInformerFactory(fake.NewClientset(), 0).Rbac().V1().ClusterRoles()
	roles := &store{indexer: informer.Informer().GetIndexer()}
	return aggregator{controller: clusterroleaggregation.NewClusterRoleAggregation(informer, roles), roles: roles}
}

// aggregate is the state in which the controller comes to rest, from aggregated roles without rules of their own.
func (a aggregator) aggregate(roles []*rbacv1.ClusterRole) ([]*rbacv1.ClusterRole, error) {
	objects := make([]any, len(roles))
	for i, role := range roles {
		if role.AggregationRule != nil {
			role.Rules = nil
		}
		objects[i] = role
	}
	if err := a.roles.indexer.Replace(objects, ""); err != nil {
		return nil, err
	}
	for range mostPasses {
		a.roles.written = false
		for _, role := range roles {
			if err := syncClusterRole(a.controller, context.Background(), role.Name); err != nil {
				return nil, err
			}
		}
		if !a.roles.written {
			break
		}
	}
	result := make([]*rbacv1.ClusterRole, 0, len(roles))
	for _, object := range a.roles.indexer.List() {
		result = append(result, object.(*rbacv1.ClusterRole))
	}
	return result, nil
}

// store is the API server as far as the controller uses it: it applies rules to ClusterRoles.
type store struct {
	rbacclient.ClusterRoleInterface
	indexer cache.Indexer
	written bool
}

func (s *store) ClusterRoles() rbacclient.ClusterRoleInterface {
	return s
}

func (s *store) Apply(_ context.Context, change *rbacv1ac.ClusterRoleApplyConfiguration, _ metav1.ApplyOptions) (*rbacv1.ClusterRole, error) {
	current, _, err := s.indexer.GetByKey(*change.Name)
	if err != nil {
		return nil, err
	}
	encoded, err := json.Marshal(change.Rules)
	if err != nil {
		return nil, err
	}
	changed := current.(*rbacv1.ClusterRole).DeepCopy()
	changed.Rules = nil
	if err := json.Unmarshal(encoded, &changed.Rules); err != nil {
		return nil, err
	}
	s.written = true
	return changed, s.indexer.Update(changed)
}
