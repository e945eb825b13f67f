package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"stet/record"
)

// With JSON asked for, every line on standard error is an object, whoever
// writes it, and nothing from a page reaches a terminal raw.
func TestEveryLineIsAnEvent(t *testing.T) {
	var out bytes.Buffer
	a := &app{err: &out, logFormat: "json", verbose: true}
	if err := a.openLog(); err != nil {
		t.Fatal(err)
	}
	a.say("wrote %s", "week.html")
	fmt.Fprint(a.err, "half a line, ")
	fmt.Fprint(a.err, "the other half\nand\nmore\n")
	a.explain(usage{errors.New("unknown command \x1b[31mred")})
	a.logLook(record.Sighting{Page: record.Page{URL: "https://harbors.example/"}, Look: record.Look{
		Outcome: record.OutcomeIncident, Incident: &record.Incident{Kind: record.Blocked, Detail: "says \u202eevil\x07", Looks: 2}}})
	a.logLook(record.Sighting{Look: record.Look{Outcome: record.OutcomeChanged}, Change: &record.Change{
		Kind: record.Edited, Flags: []record.Flag{{Kind: record.FigureAltered, Severity: record.High}}}})
	a.tellReport("reports/a.html")
	var events []map[string]any
	for line := range strings.Lines(out.String()) {
		var e map[string]any
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatalf("%q is no JSON: %v", line, err)
		}
		if at, err := time.Parse(time.RFC3339Nano, fmt.Sprint(e["time"])); err != nil || at.Location() != time.UTC {
			t.Errorf("time %v: want UTC as in RFC 3339", e["time"])
		}
		events = append(events, e)
	}
	want := [][2]string{
		{"INFO", "wrote week.html"}, {"INFO", "half a line, the other half"}, {"INFO", "and"}, {"INFO", "more"},
		{"ERROR", "unknown command ␛[31mred"}, {"WARN", "look"}, {"DEBUG", "look"}, {"INFO", "change"}, {"INFO", "report written"},
	}
	for i, w := range want {
		if i >= len(events) || events[i]["level"] != w[0] || events[i]["msg"] != w[1] {
			t.Fatalf("event %d of %v\nwant %v", i, events, w)
		}
	}
	if e := events[4]; e["exit"] != 2.0 || e["hint"] == nil {
		t.Errorf("the error = %v, want its exit code and a hint", e)
	}
	if e := events[5]; e["incident"] != "blocked" || e["detail"] != "says <U+202E>evil␇" || e["looks"] != 2.0 {
		t.Errorf("the look = %v, want the incident, its detail made safe", e)
	}
	if e := events[7]; e["severity"] != "high" || fmt.Sprint(e["flags"]) != "[figure-altered]" {
		t.Errorf("the change = %v, want its flags and the highest severity", e)
	}
}

func TestWhatIsLogged(t *testing.T) {
	all := func(a *app) (levels string) {
		var out bytes.Buffer
		a.err = &out
		if err := a.openLog(); err != nil {
			t.Fatal(err)
		}
		a.logger().Debug("d")
		a.logger().Info("i")
		a.logger().Warn("w")
		a.logger().Error("e")
		for _, l := range []string{"DEBUG", "INFO", "WARN", "ERROR"} {
			if strings.Contains(out.String(), l) {
				levels += l[:1]
			}
		}
		return levels
	}
	for _, c := range []struct {
		name string
		app  *app
		want string
	}{
		{"a person gets what is wrong with stet itself", &app{}, "E"},
		{"who is verbose gets everything", &app{verbose: true}, "DIWE"},
		{"JSON has all but each look", &app{logFormat: "json"}, "IWE"},
		{"quiet JSON has trouble only", &app{logFormat: "json", quiet: true}, "WE"},
		{"verbose text has each look", &app{logFormat: "text", verbose: true}, "DIWE"},
	} {
		if got := all(c.app); got != c.want {
			t.Errorf("%s: levels %s, want %s", c.name, got, c.want)
		}
	}
	if err := (&app{logFormat: "xml"}).openLog(); exitCode(err) != 2 {
		t.Errorf("--log-format xml = %v, want a mistake in usage", err)
	}
}

func TestTheFormatIsFoundInWhatCannotBeRead(t *testing.T) {
	for args, want := range map[string]string{
		"--bogus --log-format json": "json", "run --log-format=text x": "text", "--log-format": "", "--log-format xml": "", "run": "",
	} {
		if got := logFormatIn(strings.Fields(args)); got != want {
			t.Errorf("logFormatIn(%q) = %q, want %q", args, got, want)
		}
	}
}
