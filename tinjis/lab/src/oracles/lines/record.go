package lines

import (
	"encoding/json"
	"os"
)

// Record adds a case to the file that TINJIS_RECORD names, one JSON value a line.
func Record(asked any) {
	text, err := json.Marshal(asked)
	if err != nil {
		panic(err)
	}
	file, err := os.OpenFile(os.Getenv("TINJIS_RECORD"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer file.Close()
	if _, err := file.Write(append(text, '\n')); err != nil {
		panic(err)
	}
}
