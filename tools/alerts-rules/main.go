// Evaluates alerting rules over given series by Prometheus' own engine, as `promtool test rules` does, and prints which alerts fire.
//
// Not promtool itself, which takes several times as long to compile, for what it needs to find targets in a dozen clouds.
//
// Reads JSON on stdin, a list of cases; prints JSON, for each case a list of the alerts that fire at that minute. The clock begins at 0.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/prometheus/common/promslog"
	"github.com/prometheus/prometheus/model/labels"
	"github.com/prometheus/prometheus/promql/promqltest"
	"github.com/prometheus/prometheus/rules"
)

const interval = time.Minute

type testCase struct {
	// RuleFile is a rule file as Prometheus reads it.
	RuleFile string
	// Series are in the notation of promtool, such as `up{job="a"} 0 1+1x5`, one value a minute.
	Series []string
	// Minute is when it is looked which alerts fire.
	Minute int
}

type alert struct {
	Labels      map[string]string `json:"labels"`
	Annotations map[string]string `json:"annotations"`
	Value       float64           `json:"value"`
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "alerts-rules:", err)
		os.Exit(1)
	}
}

func run() error {
	var cases []testCase
	if err := json.NewDecoder(os.Stdin).Decode(&cases); err != nil {
		return err
	}
	answers := make([][]alert, len(cases))
	for i, one := range cases {
		firing, err := firingAlerts(one)
		if err != nil {
			return fmt.Errorf("case %d: %w", i, err)
		}
		answers[i] = firing
	}
	return json.NewEncoder(os.Stdout).Encode(answers)
}

func firingAlerts(one testCase) ([]alert, error) {
	load := fmt.Sprintf("load %s\n", interval)
	for _, series := range one.Series {
		load += fmt.Sprintf("  %s\n", series)
	}
	loader, err := promqltest.NewLazyLoader(load, promqltest.LazyLoaderOpts{EnableAtModifier: true, EnableNegativeOffset: true})
	if err != nil {
		return nil, err
	}
	defer loader.Close()

	file, err := os.CreateTemp("", "rules-*.json")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	if _, err := file.WriteString(one.RuleFile); err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	manager := rules.NewManager(&rules.ManagerOptions{
		QueryFunc:  rules.EngineQueryFunc(loader.QueryEngine(), loader.Storage()),
		Appendable: loader.Storage(),
		Context:    context.Background(),
		NotifyFunc: func(context.Context, string, ...*rules.Alert) {},
		Logger:     promslog.NewNopLogger(),
	})
	groups, errs := manager.LoadGroups(interval, labels.EmptyLabels(), "", nil, false, file.Name())
	if len(errs) > 0 {
		return nil, errs[0]
	}

	for minute := 0; minute <= one.Minute; minute++ {
		now := time.Unix(0, 0).UTC().Add(time.Duration(minute) * interval)
		var failed error
		loader.WithSamplesTill(now, func(err error) {
			failed = err
			for _, group := range groups {
				group.Eval(loader.Context(), now)
				for _, rule := range group.Rules() {
					if rule.LastError() != nil {
						failed = fmt.Errorf("%s: %w", rule.Name(), rule.LastError())
					}
				}
			}
		})
		if failed != nil {
			return nil, failed
		}
	}
	return alertsOf(groups), nil
}

func alertsOf(groups map[string]*rules.Group) []alert {
	firing := []alert{}
	for _, group := range groups {
		for _, rule := range group.Rules() {
			alerting, ok := rule.(*rules.AlertingRule)
			if !ok {
				continue
			}
			for _, active := range alerting.ActiveAlerts() {
				if active.State == rules.StateFiring {
					firing = append(firing, alert{active.Labels.Map(), active.Annotations.Map(), active.Value})
				}
			}
		}
	}
	return firing
}
