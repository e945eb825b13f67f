package extract

import (
	"testing"

	"stet/record"
)

func docOf(blocks ...string) record.Document {
	var d record.Document
	for i, b := range blocks {
		part := record.Main
		if b[0] == '-' {
			part, b = record.Boilerplate, b[1:]
		}
		d.Blocks = append(d.Blocks, record.Block{Index: i, Part: part, Text: b})
		d.Links = append(d.Links, record.Link{Block: i, Part: part})
	}
	return d
}

func parts(d record.Document) string {
	s := ""
	for i, b := range d.Blocks {
		if d.Links[i].Part != b.Part {
			return "a link and its block stand in different parts"
		}
		if b.Part == record.Main {
			s += "m"
		} else {
			s += "b"
		}
	}
	return s
}

func TestReconcile(t *testing.T) {
	for _, c := range []struct {
		name             string
		old, new         []string
		oldWant, newWant string
	}{
		{"agreement stays", []string{"text", "-menu"}, []string{"text", "-menu"}, "mb", "mb"},
		{"a paragraph that a redesign moved out", []string{"text", "-menu"}, []string{"-text", "-menu"}, "mb", "mb"},
		{"and one that it moved in", []string{"-text", "-menu"}, []string{"text", "-menu"}, "mb", "mb"},
		{"an edited paragraph between two such", []string{"a", "b 5", "c", "-menu"}, []string{"-a", "-b 7", "-c", "-menu"}, "mmmb", "mmmb"},
		{"a menu between two such stays one", []string{"a", "-menu", "c"}, []string{"-a", "-menu", "-c"}, "mbm", "mbm"},
		{"text that stands in both parts says nothing", []string{"a", "-a"}, []string{"-a"}, "mb", "b"},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, new := docOf(c.old...), docOf(c.new...)
			Reconcile(&old, &new)
			if parts(old) != c.oldWant || parts(new) != c.newWant {
				t.Errorf("Reconcile(%q, %q) gives %s and %s, want %s and %s", c.old, c.new, parts(old), parts(new), c.oldWant, c.newWant)
			}
			Reconcile(nil, &new)
		})
	}
}
