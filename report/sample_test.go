package report

import (
	"fmt"
	"time"

	"stet/record"
)

// The Department of Harbors and Tides and all its figures are invented.
const site = "https://www.harbors.example"

func at(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s)
	if err != nil {
		panic(err)
	}
	return t
}

func value(s string) record.Value {
	v, ok := record.ParseNumber(s)
	if !ok {
		panic("no number: " + s)
	}
	return v
}

func ref[T any](v T) *T { return &v }

func versionRef(n int, first, last string, status int) *record.VersionRef {
	return &record.VersionRef{
		Version: n, FirstSeen: at(first), LastSeen: at(last), Status: status,
		Digest: record.DigestOf(fmt.Appendf(nil, "version %d", n)),
	}
}

func figureChange(before, after, unit string, change, ratio float64) *record.FigureChange {
	return &record.FigureChange{
		Before: &record.Quantity{Kind: record.Count, Value: value(before), Unit: unit},
		After:  &record.Quantity{Kind: record.Count, Value: value(after), Unit: unit},
		Change: &change, Ratio: &ratio,
	}
}

// silentEdit is the change that the program is for: figures under an old date.
func silentEdit() record.Change {
	crews := &record.Sentence{
		Before: "More than 40 agencies lent 1,300 personnel and over $50 million to the dredging effort.",
		After:  "More than 40 agencies lent 1,000 personnel and over $5 million to the dredging effort.",
		Spans: []record.Span{
			{Op: record.Equal, Text: "More than 40 agencies lent "},
			{Op: record.Delete, Text: "1,300"}, {Op: record.Insert, Text: "1,000"},
			{Op: record.Equal, Text: " personnel and over "},
			{Op: record.Delete, Text: "$50 million"}, {Op: record.Insert, Text: "$5 million"},
			{Op: record.Equal, Text: " to the dredging effort."},
		},
	}
	section := "Fact Sheet: Safe Channels › Interagency effort"
	return record.Change{
		Page:  site + "/news/2024/06/09/fact-sheet-safe-channels",
		Title: "Fact Sheet: Safe Channels",
		Watch: "Harbors fact sheets",
		Kind:  record.Edited,
		From:  versionRef(1, "2026-01-01 03:04", "2026-01-02 03:04", 200),
		To:    versionRef(2, "2026-01-02 09:04", "2026-01-02 09:04", 200),
		StatedDates: []record.DateChange{
			{Label: "Release Date", Kind: record.Published, Source: "text", Before: "2024-06-09", After: "2024-06-09"},
			{Label: "Last Updated", Kind: record.Updated, Source: "text", Before: "2024-06-09", After: "2024-06-09"},
			{Label: "article:modified_time", Kind: record.Updated, Source: "meta", Before: "2024-06-09T15:15:00-04:00", After: "2026-01-02T08:30:00-05:00"},
		},
		Significance: 0.934,
		Reasons: []record.Reason{
			{Why: "a sum of money fell by 90 %", Points: 0.6},
			{Why: "a figure fell by 23 %", Points: 0.25},
			{Why: "the text changed under an old date", Points: 0.2},
			{Why: "the page is more than a year old", Points: -0.05},
		},
		Flags: []record.Flag{
			{
				Kind: record.FigureAltered, Severity: record.High, Before: "1,300", After: "1,000",
				Sentence: crews, Section: section, Part: record.Main,
				Figure: figureChange("1300", "1000", "personnel", -300, -0.230769),
			},
			{
				Kind: record.FigureAltered, Severity: record.High, Before: "$50 million", After: "$5 million",
				Sentence: crews, Section: section, Part: record.Main,
				Figure: figureChange("50000000", "5000000", "USD", -45000000, -0.9),
			},
			{
				Kind: record.SilentEdit, Severity: record.High, Before: "June 9, 2024", After: "June 9, 2024",
				Label: "Last Updated", Detail: "The main text changed while “Last Updated” stayed at June 9, 2024.",
			},
			{
				Kind: record.ModalityAltered, Severity: record.Medium, Before: "shall", After: "may", Section: section, Part: record.Main,
				Sentence: &record.Sentence{
					Before: "Each port shall publish its soundings every week.",
					After:  "Each port may publish its soundings every week.",
				},
			},
			{
				Kind: record.LinkRetargeted, Severity: record.Medium, Text: "Read the survey",
				Before: site + "/files/survey-2024.pdf", After: site + "/files/survey-2024-rev.pdf", Part: record.Main,
			},
			{
				Kind: record.TextRemoved, Severity: record.Medium, Section: section, Part: record.Main,
				Before:  "The Office of Tidal Records counted 212 groundings in the year before, and 140 of them were laid to missing buoys.",
				Figures: []record.Figure{{Kind: record.Count, Text: "212", Value: value("212"), Unit: "groundings"}},
			},
			{Kind: record.TemplateChanged, Severity: record.None, Before: "14 visitors", After: "15 visitors", Part: record.Boilerplate},
		},
		Edits: []record.Edit{
			{Op: record.Replace, Before: "1,300", After: "1,000", Section: section, Part: record.Main},
			{Op: record.Replace, Before: "2,000 pounds", After: "2000 lbs", Section: section, Part: record.Main, Cosmetic: true},
		},
		Run: "20260102T090400.000Z", Rules: "1",
	}
}

