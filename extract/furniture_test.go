package extract

import (
	"testing"

	"stet/record"
)

func TestKnownFurnitureInText(t *testing.T) {
	const page = `An official website of the United States government
Here’s how you know
Breadcrumb
Home > News > Releases
Harbor Office Adds Crews
We serve an official website of record.
Last Updated: 01/20/2022
Was this page helpful? Yes No
The page has too little information
Last reviewed: 01/21/2022`
	want := "bbbbmmmbbm"
	d := Read(Source{Type: "text/plain", Body: []byte(page)}, Options{})
	got := ""
	for _, b := range d.Blocks {
		if b.Part == record.Main {
			got += "m"
		} else {
			got += "b"
		}
	}
	if got != want {
		t.Errorf("Read puts the lines in the parts %s, want %s (m main, b boilerplate)", got, want)
	}
}

func TestNotices(t *testing.T) {
	for text, want := range map[string]bool{
		"Archived Content": true,
		"In an effort to keep the site current, the archive contains outdated information.": true,
		"Editor's note: an earlier version gave another number.":                            true,
		"Correction: The office closed in May.":                                             true,
		"NOTICE: This website is being moved.":                                              true,
		"Contenido archivado":                                                               true,
		"The archives hold records of 1906.":                                                false,
		"Corrections officers received a raise.":                                            false,
		"The office no longer takes cash.":                                                  false,
		"Noticeable gains were made in the archive of the port.":                            false,
	} {
		if got := isNotice(lowered(text)); got != want {
			t.Errorf("isNotice(%q) = %v, want %v", text, got, want)
		}
	}
}
