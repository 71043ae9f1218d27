// Package lines lets a program answer questions over standard input and output, one JSON value a line.
//
// A question is {"ask": NAME, "case": {...}}; its answer is {"answer": ...}, or {"error": "..."} when the question
// itself could not be read. Answers come in the order of the questions. Whatever the asked library writes belongs to
// standard error.
package lines

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// Answerer answers one kind of question.
type Answerer func(question json.RawMessage) (any, error)

// Typed makes an Answerer of a function on a decoded case. A field that the case does not have is an error: misspelt, it
// would silently ask something else than what our evaluator was asked.
func Typed[C any](answer func(C) (any, error)) Answerer {
	return func(question json.RawMessage) (any, error) {
		var decoded C
		decoder := json.NewDecoder(bytes.NewReader(question))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&decoded); err != nil {
			return nil, err
		}
		return answer(decoded)
	}
}

// Serve answers until standard input ends.
func Serve(answerers map[string]Answerer) {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	encode := json.NewEncoder(out)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		if err := encode.Encode(reply(answerers, line)); err != nil {
			fmt.Fprintln(os.Stderr, "cannot write an answer:", err)
			os.Exit(1)
		}
		// Whole batches are read at once; the answers of a batch leave together.
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}

func reply(answerers map[string]Answerer, line []byte) (reply map[string]any) {
	defer func() {
		if panicked := recover(); panicked != nil {
			reply = map[string]any{"error": fmt.Sprintf("the library panicked: %v", panicked)}
		}
	}()
	var question struct {
		Ask  string          `json:"ask"`
		Case json.RawMessage `json:"case"`
	}
	if err := json.Unmarshal(line, &question); err != nil {
		return map[string]any{"error": err.Error()}
	}
	answerer, known := answerers[question.Ask]
	if !known {
		return map[string]any{"error": fmt.Sprintf("this program answers nothing about %q", question.Ask)}
	}
	answer, err := answerer(question.Case)
	if err != nil {
		return map[string]any{"error": err.Error()}
	}
	return map[string]any{"answer": answer}
}
