module tinjis/oracles/lines

go 1.26.0
