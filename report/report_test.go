package report

import (
	"bytes"
	"flag"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares got with a file under testdata, or rewrites the file.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if strings.HasSuffix(name, ".html") { // the style sheet is not kept once more with each
		if n := bytes.Count(got, []byte(htmlStyle)); n != 1 {
			t.Errorf("%s holds the style sheet %d times, want once", name, n)
		}
		got = bytes.Replace(got, []byte(htmlStyle), []byte("report.css"), 1)
	}
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
		switch format {
		case "text", "md", "html", "json":
			t.Run("what could not be seen as "+format, func(t *testing.T) {
				h := sampleHealth()
				golden(t, "unseen."+format, write(t, format, Report{Incidents: incidents(), Pages: h.Pages, Health: &h}))
			})
		}
	}
}

func TestTheOrderInWhichThingsComeDoesNotMatter(t *testing.T) {
	r := sample()
	r.Changes = append(r.Changes, record.Change{Page: site + "/x"}, record.Change{Page: site + "/y"})
	shuffled := r
	shuffled.Changes = append([]record.Change{}, r.Changes...)
	shuffled.Incidents = append([]record.Incident{}, r.Incidents...)
	rnd := rand.New(rand.NewSource(1))
	for range 10 {
		rnd.Shuffle(len(r.Changes), func(i, j int) {
			shuffled.Changes[i], shuffled.Changes[j] = shuffled.Changes[j], shuffled.Changes[i]
		})
		rnd.Shuffle(len(r.Incidents), func(i, j int) {
			shuffled.Incidents[i], shuffled.Incidents[j] = shuffled.Incidents[j], shuffled.Incidents[i]
		})
		for _, format := range Formats() {
			if diff := cmp.Diff(string(write(t, format, r)), string(write(t, format, shuffled))); diff != "" {
				t.Errorf("the order of changes changes the %s report:\n%s", format, diff)
			}
		}
	}
}

func TestGivenOrderIsKept(t *testing.T) {
	r := Report{AsGiven: true, Changes: []record.Change{dateOnly(), silentEdit()}}
	out := string(write(t, "text", r))
	if strings.Index(out, dateOnly().Title) > strings.Index(out, silentEdit().Title) {
		t.Error("Write with AsGiven put the stronger change first")
	}
}

func TestUnknownFormatNamesTheKnown(t *testing.T) {
	err := Write(&bytes.Buffer{}, "docx", Report{})
	if err == nil {
		t.Fatal("Write(docx) = nil")
	}
	for _, f := range append(Formats(), `"docx"`) {
		if !strings.Contains(err.Error(), f) {
			t.Errorf("Write(docx) = %q, which does not name %s", err, f)
		}
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, os.ErrClosed }

func TestAFailedWriteIsTold(t *testing.T) {
	for _, format := range Formats() {
		if err := Write(full{}, format, sample()); err == nil {
			t.Errorf("Write(%s) to a closed file = nil", format)
		}
	}
}

// TestAPageMadeAnewStaysReadable has 300 flags: lists show the strongest,
// and what stands alone or is data shows all.
func TestAPageMadeAnewStaysReadable(t *testing.T) {
	c := record.Change{Page: site + "/new", Title: "New"}
	for i := range 300 {
		c.Flags = append(c.Flags, record.Flag{Kind: record.TextAdded, Severity: record.Low, Section: strconv.Itoa(i / 30), After: fmt.Sprintf("sentence %03d", i) + strings.Repeat(" and on", i/100*20)})
	}
	var alone bytes.Buffer
	if err := Change(&alone, c, Text{}); err != nil {
		t.Fatal(err)
	}
	shown := map[string]string{"Change": alone.String()}
	for _, format := range Formats() {
		shown[format] = string(write(t, format, Report{Changes: []record.Change{c}}))
	}
	for name, out := range shown {
		want := 300
		if name == "text" || name == "md" {
			want = flagsShown
			if !strings.Contains(out, "280 more flags") {
				t.Errorf("%s does not say how many flags it leaves out", name)
			}
		}
		got := 0
		for i := range 300 {
			if strings.Contains(out, fmt.Sprintf("sentence %03d", i)) {
				got++
			}
		}
		if got != want {
			t.Errorf("%s shows %d flags of 300, want %d", name, got, want)
		}
	}
}

func TestALostChapterIsTold(t *testing.T) {
	chapter := strings.Repeat("the tide comes in and goes out ", 400)
	c := record.Change{Page: site + "/tides", Flags: []record.Flag{{Kind: record.TextRemoved, Severity: record.High, Before: chapter}}}
	var alone bytes.Buffer
	if err := Change(&alone, c, Text{}); err != nil {
		t.Fatal(err)
	}
	for name, out := range map[string]string{
		"Change": alone.String(),
		"html":   string(write(t, "html", Report{Changes: []record.Change{c}})),
		"json":   string(write(t, "json", Report{Changes: []record.Change{c}})),
		"csv":    string(write(t, "csv", Report{Changes: []record.Change{c}})),
	} {
		if !strings.Contains(out, chapter) {
			t.Errorf("%s does not hold the lost text whole", name)
		}
	}
	for _, format := range []string{"text", "md"} {
		out := string(write(t, format, Report{Changes: []record.Change{c}}))
		if len(out) > 2000 || !strings.Contains(out, "goes out the tide") || !strings.Contains(out, "…") {
			t.Errorf("the %s report does not hold the start of the lost text: %s", format, out)
		}
	}
}
