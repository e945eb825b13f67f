package report

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"time"

	"stet/record"
)

// An atomFeed is an Atom feed (RFC 4287) with an entry for each change.
type atomFeed struct {
	XMLName xml.Name    `xml:"http://www.w3.org/2005/Atom feed"`
	ID      string      `xml:"id"`
	Title   string      `xml:"title"`
	Updated string      `xml:"updated"`
	Author  string      `xml:"author>name"`
	Entries []atomEntry `xml:"entry"`
}

type atomEntry struct {
	ID      string    `xml:"id"`
	Title   string    `xml:"title"`
	Updated string    `xml:"updated"`
	Link    *atomLink `xml:"link,omitempty"`
	Summary string    `xml:"summary"`
}

type atomLink struct {
	Href string `xml:"href,attr"`
}

// writeAtom writes the changes as an Atom feed. An entry's ID names the page,
// the version and the digest, so that a reader shows a change once.
func writeAtom(w io.Writer, r Report) error {
	feed := atomFeed{ID: "urn:stet:changes", Title: r.title(), Author: "stet", Updated: atomTime(r.Made)}
	for _, c := range r.Changes {
		e, err := newAtomEntry(c)
		if err != nil {
			return err
		}
		feed.Entries = append(feed.Entries, e)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(feed); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func newAtomEntry(c record.Change) (atomEntry, error) {
	d := newCard(c, textReach)
	var said bytes.Buffer
	if err := Findings(&said, c, Text{}); err != nil {
		return atomEntry{}, err
	}
	e := atomEntry{
		Title:   d.KindName + ": " + d.Title,
		Summary: strings.TrimSpace(capital(d.Between) + "\n" + said.String()),
	}
	id := c.Page
	if c.To != nil {
		e.Updated = atomTime(c.To.FirstSeen)
		id += fmt.Sprintf("\n%s\n%d\n%s", e.Updated, c.To.Version, c.To.Digest)
	}
	e.ID = "urn:stet:change:" + strings.TrimPrefix(record.DigestOf([]byte(id)).String(), "sha256:")
	if d.Address.Href != "" {
		e.Link = &atomLink{d.Address.Href}
	}
	return e, nil
}

func atomTime(t time.Time) string { return t.UTC().Format(time.RFC3339) }
