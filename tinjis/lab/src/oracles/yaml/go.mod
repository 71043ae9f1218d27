module tinjis/oracles/yaml

go 1.26.0

require (
	go.yaml.in/yaml/v3 v3.0.5
	sigs.k8s.io/yaml v1.6.0
	tinjis/oracles/lines v0.0.0-00010101000000-000000000000
)

require go.yaml.in/yaml/v2 v2.4.4 // indirect

replace tinjis/oracles/lines => ../lines
