// Asks Argo CD's own code what an AppProject permits, whom a sync acts as, and what a user may do.
package main

import (
	"io"

	"github.com/sirupsen/logrus"

	"tinjis/oracles/lines"
)

func main() {
	// Argo CD logs every pattern it cannot compile; random cases have many.
	logrus.SetOutput(io.Discard)
	lines.Serve(map[string]lines.Answerer{
		"argocd-source":      lines.Typed(permitsSource),
		"argocd-destination": lines.Typed(permitsDestination),
		"argocd-kind":        lines.Typed(permitsKind),
		"argocd-deployer":    lines.Typed(deployer),
		"argocd-rbac":        lines.Typed(enforce),
		"argocd-repository":  lines.Typed(normalise),
		"argocd-glob":        lines.Typed(match),
		"argocd-window":      lines.Typed(canSync),
		"argocd-project":     lines.Typed(validates),
		"argocd-sources":     lines.Typed(sources),
	})
}
