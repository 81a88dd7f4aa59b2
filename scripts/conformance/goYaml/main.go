// Writes YAML as Istio's programs do: for each line of JSON the text that
// sigs.k8s.io/yaml makes of it, as a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"os"

	"sigs.k8s.io/yaml"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<24)
	out := json.NewEncoder(os.Stdout)
	for lines.Scan() {
		var value map[string]any
		if err := json.Unmarshal(lines.Bytes(), &value); err != nil {
			panic(err)
		}
		text, err := yaml.Marshal(value)
		if err != nil {
			err = out.Encode(map[string]string{"error": err.Error()})
		} else {
			err = out.Encode(map[string]string{"text": string(text)})
		}
		if err != nil {
			panic(err)
		}
	}
}
