// Command admission answers what Kubernetes admission decides, by the API server's own code: ValidatingAdmissionPolicies
// through its dispatcher and matcher, single CEL expressions through its compiler, and the Pod Security Standards.
package main

import (
	"tinjis/oracles/lines"
)

func main() {
	lines.Serve(map[string]lines.Answerer{
		"admission-policy": lines.Typed(admit),
		"admission-ours":   lines.Typed(admit),
		"admission-cel":    lines.Typed(evaluate),
		"admission-types":  lines.Typed(checkTypes),
		"admission-stored": lines.Typed(stored),
		"pod-security":     lines.Typed(podSecurity),
	})
}
