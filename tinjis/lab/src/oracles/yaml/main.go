// Command yaml answers what a text is to the YAML package of Kubernetes and Argo CD, and whether kustomize's agrees.
package main

import (
	"bytes"
	"encoding/json"

	kustomize "go.yaml.in/yaml/v3"
	kubernetes "sigs.k8s.io/yaml"

	"tinjis/oracles/lines"
)

type textCase struct {
	Text string `json:"text"`
}

// The text as JSON, which is what an API server is given.
func decoded(asked textCase) (any, error) {
	text, err := kubernetes.YAMLToJSON([]byte(asked.Text))
	if err != nil {
		return "refused", nil
	}
	return map[string]any{"value": json.RawMessage(text)}, nil
}

// The same, where the package that kustomize reads and writes with takes the text for the same value.
func agreed(asked textCase) (any, error) {
	text, err := kubernetes.YAMLToJSON([]byte(asked.Text))
	if err != nil {
		return "refused", nil
	}
	var value any
	if err := kustomize.Unmarshal([]byte(asked.Text), &value); err != nil {
		return "refused", nil
	}
	other, err := json.Marshal(value)
	if err != nil {
		return "refused", nil
	}
	if !bytes.Equal(text, other) {
		return "read in two ways", nil
	}
	return map[string]any{"value": json.RawMessage(text)}, nil
}

func main() {
	lines.Serve(map[string]lines.Answerer{"yaml-rendered": lines.Typed(decoded), "yaml-read": lines.Typed(agreed)})
}
