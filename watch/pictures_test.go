package watch

import (
	"fmt"
	"slices"
	"testing"

	"stet/record"
)

func TestPicturesThatShowSomething(t *testing.T) {
	for _, c := range []struct {
		name  string
		image record.Image
		want  bool
	}{
		{"a photograph", record.Image{Src: "https://www.example.gov/photo.jpg"}, true},
		{"a chart of a size", record.Image{Src: "https://www.example.gov/chart.png", Width: 640, Height: 300}, true},
		{"one around the page", record.Image{Src: "https://www.example.gov/photo.jpg", Part: record.Boilerplate}, false},
		{"a small sign", record.Image{Src: "https://www.example.gov/new.gif", Width: 32, Height: 32}, false},
		{"a line", record.Image{Src: "https://www.example.gov/rule.gif", Width: 600, Height: 2}, false},
		{"an icon by its name", record.Image{Src: "https://www.example.gov/icons/pdf.png"}, false},
		{"a logo", record.Image{Src: "https://www.example.gov/agency-logo.png", Width: 150, Height: 150}, false},
		{"a drawing", record.Image{Src: "https://www.example.gov/arrow-up.svg"}, false},
		{"a drawing that has room", record.Image{Src: "https://www.example.gov/map.svg", Width: 800, Height: 600}, true},
		{"what a script replaces", record.Image{Src: "https://www.example.gov/placeholder.png"}, false},
	} {
		if c.image.Part == "" {
			c.image.Part = record.Main
		}
		if got := shows(c.image); got != c.want {
			t.Errorf("%s: shows = %v, want %v", c.name, got, c.want)
		}
	}
	var many record.Document
	for i := range 500 {
		many.Images = append(many.Images, record.Image{Src: fmt.Sprintf("https://www.example.gov/%d.jpg", i/2), Part: record.Main})
	}
	if got := pictures(many); len(got) != maxPictures || got[1] != "https://www.example.gov/1.jpg" {
		t.Errorf("pictures = %d of them, want %d, each once", len(got), maxPictures)
	}
}

func TestDocumentsBringThePicturesOfThePage(t *testing.T) {
	web, s := newWeb(), newStore(t)
	web.pages[here] = served{body: `<html><body><nav><img src="/menu.jpg"><a href="/menu.pdf">Menu</a></nav><main><h1>Harbors</h1>
<p>There are 12 patrols, as the map shows, and the table has them all.</p><img src="/map.jpg?v=3" alt="Map"><img src="/icons/new.png">
<p><a href="/table.xlsx">Table</a> and <a href="/other">another page</a>.</p></main></body></html>`}
	w := newTestWatcher(t, web, s, here)
	w.Watches[0].Documents = true
	runOnce(t, w)
	if got, want := watched(t, w), []string{"document /table.xlsx", "document /map.jpg"}; !slices.Equal(got, want) {
		t.Errorf("%q are watched, want %q", got, want)
	}
}
