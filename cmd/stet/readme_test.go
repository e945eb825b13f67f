package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"stet/configs"
)

var (
	command  = regexp.MustCompile(`(?m)^    \$ (.*)$`)
	yamlPart = regexp.MustCompile("(?s)```yaml\n(.*?)```")
)

// TestReadme runs the commands of the README in their order, as somebody
// would who types them off, with its watch list and a site on loopback in
// place of the one that it names.
func TestReadme(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	readme := string(raw)
	list := yamlPart.FindStringSubmatch(readme)
	if list == nil {
		t.Fatal("the README shows no watch list")
	}
	if _, err := configs.Parse("README.md", []byte(list[1])); err != nil {
		t.Errorf("the watch list of the README: %v", err)
	}
	looks := 0
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		looks++
		fmt.Fprintf(w, "<html><head><title>News</title></head><body><main><p>There were %d looks at this page of news.</p></main></body></html>", looks)
	}))
	defer site.Close()
	home := t.TempDir()
	write := func(extra string) {
		text := extra + strings.ReplaceAll(list[1], "https://www.example.gov", site.URL)
		if err := os.WriteFile(filepath.Join(home, "stet.yaml"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("crawl: {allow_private: true, delay: 0s}\n")
	ran := 0
	for _, m := range command.FindAllStringSubmatch(readme, -1) {
		line, _, _ := strings.Cut(m[1], "  #")
		if strings.HasPrefix(line, "./check.sh") {
			continue // which runs this test
		}
		ran++
		runLine(t, home, strings.ReplaceAll(line, "https://www.example.gov", site.URL))
	}
	if ran < 8 {
		t.Errorf("ran %d commands of the README, want at least 8", ran)
	}
}

// runLine runs a command line in dir; what it does with the sources of stet
// happens where they are.
func runLine(t *testing.T, dir, line string) {
	t.Helper()
	line = strings.Replace(line, "go run ./cmd/stet", "stet", 1)
	cmd := exec.Command("sh", "-c", line)
	cmd.Dir = dir
	if strings.HasPrefix(line, "go ") {
		cmd.Dir = root
	}
	cmd.Env = append(os.Environ(), "GOBIN="+dir, "TMPDIR="+dir, "GORACE=atexit_sleep_ms=10")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s: %v\n%s", line, err, out)
	}
}

// The README shows lines that the demo really prints.
func TestReadmeShowsRealOutput(t *testing.T) {
	raw, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, shown, _ := strings.Cut(string(raw), "```\n")
	shown, _, _ = strings.Cut(shown, "```")
	cmd := exec.Command("stet", "demo", "--dir", t.TempDir())
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(shown) {
		if !strings.Contains(string(out), strings.TrimRight(line, "\n")) {
			t.Errorf("the README shows %q, which the demo does not print", line)
		}
	}
}
