package main

import (
	"testing"

	"stet/warc"
)

func TestWhichFilesOfAnArchiveBecomePages(t *testing.T) {
	for kind, want := range map[string]bool{
		"text/html; charset=utf-8": true,
		"application/pdf":          true,
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": true,
		"image/png":       false,
		"text/javascript": false,
		"":                false,
	} {
		c := capture{url: "https://www.example.gov/1", note: warc.Note{Status: 200, Type: kind}}
		if got := c.isDocument(); got != want {
			t.Errorf("a file of type %q becomes a page: %v, want %v", kind, got, want)
		}
	}
}
