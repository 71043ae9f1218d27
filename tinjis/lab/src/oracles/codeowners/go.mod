module tinjis/oracles/codeowners

go 1.26.8

require (
	github.com/hmarr/codeowners v1.2.1
	tinjis/oracles/lines v0.0.0-00010101000000-000000000000
)

replace tinjis/oracles/lines => ../lines
