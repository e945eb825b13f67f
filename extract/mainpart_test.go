package extract

import (
	"bufio"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"stet/record"
)

// leastMainPart is the share of words that must stand in the part where a
// reader put them, over all labelled pages and as the mean of the pages.
const leastMainPart = 0.98

// Each file of testdata/mainpart names a page of the corpus and holds a line
// for each text on it: the hash of the text in lower case, its words, and for
// each time it stands there, from top to bottom, m for main or b for
// boilerplate. People read the pages and set the letters.
func TestMainPartIsWhatReadersCallSo(t *testing.T) {
	files, err := filepath.Glob("testdata/mainpart/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatal("no labels", err)
	}
	right, all, mean, pages := 0, 0, 0.0, 0
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".txt")
		page, err := os.ReadFile("../../shared/corpus/singles/" + name + ".html")
		if err != nil {
			t.Skip("the corpus of real pages is not here")
		}
		d := Read(Source{URL: "https://agency.example.gov/" + name, Body: page}, Options{})
		r, a := partsRight(t, f, d)
		right, all, mean, pages = right+r, all+a, mean+float64(r)/float64(a), pages+1
		t.Logf("%s: %d of %d words (%.3f)", name, r, a, float64(r)/float64(a))
	}
	mean /= float64(pages)
	t.Logf("all words %.4f, mean of %d pages %.4f", float64(right)/float64(all), pages, mean)
	if got := float64(right) / float64(all); got < leastMainPart || mean < leastMainPart {
		t.Errorf("share of words in their part = %.4f, mean of pages %.4f, want %.2f", got, mean, leastMainPart)
	}
}

// partsRight counts the words of labelled texts that d puts in the right
// part. A text that d does not hold is wrong.
func partsRight(t *testing.T, file string, d record.Document) (right, all int) {
	t.Helper()
	got := map[string]string{}
	texts := map[string]string{}
	for _, b := range d.Blocks {
		h := textHash(b.Text)
		texts[h] = b.Text
		if b.Part == record.Main {
			got[h] += "m"
		} else {
			got[h] += "b"
		}
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for in := bufio.NewScanner(f); in.Scan(); {
		var hash, want string
		var words int
		if _, err := fmt.Sscan(in.Text(), &hash, &words, &want); err != nil {
			t.Fatalf("%s: %q: %v", file, in.Text(), err)
		}
		all += words * len(want)
		for i := range want {
			if i < len(got[hash]) && got[hash][i] == want[i] {
				right += words
			}
		}
		if got[hash] != want && testing.Verbose() {
			t.Logf("%s: %.60q = %s, want %s", filepath.Base(file), texts[hash], got[hash], want)
		}
	}
	return right, all
}

func textHash(text string) string {
	sum := sha256.Sum256([]byte(strings.ToLower(text)))
	return hex.EncodeToString(sum[:6])
}
