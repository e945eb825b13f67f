package report

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file under testdata, or rewrites the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s differs (-want +got; -update rewrites it):\n%s", path, diff)
	}
}

func write(t *testing.T, format string, r Report) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, r); err != nil {
		t.Fatalf("Write(%s) = %v", format, err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	for _, format := range Formats() {
		t.Run("a rich report as "+format, func(t *testing.T) {
			golden(t, "rich."+format, write(t, format, sample()))
		})
		t.Run("an empty report as "+format, func(t *testing.T) {
			golden(t, "empty."+format, write(t, format, Report{Made: at("2026-01-02 10:00")}))
		})
		t.Run("incidents only as "+format, func(t *testing.T) {
			golden(t, "incidents."+format, write(t, format, Report{Incidents: incidents(), Pages: 3}))
		})
	}
}
