package main

import (
	"strings"

	"github.com/google/cel-go/cel"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type typedCase struct {
	Expression string `json:"expression"`
	Wanted     string `json:"wanted"`
}

type typedExpression struct{ typedCase }

func (e typedExpression) GetExpression() string { return e.Expression }
func (e typedExpression) ReturnTypes() []*cel.Type {
	return map[string][]*cel.Type{"bool": {cel.BoolType}, "string": {cel.StringType}, "any": {cel.AnyType, cel.DynType}}[e.Wanted]
}

var typeChecker = plugincel.NewCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))

// checkTypes answers why the API server refuses an expression in a policy, or "" if it takes it.
func checkTypes(asked typedCase) (any, error) {
	compiled := typeChecker.CompileCELExpression(typedExpression{asked}, plugincel.OptionalVariableDeclarations{HasAuthorizer: true}, environment.NewExpressions)
	if compiled.Error == nil {
		return map[string]any{"refused": false}, nil
	}
	return map[string]any{"refused": true, "reasons": strings.TrimPrefix(compiled.Error.Detail, "compilation failed: ")}, nil
}
