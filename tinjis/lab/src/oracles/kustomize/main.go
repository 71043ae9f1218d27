// The kustomize that Argo CD 3.6.1 carries, built from its own module: the one every other kustomize must agree with.
// Called with `fields`, it prints the names of the fields that it knows in a kustomization and in the items of its lists.
package main

import (
	"fmt"
	"os"
	"reflect"
	"strings"

	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kustomize/v5/commands"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == "fields" {
		printFields(reflect.TypeOf(types.Kustomization{}), "")
		return
	}
	if err := commands.NewDefaultCommand().Execute(); err != nil {
		os.Exit(1)
	}
}

func printFields(of reflect.Type, within string) {
	for _, field := range reflect.VisibleFields(of) {
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		fmt.Println(within + name)
		if within == "" && field.Type.Kind() == reflect.Slice && field.Type.Elem().Kind() == reflect.Struct {
			printFields(field.Type.Elem(), name+".")
		}
	}
}
