package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

func TestABrokenTableOfObjectsIsMended(t *testing.T) {
	body := onePage("The text is there all the same.")
	i := bytes.Index(body, []byte("xref\n"))
	for name, damaged := range map[string][]byte{
		"garbled":  append(bytes.Clone(body[:i]), bytes.ReplaceAll(body[i:], []byte("0000"), []byte("9999"))...),
		"cut off":  body[:bytes.Index(body, []byte("startxref"))],
		"misled":   bytes.Replace(body, []byte("startxref\n"), []byte("startxref\n9"), 1),
		"preceded": append([]byte("noise\n"), body...),
	} {
		t.Run(name, func(t *testing.T) { check(t, damaged, "paragraph: The text is there all the same.") })
	}
}

func TestWhatCannotBeReadIsSaid(t *testing.T) {
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	encrypted := &maker{trailer: "/ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + strings.Repeat("5a", 32) + "> /U <" + strings.Repeat("a5", 32) + "> >>"}
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"a page that was saved under the wrong name", []byte("<!doctype html><title>No</title>"), "this is no PDF"},
		{"nothing", nil, "this is no PDF"},
		{"a document with a password", encrypted.pdf(sheet{content: "BT ET"}), "the PDF is encrypted"},
		{"a header and noise", append([]byte("%PDF-1.7\n"), bytes.Repeat([]byte{0, 0xff, '<'}, 5000)...), "the PDF is damaged"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := e.read(c.body)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("read = %d blocks, %v; want an error that says %q", len(d.Blocks), err, c.want)
			}
		})
	}
}

func TestPicturesOfPagesAreNoText(t *testing.T) {
	m := new(maker)
	image := m.stream("/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", "x")
	s := sheet{"q 600 0 0 700 0 0 cm /I Do Q", fmt.Sprintf("/Resources << /XObject << /I %d 0 R >> >>", image)}
	if d := read(t, m.pdf(s)); d.Unread != "no text: the PDF holds pictures of pages only" {
		t.Errorf("Unread = %q, want that there are pictures only", d.Unread)
	}
	var p pen
	p.lines(72, 700, "Text of a page.")
	if d := read(t, m.pdf(p.sheet(), s)); d.Unread != "1 of 2 pages hold pictures and no text" {
		t.Errorf("Unread = %q, want that one page is a picture", d.Unread)
	}
	if d := read(t, new(maker).pdf(sheet{})); d.Unread != "no text: the pages of the PDF are empty" {
		t.Errorf("Unread = %q, want that the pages are empty", d.Unread)
	}
}

func TestPagesPastTheLimitAreSaidToBeUnread(t *testing.T) {
	e, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	var sheets []sheet
	for i := range 4 {
		var p pen
		p.lines(72, 600, fmt.Sprintf("Text of page %d.", i+1))
		sheets = append(sheets, p.sheet())
	}
	limited := &engine{limits: Limits{Pages: 2}.filled(), pool: e.pool}
	d, err := limited.read(new(maker).pdf(sheets...))
	if err != nil || len(d.Blocks) != 2 || d.Unread != "only the first 2 of 4 pages were read" {
		t.Errorf("read = %d blocks, %q, %v; want 2 blocks and that 2 pages were left out", len(d.Blocks), d.Unread, err)
	}
}

// FuzzRead checks that no bytes make the reader panic or misspeak.
func FuzzRead(f *testing.F) {
	f.Add(onePage("Over $50 million,", "1,300 personnel"))
	f.Add(columns(func(p *pen) { p.lines(72, 680, left...); p.lines(330, 675, right...) }))
	f.Add(new(maker).pdf(sheet{"BT /F 1e9 Tf 1e-9 0 0 1e9 1e30 -1e30 Tm (far) Tj ET", "/Rotate 270"}))
	f.Add([]byte("%PDF-1.7\n"))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := shared()
		if err != nil {
			t.Fatal(err)
		}
		d, err := e.read(body)
		if err != nil {
			return
		}
		for i, b := range d.Blocks {
			if b.Index != i || b.Text == "" || clean(b.Text) != b.Text {
				t.Errorf("block %d = %+v, want its index and clean text", i, b)
			}
		}
		for _, l := range d.Links {
			if l.Block < -1 || l.Block >= len(d.Blocks) {
				t.Errorf("link to block %d of %d", l.Block, len(d.Blocks))
			}
		}
	})
}
