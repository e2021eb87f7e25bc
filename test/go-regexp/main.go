// What Go's regular expressions say of patterns and values, anchored as Prometheus 2 and 3 anchor them.
package main

import (
	"encoding/json"
	"log"
	"os"
	"regexp"
	"regexp/syntax"
)

type question struct {
	Pattern string   `json:"pattern"`
	Values  []string `json:"values"`
}

type answer struct {
	// Why the pattern is refused; empty where it is not.
	Refused string `json:"refused"`
	V2      []bool `json:"v2"`
	V3      []bool `json:"v3"`
}

func main() {
	var questions []question
	if err := json.NewDecoder(os.Stdin).Decode(&questions); err != nil {
		log.Fatal(err)
	}
	answers := make([]answer, len(questions))
	for i, question := range questions {
		answers[i] = ask(question)
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}

func ask(question question) answer {
	for _, flags := range []syntax.Flags{syntax.Perl, syntax.Perl | syntax.DotNL} {
		if _, err := syntax.Parse(question.Pattern, flags); err != nil {
			return answer{Refused: err.Error()}
		}
	}
	v2, err := regexp.Compile("^(?:" + question.Pattern + ")$")
	if err != nil {
		return answer{Refused: err.Error()}
	}
	v3, err := regexp.Compile("^(?s:" + question.Pattern + ")$")
	if err != nil {
		return answer{Refused: err.Error()}
	}
	said := answer{}
	for _, value := range question.Values {
		said.V2 = append(said.V2, v2.MatchString(value))
		said.V3 = append(said.V3, v3.MatchString(value))
	}
	return said
}
