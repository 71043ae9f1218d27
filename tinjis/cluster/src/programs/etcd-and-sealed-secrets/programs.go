//go:build programs

// Package programs keeps the commands that are built from this module in go.mod: `go mod tidy` drops what nothing imports.
package programs

import (
	_ "github.com/bitnami/sealed-secrets/cmd/controller"
	_ "github.com/bitnami/sealed-secrets/cmd/kubeseal"
	_ "go.etcd.io/etcd/server/v3"
)
