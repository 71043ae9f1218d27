package main

import (
	"github.com/argoproj/argo-cd/v3/pkg/apis/application/v1alpha1"
	"github.com/argoproj/argo-cd/v3/util/git"
	"github.com/argoproj/argo-cd/v3/util/glob"
	"github.com/argoproj/argo-cd/v3/util/settings"
	"k8s.io/apimachinery/pkg/runtime/schema"
)

type sourceCase struct {
	Project v1alpha1.AppProject `json:"project"`
	RepoURL string              `json:"repoURL"`
}

func permitsSource(asked sourceCase) (any, error) {
	return asked.Project.IsSourcePermitted(v1alpha1.ApplicationSource{RepoURL: asked.RepoURL}), nil
}

type destination struct {
	Server    string `json:"server"`
	Name      string `json:"name"`
	Namespace string `json:"namespace"`
}

type destinationCase struct {
	Project     v1alpha1.AppProject `json:"project"`
	Destination destination         `json:"destination"`
}

func permitsDestination(asked destinationCase) (any, error) {
	cluster := &v1alpha1.Cluster{Server: asked.Destination.Server, Name: asked.Destination.Name}
	return asked.Project.IsDestinationPermitted(cluster, asked.Destination.Namespace, func(string) ([]*v1alpha1.Cluster, error) {
		return nil, nil
	})
}

type kindCase struct {
	Project v1alpha1.AppProject `json:"project"`
	Group   string              `json:"group"`
	Kind    string              `json:"kind"`
	Name    string              `json:"name"`
	Scope   string              `json:"scope"`
}

func permitsKind(asked kindCase) (any, error) {
	kind := schema.GroupKind{Group: asked.Group, Kind: asked.Kind}
	return asked.Project.IsGroupKindNamePermitted(kind, asked.Name, asked.Scope == "namespaced"), nil
}

type deployerCase struct {
	Project              v1alpha1.AppProject `json:"project"`
	Destination          destination         `json:"destination"`
	ApplicationNamespace string              `json:"applicationNamespace"`
}

func deployer(asked deployerCase) (any, error) {
	application := &v1alpha1.Application{}
	application.Namespace = asked.ApplicationNamespace
	application.Spec.Destination.Namespace = asked.Destination.Namespace
	account, err := settings.DeriveServiceAccountToImpersonate(&asked.Project, application, &v1alpha1.Cluster{Server: asked.Destination.Server})
	return map[string]any{"account": account, "refused": err != nil}, nil
}

func normalise(asked struct {
	RepoURL string `json:"repoURL"`
}) (any, error) {
	return git.NormalizeGitURL(asked.RepoURL), nil
}

func match(asked struct {
	Pattern   string `json:"pattern"`
	Text      string `json:"text"`
	Separator string `json:"separator"`
}) (any, error) {
	matched, err := glob.MatchWithError(asked.Pattern, asked.Text, []rune(asked.Separator)...)
	if err != nil {
		return "invalid", nil
	}
	return matched, nil
}

type windowCase struct {
	Project     v1alpha1.AppProject  `json:"project"`
	Application v1alpha1.Application `json:"application"`
	Manual      bool                 `json:"manual"`
}

// A window that cannot be read refuses: the controller ignores the error, and argocd-server returns it.
func canSync(asked windowCase) (any, error) {
	allowed, err := asked.Project.Spec.SyncWindows.Matches(&asked.Application).CanSync(asked.Manual, nil)
	return allowed && err == nil, nil
}

func validates(asked struct {
	Project v1alpha1.AppProject `json:"project"`
}) (any, error) {
	return asked.Project.ValidateProject() == nil, nil
}

// What Argo CD syncs, of each source the fields that decide.
func sources(asked struct {
	Application v1alpha1.Application `json:"application"`
}) (any, error) {
	found := []map[string]string{}
	for _, source := range asked.Application.Spec.GetSources() {
		found = append(found, map[string]string{"repoURL": source.RepoURL, "path": source.Path, "targetRevision": source.TargetRevision})
	}
	return found, nil
}
