// Command codeowners answers who owns a path, by the library that most tools beside GitHub itself use.
package main

import (
	"strings"

	"github.com/hmarr/codeowners"

	"tinjis/oracles/lines"
)

type ownersCase struct {
	Lines []string `json:"lines"`
	Path  string   `json:"path"`
}

type ownersAnswer struct {
	// Number of the line that decides, from 1; 0 where none does.
	Line   int      `json:"line"`
	Owners []string `json:"owners"`
}

// The library refuses a whole file for one bad line; GitHub skips the line, so each is parsed by itself.
func owners(asked ownersCase) (any, error) {
	var rules codeowners.Ruleset
	for number, line := range asked.Lines {
		parsed, err := codeowners.ParseFile(strings.NewReader(line))
		if err != nil {
			continue
		}
		for _, rule := range parsed {
			rule.LineNumber = number + 1
			rules = append(rules, rule)
		}
	}
	rule, err := rules.Match(asked.Path)
	if err != nil {
		return nil, err
	}
	answer := ownersAnswer{Owners: []string{}}
	if rule != nil {
		answer.Line = rule.LineNumber
		for _, owner := range rule.Owners {
			answer.Owners = append(answer.Owners, owner.String())
		}
	}
	return answer, nil
}

func main() {
	lines.Serve(map[string]lines.Answerer{"codeowners": lines.Typed(owners)})
}
