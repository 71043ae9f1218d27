// Command coredns is CoreDNS with the plugins that the cluster's Corefile names. CoreDNS' own command links all of its
// plugins, and with them the SDKs of several clouds: most of its build time.
package main

import (
	"github.com/coredns/coredns/core/dnsserver"
	"github.com/coredns/coredns/coremain"
	_ "github.com/coredns/coredns/plugin/cache"
	_ "github.com/coredns/coredns/plugin/errors"
	_ "github.com/coredns/coredns/plugin/health"
	_ "github.com/coredns/coredns/plugin/kubernetes"
	_ "github.com/coredns/coredns/plugin/metrics"
	_ "github.com/coredns/coredns/plugin/ready"
	_ "github.com/coredns/coredns/plugin/reload"
	_ "github.com/coredns/coredns/plugin/template"
)

func main() {
	// In the order of CoreDNS' own plugin.cfg, which is the order in which a query passes them.
	dnsserver.Directives = []string{"reload", "ready", "health", "prometheus", "errors", "cache", "template", "kubernetes"}
	coremain.Run()
}
