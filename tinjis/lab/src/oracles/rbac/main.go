// Asks Kubernetes' own authorizer what a subject may do.
package main

import (
	"io"

	"k8s.io/klog/v2"

	"tinjis/oracles/lines"
)

func main() {
	klog.LogToStderr(false)
	klog.SetOutput(io.Discard)
	lines.Serve(map[string]lines.Answerer{"kubernetes-rbac": lines.Typed(newAggregator().authorize)})
}
