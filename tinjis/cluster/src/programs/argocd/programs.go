//go:build programs

// Package programs keeps the commands that are built from this module in go.mod: `go mod tidy` drops what nothing imports.
package programs

import (
	_ "github.com/argoproj/argo-cd/v3/cmd"
)
