// The kustomize that Argo CD 3.6.1 carries, built from its own module: the one every other kustomize must agree with.
package main

import (
	"os"

	"sigs.k8s.io/kustomize/kustomize/v5/commands"
)

func main() {
	if err := commands.NewDefaultCommand().Execute(); err != nil {
		os.Exit(1)
	}
}