func dateOnly() record.Change {
	return record.Change{
		Page: site + "/tides", Title: "Tide tables", Watch: "Harbors fact sheets", Kind: record.Edited,
		From:         versionRef(4, "2025-11-02 03:04", "2026-01-02 03:04", 200),
		To:           versionRef(5, "2026-01-02 09:04", "2026-01-02 09:04", 200),
		StatedDates:  []record.DateChange{{Label: "Page last reviewed", Kind: record.Reviewed, Source: "text", Before: "2023-03", After: "2026-01-01"}},
		Significance: 0.2,
		Flags: []record.Flag{
			{Kind: record.StatedDateChanged, Severity: record.Low, Label: "Page last reviewed", Before: "March 2023", After: "January 1, 2026"},
			{Kind: record.DateOnly, Severity: record.Low},
		},
	}
}

func removal() record.Change {
	return record.Change{
		Page: site + "/buoys/wardens", Title: "Buoy wardens", Kind: record.Removed,
		From:         versionRef(2, "2025-12-01 03:04", "2026-01-01 21:04", 200),
		To:           versionRef(3, "2026-01-02 09:04", "2026-01-02 09:04", 404),
		Significance: 0.8,
		Reasons:      []record.Reason{{Why: "a page was removed", Points: 0.8}},
		Flags:        []record.Flag{{Kind: record.PageRemoved, Severity: record.High}},
	}
}

func manyPages() record.Change {
	c := record.Change{
		Page: site + "/a", Title: "Anchorages", Kind: record.Edited,
		From:         versionRef(1, "2026-01-01 03:04", "2026-01-02 03:04", 200),
		To:           versionRef(2, "2026-01-02 09:04", "2026-01-02 09:04", 200),
		Significance: 0.05,
		Flags: []record.Flag{{
			Kind: record.TemplateChanged, Severity: record.Low, Part: record.Boilerplate,
			Before: "Contact us", After: "Contact the Office of Tidal Records",
		}},
	}
	for i := range 40 {
		c.Pages = append(c.Pages, fmt.Sprintf("%s/a/%02d", site, i+1))
	}
	return c
}

