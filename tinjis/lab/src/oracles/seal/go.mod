module tinjis/oracles/seal

go 1.26.8

require (
	github.com/bitnami/sealed-secrets v0.40.0
	tinjis/oracles/lines v0.0.0-00010101000000-000000000000
)

require (
	golang.org/x/crypto v0.56.0 // indirect
	golang.org/x/sys v0.47.0 // indirect
)

// The project moved; its releases are still published under the old path.
replace github.com/bitnami/sealed-secrets => github.com/bitnami-labs/sealed-secrets v0.40.0

replace tinjis/oracles/lines => ../lines
