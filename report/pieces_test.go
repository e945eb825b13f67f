package report

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"time"

	"stet/record"
)

func sampleDocument() record.Document {
	text := "More than 40 agencies lent 1,300 personnel and over $50 million to the dredging effort."
	start := func(s string) int { return strings.Index(text, s) }
	section := "Fact Sheet: Safe Channels › Interagency effort"
	return record.Document{
		URL: site + "/news/2024/06/09/fact-sheet-safe-channels", Title: "Fact Sheet: Safe Channels", Language: "en",
		Dates: []record.StatedDate{
			{Label: "Release Date", Kind: record.Published, Value: "2024-06-09", Text: "June 9, 2024", Source: "text"},
			{Label: "Last Updated", Kind: record.Updated, Value: "2024-06-09", Text: "06/09/2024", Source: "text"},
			{Label: "article:modified_time", Kind: record.Updated, Value: "2026-01-02T08:30:00-05:00", Text: "2026-01-02T08:30:00-05:00", Source: "meta"},
			{Label: "datePublished", Kind: record.Published, Value: "2024-06", Text: "2024-06", Source: "json-ld"},
		},
		Blocks: []record.Block{
			{Kind: record.Notice, Part: record.Boilerplate, Text: "An official website of the Department of Harbors and Tides"},
			{Kind: record.Heading, Level: 1, Part: record.Main, Text: "Fact Sheet: Safe Channels"},
			{Kind: record.Heading, Level: 2, Part: record.Main, Text: "Interagency effort", Section: "Fact Sheet: Safe Channels"},
			{Kind: record.Paragraph, Part: record.Main, Section: section, Text: text, Figures: []record.Figure{
				{Kind: record.Count, Text: "40", Value: value("40"), Unit: "agencies", Qualifier: "more than", Start: start("40"), End: start("40") + 2},
				{Kind: record.Count, Text: "1,300", Value: value("1300"), Unit: "personnel", Start: start("1,300"), End: start("1,300") + 5},
				{Kind: record.Money, Text: "$50 million", Value: value("50000000"), Unit: "USD", Qualifier: "over", Start: start("$50"), End: start("$50") + 11},
			}},
			{Kind: record.ListItem, Level: 1, Part: record.Main, Section: section, Text: "Dredgers"},
			{Kind: record.ListItem, Level: 2, Part: record.Main, Section: section, Text: "Hopper dredgers"},
			{Kind: record.Cell, Part: record.Main, Section: section, Text: "Port"},
			{Kind: record.Cell, Part: record.Main, Section: section, Text: "Groundings"},
			{Kind: record.Cell, Part: record.Main, Section: section, Column: "Port", Text: "Northaven"},
			{Kind: record.Cell, Part: record.Main, Section: section, Column: "Groundings", Row: "Northaven", Text: "12 to 14", Figures: []record.Figure{
				{Kind: record.Range, Text: "12 to 14", Value: value("12"), ValueTo: value("14"), Unit: "groundings", Start: 0, End: 8},
			}},
			{Kind: record.Cell, Part: record.Main, Section: section, Column: "Port", Text: "Eel Sound"},
			{Kind: record.Cell, Part: record.Main, Section: section, Column: "Groundings", Row: "Eel Sound", Text: "9"},
			{Kind: record.Quote, Part: record.Main, Section: section, Text: "The tide waits."},
			{Kind: record.Heading, Level: 2, Part: record.Boilerplate, Text: "Contact"},
			{Kind: record.Paragraph, Part: record.Boilerplate, Text: "Call (555) 010-0199.", Figures: []record.Figure{
				{Kind: record.Identifier, Text: "(555) 010-0199", Value: record.TextValue("(555) 010-0199"), Start: 5, End: 19},
			}},
		},
		Links: []record.Link{
			{Text: "Read the survey", Href: site + "/files/survey-2024.pdf", Kind: "document"},
			{Href: site + "/", Kind: "page"},
		},
		Images:   []record.Image{{Src: site + "/img/dredger.jpg", Alt: "A dredger at work"}},
		Metadata: map[string]string{"description": "What the department did.", "canonical": site + "/safe"},
		Hidden:   []record.Block{{Text: "Related content"}},
	}
}