func notice() record.Change {
	return record.Change{
		Page: site + "/lights", Title: "Lights & fog signals <1>", Watch: "Lights", Kind: record.Edited,
		From:         versionRef(1, "2026-01-01 03:04", "2026-01-02 03:04", 200),
		To:           versionRef(2, "2026-01-02 09:04", "2026-01-02 09:04", 200),
		StatedDates:  []record.DateChange{{Label: "Last Updated", Kind: record.Updated, Source: "text", Before: "2025-05-05"}},
		Significance: 0.55,
		Flags: []record.Flag{
			{Kind: record.NoticeAdded, Severity: record.High, After: "Archived Content: this page reflects the policy of an earlier office and is no longer kept up to date by the department."},
			{Kind: record.FigureAltered, Severity: record.Medium, Before: "12%", After: "17%", Part: record.Main,
				Sentence: &record.Sentence{Before: "Outages rose 12% in 2024.", After: "Outages rose 17% in 2024."},
				Figure: &record.FigureChange{
					Before: &record.Quantity{Kind: record.Percent, Value: value("12"), Unit: "%"},
					After:  &record.Quantity{Kind: record.Percent, Value: value("17"), Unit: "%"},
					Change: ref(5.0), Ratio: ref(5.0 / 12),
				}},
			{Kind: record.TermRemoved, Severity: record.Medium, Text: "sea level", Before: "3", After: "1"},
			{Kind: record.HiddenFromSearch, Severity: record.Medium, After: "noindex, nofollow", Part: record.InMetadata},
		},
	}
}

func incidents() []record.Incident {
	return []record.Incident{
		{Page: site + "/lights", Kind: record.Unreachable, FirstSeen: at("2026-01-01 09:04"), LastSeen: at("2026-01-01 09:04"), Looks: 1, Detail: "connection refused"},
		{Page: site + "/pilots", Kind: record.Blocked, FirstSeen: at("2026-01-01 03:04"), LastSeen: at("2026-01-01 15:04"), Looks: 3, Detail: "the page says “Access Denied” and has 34 words"},
		{Page: site + "/piers", Kind: record.Missing, FirstSeen: at("2026-01-02 09:04"), LastSeen: at("2026-01-02 09:04"), Looks: 1},
	}
}

// sampleHealth tells of the pages of samplePages, and of a host that is down.
func sampleHealth() record.Health {
	h := record.Health{
		At: at("2026-01-02 10:00"), LastRun: at("2026-01-02 09:00"), Pages: 19, Seen: 2, Waiting: 1, Gone: 1,
		Blind: []record.Blind{
			{Page: site + "/pilots", Kind: record.Blocked, Since: at("2026-01-01 03:04"), LastLook: at("2026-01-02 09:04"),
				LastGood: at("2025-12-31 21:04"), Looks: 3, Detail: "the page says “Access Denied” and has 34 words"},
			{Page: site + "/piers", Kind: record.Robots, Since: at("2026-01-01 03:04"), LastLook: at("2026-01-02 09:04"), Looks: 1},
		},
		Overdue: []record.Overdue{
			{Page: site + "/moorings", Due: at("2025-12-30 15:04"), LastLook: at("2025-12-30 09:04"), Why: record.NoRun},
			{Page: site + "/ferries", Due: at("2026-01-02 09:00"), Why: record.HostHeld, Until: at("2026-01-03 09:00")},
		},
		Unwatched: []record.Unwatched{{Page: site + "/old", LastLook: at("2025-06-30 09:04")}},
		Lists: []record.List{{URL: site + "/sitemap.xml", Kind: record.SitemapList, LastGood: at("2025-12-31 21:04"),
			Incident: &record.Incident{Kind: record.ServerError, FirstSeen: at("2026-01-01 03:04"), Detail: "the server answered 500"}}},
		Gaps:  []record.Gap{{From: at("2025-12-28 09:04"), To: at("2025-12-30 09:00")}},
		Notes: []string{"watch “Harbors” has as many pages as max_pages allows (19)"},
	}
	for i := range 10 {
		h.Blind = append(h.Blind, record.Blind{
			Page: fmt.Sprintf("https://tides.example/%02d", i), Kind: record.Unreachable, Since: at("2026-01-02 09:04"), Looks: 1,
			LastGood: at("2026-01-02 03:00").Add(time.Duration(i) * time.Minute), Detail: "connection refused",
		})
	}
	return h
}

