//go:build programs

// Package programs keeps the commands that are built from this module in go.mod: `go mod tidy` drops what nothing imports.
package programs

import (
	_ "github.com/cilium/cilium/cilium-dbg"
	_ "github.com/cilium/cilium/daemon"
	_ "github.com/cilium/cilium/plugins/cilium-cni"
)
