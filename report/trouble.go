package report

import (
	"strings"

	"stet/record"
)

// A trouble is an incident in words.
type trouble struct {
	Page   link
	Name   string // "blocked"
	Why    string // what that means
	Looks  string // "3 looks"
	When   string // "from … to …"
	Lead   string // "Could not be trusted", "The new file could not be trusted"
	Detail string
}

func newTrouble(i record.Incident) trouble {
	t := trouble{
		Page:   newLink(i.Page),
		Name:   incidentName(i.Kind),
		Why:    incidentWords[i.Kind].why,
		Lead:   "Could not be trusted",
		Detail: Clean(i.Detail),
	}
	if i.Looks > 0 {
		t.Looks = plural(i.Looks, "look")
	}
	switch {
	case i.FirstSeen.IsZero():
	case moment(i.LastSeen) != moment(i.FirstSeen) && i.LastSeen.After(i.FirstSeen):
		t.When = "from " + moment(i.FirstSeen) + " to " + moment(i.LastSeen)
	default:
		t.When = "at " + moment(i.FirstSeen)
	}
	if i.Side != "" {
		t.Lead = "The " + Clean(i.Side) + " file could not be trusted"
	}
	return t
}

// Text says it in a line, the page aside: "blocked, 3 looks from … to …: detail".
func (t trouble) Text() string {
	s := t.Name
	if looks := strings.TrimSpace(t.Looks + " " + t.When); looks != "" {
		s += ", " + looks
	}
	switch {
	case t.Detail != "":
		s += ": " + t.Detail
	case t.Why != "":
		s += ": " + t.Why
	}
	return s
}
