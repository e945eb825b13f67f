package extract

import (
	"net/http"
	"strings"
	"testing"
)

// statedCases are pages of text with the dates that they state, as
// "kind label value", joined by "; ".
var statedCases = []struct{ name, text, want string }{
	{"a label with a colon", "Last Updated: 01/20/2025", `updated "Last Updated" 2025-01-20`},
	{"a label with a dash", "Page Last Revised - March 3, 2022", `updated "Page Last Revised" 2022-03-03`},
	{"no colon at all", "Updated June 5, 2020", `updated "Updated" 2020-06-05`},
	{"a sentence about the page", "This page was last reviewed on April 9, 2018.", `reviewed "last reviewed on" 2018-04-09`},
	{"content current as of", "Content current as of: 09/13/2022", `reviewed "Content current as of" 2022-09-13`},
	{"several on one line", "First published 14 August 2013. Last updated 3 February 2021.", `published "First published" 2013-08-14; updated "Last updated" 2021-02-03`},
	{"set apart by bars", "Contact us | Privacy | Page last modified: May 2, 2021", `updated "Page last modified" 2021-05-02`},
	{"in brackets", "The handbook (revised June 2019)", `updated "revised" 2019-06`},
	{"the weekday stays out", "Last updated: Tuesday, April 18, 2023", `updated "Last updated" 2023-04-18`},
	{"a release line over its date", "FOR IMMEDIATE RELEASE\nJune 9, 2022", `published "FOR IMMEDIATE RELEASE" 2022-06-09`},
	{"a release line under its date", "Monday, June 6, 2022\nFor Immediate Release\nOffice of Public Affairs\nThe office said today that it would close.", `published "For Immediate Release" 2022-06-06`},
	{"label and value on two lines", "Date Issued\nJuly 1, 2021", `published "Date Issued" 2021-07-01`},
	{"an effective date", "Effective Date: October 1, 2023", `effective "Effective Date" 2023-10-01`},
	{"valid until", "Valid until December 31, 2026", `expires "Valid until" 2026-12-31`},
	{"the kind of document and its date", "Travel Advisory March 17, 2025\nExercise caution.", `published "Travel Advisory" 2025-03-17`},
	{"documents in a list", "Travel Advisory March 17, 2025\nTravel Advisory April 1, 2025", ""},
	{"a notice that expires", "This notice expires on 09/30/2024.", `expires "expires on" 2024-09-30`},
	{"a longer label of the agency's own", "Agency Policy Review Date: 7/1/2023", `reviewed "Agency Policy Review Date" 2023-07-01`},
	{"Spanish: updated", "Última actualización: 3 de mayo de 2024", `updated "Última actualización" 2024-05-03`},
	{"Spanish: published", "Fecha de publicación: 12 de enero de 2021", `published "Fecha de publicación" 2021-01-12`},
	{"Spanish: the page itself", "Esta página se actualizó por última vez el 5 de junio de 2023.", `updated "actualizó por última vez el" 2023-06-05`},
	{"Spanish: in force", "Vigente hasta el 31 de diciembre de 2025", `expires "Vigente hasta el" 2025-12-31`},

	{"running text", "Officials updated the guidance in March 2020 and published it.", ""},
	{"another thing's publication", "The rule was published in the Federal Register on January 31, 2024.", ""},
	{"a copyright year", "Copyright 2023 Department of Harbors", ""},
	{"an event", "The hearing will be held on June 1, 2024.\nEvent date: June 1, 2024", ""},
	{"a deadline", "Applications due: May 1, 2024. Comment period expires in June.", ""},
	{"updated daily", "Updated daily by 9 a.m.", ""},
	{"a future release", "Next release: June 5, 2024", ""},
	{"somebody's release", "Released from custody: June 1, 2020", ""},
	{"a product", "Product expiration date: 09/15/2026. Best by 09/15/2026.", ""},
	{"a clause that goes on", "Effective January 1, 2025, employers must post the notice.", ""},
	{"another thing that expires", "This temporary extension expires October 1, 2021.", ""},
	{"items of a list", "Road work\nPosted: May 1, 2024\nBridge work\nPosted: May 2, 2024\nTunnel work\nPosted: May 3, 2024", ""},
}

