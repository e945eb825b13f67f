package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"testing"

	"stet/record"
)

// constants returns the values of the constants of a string type of record.
func constants(t *testing.T, typeName string) []string {
	t.Helper()
	files, err := filepath.Glob("../record/*.go")
	if err != nil {
		t.Fatal(err)
	}
	var values []string
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			if name, ok := spec.Type.(*ast.Ident); !ok || name.Name != typeName {
				return true
			}
			for _, v := range spec.Values {
				s, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				values = append(values, s)
			}
			return true
		})
	}
	if len(values) == 0 {
		t.Fatalf("record declares no constants of type %s", typeName)
	}
	return values
}

func TestEveryKindHasWords(t *testing.T) {
	for _, c := range []struct {
		typeName string
		has      func(string) bool
	}{
		{"FlagKind", func(s string) bool { return flagWords[record.FlagKind(s)].name != "" && Known(s) }},
		{"ChangeKind", func(s string) bool { return changeWords[record.ChangeKind(s)].name != "" && Known(s) }},
		{"IncidentKind", func(s string) bool {
			w := incidentWords[record.IncidentKind(s)]
			return w.name != "" && w.why != ""
		}},
		{"Severity", func(s string) bool { return severityWords[record.Severity(s)] != "" }},
	} {
		for _, kind := range constants(t, c.typeName) {
			if !c.has(kind) {
				t.Errorf("words.go has no words for the %s %q", c.typeName, kind)
			}
		}
	}
}

func TestUnknownKindsShowAsThemselves(t *testing.T) {
	if got := flagName("weather-altered"); got != "weather-altered" {
		t.Errorf("flagName(weather-altered) = %q", got)
	}
	if got := incidentName("fog\x1b[2J"); got != "fog␛[2J" {
		t.Errorf("incidentName(fog with an escape sequence) = %q", got)
	}
	if Known("weather-altered") {
		t.Error("Known(weather-altered) = true")
	}
}
