// Command render prints what Helm makes of a chart and values, for machines
// without Helm: by Helm's own engine.
//
//	render CHART_FOLDER RELEASE NAMESPACE < values.yaml
package main

import (
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"helm.sh/helm/v4/pkg/chart/common"
	"helm.sh/helm/v4/pkg/chart/common/util"
	"helm.sh/helm/v4/pkg/chart/v2/loader"
	"helm.sh/helm/v4/pkg/engine"
	"sigs.k8s.io/yaml"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "render:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("give CHART_FOLDER RELEASE NAMESPACE, and the values on standard input")
	}
	text, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	given := map[string]any{}
	if err := yaml.Unmarshal(text, &given); err != nil {
		return err
	}
	chart, err := loader.LoadDir(args[0])
	if err != nil {
		return err
	}
	release := common.ReleaseOptions{Name: args[1], Namespace: args[2], Revision: 1, IsInstall: true}
	// Checks the values against the chart's schema, as `helm install` does.
	values, err := util.ToRenderValues(chart, given, release, common.DefaultCapabilities)
	if err != nil {
		return err
	}
	files, err := engine.Render(chart, values)
	if err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		if strings.HasSuffix(name, ".yaml") && strings.TrimSpace(files[name]) != "" {
			names = append(names, name)
		}
	}
	sort.Strings(names)
	for _, name := range names {
		fmt.Printf("---\n# Source: %s\n%s\n", name, files[name])
	}
	return nil
}