func sample() Report {
	return Report{
		Title:     "Harbors and Tides: what changed",
		Made:      at("2026-01-02 10:00"),
		Since:     at("2025-12-26 10:00"),
		Changes:   []record.Change{dateOnly(), manyPages(), silentEdit(), notice(), removal()},
		Incidents: incidents(),
		FirstSeen: []record.Change{{
			Page: site + "/dredging", Title: "Dredging plan", Kind: record.FirstSeen,
			To: versionRef(1, "2026-01-02 09:04", "2026-01-02 09:04", 200),
		}},
		Pages:   1300,
		Archive: "stet.db",

		Checkpoint: "stet/0123456789abcdef\n42\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n— stet/0123456789abcdef AbCdEf==\n",
	}
}

// hostile holds what a page may try on a terminal, a spreadsheet or a browser.
const hostile = "\x1b]0;owned\x07\x1b[2Jred \x9b31m\u009b31m \u202egnp.exe\u202c a\u200bb\u00adc\r\nnext\tcell " +
	"<script>alert(1)</script> [x](javascript:alert(1)) `code` | pipe \U000e0041\U000e007f \xff\xfe end"

func hostileReport() Report {
	return Report{
		Title: hostile,
		Changes: []record.Change{{
			Page: "javascript:alert(1)//" + hostile, Title: hostile, Watch: hostile, Kind: hostile, MovedTo: "data:text/html," + hostile,
			StatedDates: []record.DateChange{{Label: hostile, Kind: hostile, Source: hostile, Before: hostile, After: "=" + hostile}},
			Reasons:     []record.Reason{{Why: hostile, Points: 1}},
			Flags: []record.Flag{
				{Kind: hostile, Severity: hostile, Before: hostile, After: "=HYPERLINK(\"https://x.example\")", Text: hostile, Label: hostile, Detail: hostile, Section: hostile, Part: hostile},
				{Kind: record.TextAltered, Severity: record.High, Before: "@SUM(1)", After: "-1+1", Sentence: &record.Sentence{Before: hostile, After: "+" + hostile}},
				{Kind: record.TextAltered, Severity: record.High, Sentence: &record.Sentence{Spans: []record.Span{{Op: record.Delete, Text: hostile}, {Op: hostile, Text: hostile}}},
					Figure: &record.FigureChange{Before: &record.Quantity{Unit: hostile}, Change: ref(1.0)}},
			},
			Edits:    []record.Edit{{Op: record.Replace, Before: hostile, After: hostile, Section: hostile, Cosmetic: true}},
			Pages:    []string{hostile, "https://ok.example/" + hostile},
			Incident: &record.Incident{Page: hostile, Kind: hostile, Side: hostile, Detail: hostile},
		}},
		Incidents: []record.Incident{{Page: hostile, Kind: hostile, Detail: hostile, Looks: 2}},
		FirstSeen: []record.Change{{Page: hostile, Title: hostile}},
		Archive:   hostile,
		Health:    hostileHealth(),

		Checkpoint: hostile + "\n</pre>" + hostile,
	}
}

func hostileHealth() *record.Health {
	return &record.Health{
		Pages:     4,
		Blind:     []record.Blind{{Page: hostile, Title: hostile, Watch: hostile, Kind: hostile, Detail: hostile}},
		Overdue:   []record.Overdue{{Page: "https://ok.example/" + hostile, Why: hostile}},
		Unwatched: []record.Unwatched{{Page: hostile}},
		Notes:     []string{hostile},
		Lists:     []record.List{{URL: hostile, Kind: hostile, Incident: &record.Incident{Kind: hostile, Detail: hostile}}},
	}
}