func TestStated(t *testing.T) {
	for _, c := range statedCases {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{Type: "text/plain", Body: []byte(c.text)}, Options{})
			var got []string
			for _, s := range d.Dates {
				got = append(got, string(s.Kind)+` "`+s.Label+`" `+s.Value)
			}
			if g := strings.Join(got, "; "); g != c.want {
				t.Errorf("Read(%q) states %s, want %s", c.text, g, c.want)
			}
		})
	}
}

func TestMarkupDates(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"meta elements", `<meta property="article:modified_time" content="2024-05-20T13:00:00-04:00"><meta name="DC.date.created" content="2011-03-30">`,
			"updated article:modified_time 2024-05-20T13:00:00-04:00 meta; published DC.date.created 2011-03-30 meta"},
		{"meta elements of events and of caches", `<meta name="event:start_date" content="2024-05-20"><meta http-equiv="expires" content="Mon, 01 Jan 1990 00:00:00 GMT"><meta name="google-site-verification" content="20240101">`, ""},
		{"a program's date", `<meta http-equiv="Last-Modified" content="Tue, 04 Mar 2025 10:11:12 GMT">`, "updated Last-Modified 2025-03-04T10:11:12Z meta"},
		{"JSON-LD, in a graph", `<script type="application/ld+json">{"@graph":[{"@type":"WebPage","dateModified":"2020-03-14"},{"@type":"Event","datePublished":"2019-01-01"}]}</script>`, "updated dateModified 2020-03-14 json-ld"},
		{"JSON-LD that is none", `<script type="application/ld+json">{"dateModified": </script>`, ""},
		{"microdata", `<time itemprop="datePublished" datetime="2021-06-01">June 1</time>`, "published datePublished 2021-06-01 microdata"},
		{"microdata of listed items", `<time itemprop="datePublished" datetime="2021-06-01">June 1</time><time itemprop="datePublished" datetime="2021-06-02">June 2</time>`, ""},
		{"a time element fills in the year", `<p>Updated <time datetime="2021-06-15">June 15</time></p>`, "updated Updated 2021-06-15 text"},
		{"split over elements", `<p><span>Last</span> <b>updated:</b><br><i>May</i> 1, <b>2023</b></p>`, "updated Last updated 2023-05-01 text"},
		{"a description list", `<dl><dt>Release Date</dt><dd>Tue, 04/09/2024</dd></dl>`, "published Release Date 2024-04-09 text"},
		{"a table row", `<table><tr><th>Last reviewed</th><td>May 1, 2023</td></tr><tr><th>Office</th><td>Harbors</td></tr></table>`, "reviewed Last reviewed 2023-05-01 text"},
		{"a comment", `<!-- Last updated: May 1, 2023 --><p>x</p>`, ""},
		{"hidden text", `<p hidden>Last updated: May 1, 2023</p>`, ""},
		{"an aside about another page", `<aside><a href="/x">Grants given</a> Published: Jan 2, 2024</aside><p>Body</p>`, ""},
		{"a list of linked pages", `<ul><li><a href="/x">Testing sites</a></li><li>Updated March 26, 2020</li></ul>`, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := Read(Source{Type: "text/html", Body: []byte("<!doctype html><body><main>" + c.page + "</main>")}, Options{})
			var got []string
			for _, s := range d.Dates {
				got = append(got, strings.Join([]string{string(s.Kind), s.Label, s.Value, s.Source}, " "))
			}
			if g := strings.Join(got, "; "); g != c.want {
				t.Errorf("Read(%s) states %q, want %q", c.page, g, c.want)
			}
		})
	}
}

func TestLastModifiedIsAStatedDate(t *testing.T) {
	d := Read(Source{Type: "text/plain", Header: http.Header{"Last-Modified": {"Tue, 04 Mar 2025 10:11:12 GMT"}}}, Options{})
	if len(d.Dates) != 1 || d.Dates[0].Value != "2025-03-04T10:11:12Z" || d.Dates[0].Source != "http" || d.Dates[0].Block != -1 {
		t.Errorf("Read with a Last-Modified header states %+v", d.Dates)
	}
}