func samplePages() []record.Page {
	return []record.Page{
		{URL: site + "/news", Title: "News", LastLook: at("2026-01-02 09:04"), LastChange: at("2025-12-24 09:04"), NextLook: at("2026-01-02 15:04"), Version: 12},
		{URL: site + "/pilots", LastLook: at("2026-01-02 09:04"), NextLook: at("2026-01-02 10:00"), Version: 1,
			Incident: &record.Incident{Kind: record.Blocked, Looks: 3}},
		{URL: site + "/wardens", LastLook: at("2026-01-02 09:04"), LastChange: at("2026-01-02 09:04"), NextLook: at("2026-01-05 09:04"), Version: 3, Gone: true},
		{URL: site + "/tides", MovedTo: site + "/tide-tables", LastLook: at("2026-01-02 09:04"), NextLook: at("2026-01-02 10:30"), Version: 2},
		{URL: site + "/new"},
		{URL: site + "/moorings", LastLook: at("2025-12-30 09:04"), NextLook: at("2025-12-30 15:04"), Version: 1},
		{URL: site + "/old", LastLook: at("2025-06-30 09:04"), NextLook: at("2025-06-30 15:04"), Version: 4},
	}
}

func sampleHistory() (record.Page, []record.Version, []record.Look, []record.Change, []record.Incident) {
	page := record.Page{URL: site + "/news/2024/06/09/fact-sheet-safe-channels", Title: "Fact Sheet: Safe Channels"}
	var looks []record.Look
	add := func(when string, outcome record.Outcome, status, version int, i *record.Incident) {
		looks = append(looks, record.Look{Time: at(when), Outcome: outcome, Status: status, Version: version, Incident: i})
	}
	add("2026-01-01 03:04", record.OutcomeFirst, 200, 1, nil)
	add("2026-01-01 09:04", record.OutcomeSame, 200, 1, nil)
	add("2026-01-01 15:04", record.OutcomeSame, 304, 1, nil)
	add("2026-01-01 21:04", record.OutcomeSame, 200, 1, nil)
	add("2026-01-02 03:04", record.OutcomeSame, 200, 1, nil)
	add("2026-01-02 09:04", record.OutcomeChanged, 200, 2, nil)
	blocked := &record.Incident{Kind: record.Blocked, Detail: "the page says “Access Denied”"}
	add("2026-01-02 15:04", record.OutcomeIncident, 200, 2, blocked)
	add("2026-01-02 21:04", record.OutcomeIncident, 403, 2, blocked)
	add("2026-01-14 21:04", record.OutcomeSame, 200, 2, nil)
	add("2026-01-15 03:04", record.OutcomeIncident, 404, 2, &record.Incident{Kind: record.Missing})
	add("2026-01-15 09:04", record.OutcomeChanged, 404, 3, nil)
	add("2026-01-15 15:04", record.OutcomeGone, 404, 3, nil)
	add("2026-01-15 21:04", record.OutcomeGone, 404, 3, nil)
	gone := removal()
	gone.To = versionRef(3, "2026-01-15 09:04", "2026-01-15 21:04", 404)
	return page, make([]record.Version, 3), looks, []record.Change{gone, silentEdit()}, make([]record.Incident, 2)
}

func TestPieces(t *testing.T) {
	narrow := Text{Width: 80}
	for _, c := range []struct {
		name, file string
		write      func(io.Writer) error
	}{
		{"a change as compare and diff show it", "change.txt", func(w io.Writer) error { return Change(w, silentEdit(), Text{}) }},
		{"a change on a narrow terminal", "change-narrow.txt", func(w io.Writer) error { return Change(w, silentEdit(), narrow) }},
		{"a change in colour", "change-colour.txt", func(w io.Writer) error { return Change(w, silentEdit(), Text{Color: true, Width: 80}) }},
		{"a change with all there is", "change-all.txt", func(w io.Writer) error { return Change(w, silentEdit(), Text{All: true}) }},
		{"two files that say the same", "unchanged.txt", func(w io.Writer) error {
			return Change(w, record.Change{Title: "Tide tables", Page: "old.html", Kind: record.Unchanged}, Text{})
		}},
		{"a file that is no page", "incident.txt", func(w io.Writer) error {
			return Change(w, record.Change{Page: site + "/", Kind: record.HadIncidents, Incident: &record.Incident{
				Kind: record.Blocked, Side: "new", Detail: "the page says “Access Denied”"}}, Text{})
		}},
		{"what changes shows", "changes.txt", func(w io.Writer) error {
			return Changes(w, []record.Change{dateOnly(), notice()}, incidents(), narrow)
		}},
		{"no changes", "no-changes.txt", func(w io.Writer) error { return Changes(w, nil, nil, narrow) }},
		{"what inspect shows", "inspect.txt", func(w io.Writer) error { return Inspect(w, sampleDocument(), narrow) }},
		{"inspect of an empty page", "inspect-empty.txt", func(w io.Writer) error { return Inspect(w, record.Document{Unread: "an empty body"}, narrow) }},
		{"what list shows", "list.txt", func(w io.Writer) error { return List(w, samplePages(), sampleHealth(), Text{}) }},
		{"a list of no pages", "list-empty.txt", func(w io.Writer) error { return List(w, nil, record.Health{}, Text{}) }},
		{"what log shows", "log.txt", func(w io.Writer) error {
			p, v, l, c, i := sampleHistory()
			gaps := []record.Gap{{From: at("2026-01-02 21:04"), To: at("2026-01-14 21:04")}, {From: at("2026-01-15 21:04")}}
			return Log(w, p, v, l, c, i, gaps, Text{})
		}},
		{"the log of a page not looked at", "log-empty.txt", func(w io.Writer) error {
			return Log(w, record.Page{URL: site + "/new"}, nil, nil, nil, nil, nil, Text{})
		}},
		{"the findings of a change alone", "findings.txt", func(w io.Writer) error { return Findings(w, silentEdit(), Text{}) }},
		{"what figures shows", "figures.txt", func(w io.Writer) error { return Figures(w, sampleFigures(), narrow) }},
		{"what show --as text shows", "document.txt", func(w io.Writer) error { return Document(w, sampleDocument()) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := c.write(&b); err != nil {
				t.Fatal(err)
			}
			golden(t, c.file, b.Bytes())
		})
	}
}

