package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/google/cel-go/cel"
	celtypes "github.com/google/cel-go/common/types"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apiserver/pkg/admission"
	plugincel "k8s.io/apiserver/pkg/admission/plugin/cel"
	config "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
)

type celCase struct {
	Expression string          `json:"expression"`
	Object     json.RawMessage `json:"object"`
}

type expression string

func (e expression) GetExpression() string    { return string(e) }
func (e expression) ReturnTypes() []*cel.Type { return []*cel.Type{cel.BoolType} }

var compiler = plugincel.NewConditionCompiler(environment.MustBaseEnvSet(environment.DefaultCompatibilityVersion()))

// evaluate answers "true", "false" or "error"; an expression that does not compile is the case's fault.
func evaluate(asked celCase) (any, error) {
	evaluator := compiler.CompileCondition([]plugincel.ExpressionAccessor{expression(asked.Expression)}, plugincel.OptionalVariableDeclarations{}, environment.NewExpressions)
	if errs := evaluator.CompilationErrors(); len(errs) > 0 {
		return nil, errs[0]
	}
	attributes, err := request{Operation: "CREATE", Object: asked.Object}.attributes()
	if err != nil {
		return nil, err
	}
	versioned, err := admission.NewVersionedAttributes(attributes, attributes.GetKind(), nil)
	if err != nil {
		return nil, err
	}
	review := plugincel.CreateAdmissionRequest(attributes, metav1.GroupVersionResource(attributes.GetResource()), metav1.GroupVersionKind(attributes.GetKind()))
	results, _, err := evaluator.ForInput(context.Background(), versioned, review, plugincel.OptionalVariableBindings{}, nil, config.RuntimeCELCostBudget)
	if err != nil {
		return nil, err
	}
	switch {
	case results[0].Error != nil:
		return "error", nil
	case results[0].EvalResult == celtypes.True:
		return "true", nil
	case results[0].EvalResult == celtypes.False:
		return "false", nil
	}
	return nil, fmt.Errorf("not a truth value: %v", results[0].EvalResult)
}
