package main

import (
	"context"
	"fmt"
	"net/http"
	"net/url"

	"k8s.io/apimachinery/pkg/util/sets"
	"k8s.io/apiserver/pkg/authentication/authenticator"
	"k8s.io/apiserver/pkg/authentication/group"
	"k8s.io/apiserver/pkg/authentication/serviceaccount"
	"k8s.io/apiserver/pkg/authentication/user"
	"k8s.io/apiserver/pkg/authorization/authorizer"
	"k8s.io/apiserver/pkg/endpoints/filters"
	apirequest "k8s.io/apiserver/pkg/endpoints/request"
)

type subject struct {
	User   string   `json:"user"`
	Groups []string `json:"groups"`
}

// authenticated adds the groups that the API server adds by itself.
func (s subject) authenticated() (user.Info, error) {
	info := &user.DefaultInfo{Name: s.User, Groups: s.Groups}
	if namespace, _, err := serviceaccount.SplitUsername(s.User); err == nil {
		info.Groups = append(info.Groups, serviceaccount.MakeGroupNames(namespace)...)
	}
	if s.User == user.Anonymous {
		info.Groups = append(info.Groups, user.AllUnauthenticated)
	}
	answer, _, err := group.NewAuthenticatedGroupAdder(authenticator.RequestFunc(func(*http.Request) (*authenticator.Response, bool, error) {
		return &authenticator.Response{User: info}, true, nil
	})).AuthenticateRequest(nil)
	if err != nil {
		return nil, err
	}
	return answer.User, nil
}

type request struct {
	Verb        string `json:"verb"`
	Group       string `json:"group"`
	Resource    string `json:"resource"`
	Subresource string `json:"subresource"`
	Name        string `json:"name"`
	Namespace   string `json:"namespace"`
	Path        string `json:"path"`
}

// Verbs that a client says by an HTTP method, and whether they name an object.
var methods = map[string]struct {
	method string
	named  bool
}{
	"get": {http.MethodGet, true}, "update": {http.MethodPut, true}, "patch": {http.MethodPatch, true}, "delete": {http.MethodDelete, true},
	"create": {http.MethodPost, false}, "list": {http.MethodGet, false}, "watch": {http.MethodGet, false}, "deletecollection": {http.MethodDelete, false},
}

// attributes are what the API server would make of the HTTP request, where the verb is one of HTTP and the request can be
// written as such; else what a component asks the authorizer for directly (`use`, `bind`, `impersonate`, an object without a name).
func (r request) attributes(who user.Info) (authorizer.Attributes, error) {
	if r.Path != "" {
		return authorizer.AttributesRecord{User: who, Verb: r.Verb, Path: r.Path}, nil
	}
	how, known := methods[r.Verb]
	if !known || (how.named && r.Name == "") || (r.Subresource != "" && r.Name == "") {
		return authorizer.AttributesRecord{User: who, Verb: r.Verb, APIGroup: r.Group, Resource: r.Resource, Subresource: r.Subresource,
			Name: r.Name, Namespace: r.Namespace, ResourceRequest: true}, nil
	}
	if r.Subresource != "" && !how.named && r.Verb != "create" {
		return nil, fmt.Errorf("no HTTP request is a %s of a subresource", r.Verb)
	}
	resolver := &apirequest.RequestInfoFactory{APIPrefixes: sets.NewString("api", "apis"), GrouplessAPIPrefixes: sets.NewString("api")}
	info, err := resolver.NewRequestInfo(&http.Request{Method: how.method, URL: r.url(how.named || r.Subresource != "")})
	if err != nil {
		return nil, err
	}
	return filters.GetAuthorizerAttributes(apirequest.WithUser(apirequest.WithRequestInfo(context.Background(), info), who))
}

func (r request) url(named bool) *url.URL {
	path := "/api/v1"
	if r.Group != "" {
		path = "/apis/" + r.Group + "/v1"
	}
	if r.Namespace != "" {
		path += "/namespaces/" + r.Namespace
	}
	path += "/" + r.Resource
	query := url.Values{}
	if named {
		path += "/" + r.Name
	} else if r.Name != "" {
		query.Set("fieldSelector", "metadata.name="+r.Name)
	}
	if r.Subresource != "" {
		path += "/" + r.Subresource
	}
	if r.Verb == "watch" {
		query.Set("watch", "true")
	}
	return &url.URL{Path: path, RawQuery: query.Encode()}
}