func sampleFigures() record.FigureHistory {
	point := func(text, n string, first, last int, gone string) record.FigureValue {
		v := record.FigureValue{
			Text: text, Quantity: record.Quantity{Kind: record.Count, Value: value(n), Unit: "boats"}, Sentence: "In all, " + text + " boats went out.",
			FirstVersion: first, LastVersion: last, FirstSeen: at("2026-01-01 09:00"), LastSeen: at("2026-01-02 09:00"),
		}
		if gone != "" {
			v.GoneBy = at(gone)
		}
		return v
	}
	return record.FigureHistory{Page: site + "/boats", Title: "Boats\x1b", Versions: 3, Figures: []record.FigureTrack{
		{Values: []record.FigureValue{point("7", "7", 1, 3, "")}},
		{Values: []record.FigureValue{point("40", "40", 1, 1, "2026-01-02 10:00"), point("14", "14", 2, 3, "")}},
	}}
}

func TestDocumentTellsLinkTargetsApart(t *testing.T) {
	show := func(d record.Document) string {
		var b bytes.Buffer
		if err := Document(&b, d); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	d := sampleDocument()
	before := show(d)
	d.Links[0].Href += "?rev"
	if show(d) == before {
		t.Error("Document says the same of two versions whose links lead elsewhere")
	}
	for _, b := range d.Blocks {
		if !strings.Contains(before, b.Text) {
			t.Errorf("Document does not hold the block %q whole", b.Text)
		}
	}
}

func TestStatedDatesReadAsPeopleWriteThem(t *testing.T) {
	for in, want := range map[string]string{
		"2022-06-09": "9 June 2022", "2022-06": "June 2022", "2022": "2022",
		"2025-01-20T15:15:00Z": "20 January 2025, 15:15 UTC", "2025-01-20T15:15:00-05:00": "20 January 2025, 15:15 −05:00",
		"2025-01-20T15:15": "20 January 2025, 15:15", "--06-09": "--06-09", "soon\x1b": "soon␛",
	} {
		if got := stated(in); got != want {
			t.Errorf("stated(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFigureChanges(t *testing.T) {
	for _, c := range []struct {
		name          string
		f             *record.FigureChange
		rate, amounts string
	}{
		{"a count fell", figureChange("1300", "1000", "personnel", -300, -300.0/1300), "−23 %", "−300 personnel"},
		{"a sum grew tenfold", figureChange("5000000", "50000000", "USD", 45000000, 9), "+900 %", "+45,000,000 USD"},
		{"a little less", figureChange("30000", "29990", "", -10, -10.0/30000), "−0.03 %", "−10"},
		{"a few in a hundred", figureChange("200", "213", "", 13, 0.065), "+6.5 %", "+13"},
		{"nothing before", &record.FigureChange{Before: &record.Quantity{Value: value("0")}, Change: ref(5.0)}, "", "+5"},
		{"not comparable", &record.FigureChange{Before: &record.Quantity{}, After: &record.Quantity{}}, "", ""},
		{"percentage points", &record.FigureChange{
			Before: &record.Quantity{Unit: "%"}, After: &record.Quantity{Unit: "%"}, Change: ref(-1.25), Ratio: ref(-0.5)}, "−1.25 percentage points", ""},
		{"no figure", nil, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := change(c.f); got != c.rate {
				t.Errorf("change = %q, want %q", got, c.rate)
			}
			if got := amount(c.f); got != c.amounts {
				t.Errorf("amount = %q, want %q", got, c.amounts)
			}
		})
	}
}

func TestSpansOfTime(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "less than a minute", time.Minute: "1 minute", 90 * time.Minute: "90 minutes",
		6 * time.Hour: "6 hours", 72 * time.Hour: "3 days",
	} {
		if got := span(d); got != want {
			t.Errorf("span(%v) = %q, want %q", d, got, want)
		}
	}
}
