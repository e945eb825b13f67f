package crawler_test

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"stet/crawler"
	"stet/record"
)

// files answers with lists by path; SITE in them is the address of the server.
func files(t testing.TB, m map[string]string) string {
	var site string
	site = serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, ok := m[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/octet-stream") // nobody goes by it
		io.WriteString(w, strings.ReplaceAll(body, "SITE", site))
	})
	return site
}

// list reads a list and returns what it names, without the server's address.
func list(t testing.TB, o crawler.Options, l record.List) (named []record.Entry, after record.List) {
	t.Helper()
	site := l.URL[:strings.Index(l.URL[8:], "/")+8]
	after, _ = newCrawler(t, o).List(context.Background(), l, func(e record.Entry) {
		e.URL = strings.TrimPrefix(e.URL, site)
		named = append(named, e)
	})
	return named, after
}

func day(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func sitemap(paths ...string) string {
	var b strings.Builder
	b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, p := range paths {
		fmt.Fprintf(&b, "<url><loc>SITE%s</loc></url>\n", p)
	}
	return b.String() + "</urlset>"
}

func index(paths ...string) string {
	var b strings.Builder
	b.WriteString(`<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">`)
	for _, p := range paths {
		fmt.Fprintf(&b, "<sitemap><loc>SITE%s</loc></sitemap>", p)
	}
	return b.String() + "</sitemapindex>"
}

// wide writes s in UTF-16, but for the name of the site.
func wide(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(strings.ReplaceAll(s, "SITE", ""))) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func TestListReads(t *testing.T) {
	for _, c := range []struct {
		name, body string
		want       []record.Entry
	}{
		{"a sitemap with all its fields", `<?xml version="1.0"?>
<!-- made by hand -->
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> SITE/a?b=1&amp;c=2 </loc><lastmod>2025-03-04T05:06:07-05:00</lastmod><changefreq>daily</changefreq><priority>0.5</priority>
  <image:image><image:loc>SITE/a.png</image:loc></image:image></url>
<url><lastmod>2025-03-04</lastmod><loc><![CDATA[SITE/b]]></loc></url>
</urlset>`, []record.Entry{{URL: "/a?b=1&c=2", Modified: day("2025-03-04T10:06:07Z")}, {URL: "/b", Modified: day("2025-03-04T00:00:00Z"), Day: true}}},
		{"a prefix for all that is the protocol's", `<s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9"><s:url><s:loc>SITE/a</s:loc></s:url></s:urlset>`, []record.Entry{{URL: "/a"}}},
		{"ampersands that nobody escaped", `<urlset><url><loc>SITE/a?b=1&c=2</loc></url></urlset>`, []record.Entry{{URL: "/a?b=1&c=2"}}},
		{"addresses without a host", `<urlset><url><loc>/a</loc></url><url><loc>b</loc></url></urlset>`, []record.Entry{{URL: "/a"}, {URL: "/b"}}},
		{"addresses that cannot be watched", `<urlset><url><loc>ftp://example.gov/a</loc></url><url><loc>javascript:x</loc></url><url><loc></loc></url><url><loc>http://[</loc></url><url><loc>SITE/b</loc></url></urlset>`, []record.Entry{{URL: "/b"}}},
		{"a date that says the year alone", `<urlset><url><loc>SITE/a</loc><lastmod>2025</lastmod></url></urlset>`, []record.Entry{{URL: "/a"}}},
		{"news with titles", `<urlset xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>SITE/a</loc><news:news><news:title>Tides  rise</news:title></news:news></url></urlset>`, []record.Entry{{URL: "/a", Title: "Tides rise"}}},
		{"another character set", `<?xml version="1.0" encoding="ISO-8859-1"?><urlset><url><loc>SITE/caf` + "\xe9" + `</loc></url></urlset>`, []record.Entry{{URL: "/caf%C3%A9"}}},
		{"UTF-16", wide(`<?xml version="1.0" encoding="UTF-16"?><urlset><url><loc>SITE/café</loc></url></urlset>`), []record.Entry{{URL: "/caf%C3%A9"}}},
		{"RSS in UTF-16", wide(`<?xml version="1.0" encoding="UTF-16"?><rss version="2.0"><channel><item><title>☃</title><link>/a</link></item></channel></rss>`), []record.Entry{{URL: "/a", Title: "☃"}}},
		{"nothing yet", `<urlset></urlset>`, nil},
		{"lines of text", "\xef\xbb\xbfSITE/a\r\n\r\n  SITE/b  \nnot an address\n", []record.Entry{{URL: "/a"}, {URL: "/b"}}},
		{"RSS", `<rss version="2.0"><channel><title>News</title><link>SITE/</link>
<item><title>One</title><link>SITE/a</link><pubDate>Tue, 04 Mar 2025 05:06:07 GMT</pubDate></item>
<item><title>Two</title><guid isPermaLink="true">SITE/b</guid></item>
<item><title>Three</title><link>/c</link></item></channel></rss>`,
			[]record.Entry{{URL: "/a", Title: "One", Modified: day("2025-03-04T05:06:07Z")}, {URL: "/b", Title: "Two"}, {URL: "/c", Title: "Three"}}},
		{"RSS by way of a reader counter", `<rss version="2.0" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0"><channel><item><link>https://feeds.example.net/~r/x/1</link><feedburner:origLink>SITE/a</feedburner:origLink></item></channel></rss>`, []record.Entry{{URL: "/a"}}},
		{"RSS that says it were UTF-16", `<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><item><link>SITE/a</link></item></channel></rss>`, []record.Entry{{URL: "/a"}}},
		{"RDF", `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><item rdf:about="SITE/a"><title>One</title><link>SITE/a</link></item></rdf:RDF>`, []record.Entry{{URL: "/a", Title: "One"}}},
		{"Atom", `<feed xmlns="http://www.w3.org/2005/Atom" xml:base="SITE/news/"><entry><title>One</title><link rel="alternate" href="a"/><updated>2025-03-04T05:06:07Z</updated><published>2024-03-04T05:06:07Z</published></entry></feed>`,
			[]record.Entry{{URL: "/news/a", Title: "One", Modified: day("2025-03-04T05:06:07Z")}}},
		{"JSON Feed", `{"version":"https://jsonfeed.org/version/1.1","title":"News","items":[{"id":"1","url":"SITE/a","title":"One","date_modified":"2025-03-04T05:06:07Z"},{"id":"2","url":"b"}]}`,
			[]record.Entry{{URL: "/a", Title: "One", Modified: day("2025-03-04T05:06:07Z")}, {URL: "/b"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := files(t, map[string]string{"/list": c.body})
			got, after := list(t, crawler.Options{}, record.List{URL: site + "/list"})
			if diff := cmp.Diff(c.want, got); diff != "" || after.Incident != nil {
				t.Errorf("List: (-want +got)\n%s\nincident: %v", diff, after.Incident)
			}
			if after.Entries != len(c.want) || after.LastGood.IsZero() || !after.LastGood.Equal(after.LastLook) {
				t.Errorf("List = %d entries, looked at %v, good at %v", after.Entries, after.LastLook, after.LastGood)
			}
		})
	}
}

// paths returns the addresses that were named.
func paths(entries []record.Entry) (all []string) {
	for _, e := range entries {
		all = append(all, e.URL)
	}
	return all
}

func TestListReadsTheFilesOfAnIndex(t *testing.T) {
	site := files(t, map[string]string{
		"/robots.txt": "User-agent: *\nDisallow:\nSitemap: SITE/index.xml\nsitemap : SITE/more.xml\n",
		"/index.xml":  index("/a.xml", "/b.xml.gz", "/c.txt", "/index.xml", "/deeper.xml"),
		"/a.xml":      sitemap("/1", "/2"),
		"/b.xml.gz":   string(gzipped("<urlset><url><loc>/3</loc></url></urlset>")),
		"/c.txt":      "SITE/4\n",
		"/deeper.xml": index("/index.xml", "/d.xml"),
		"/d.xml":      sitemap("/5"),
		"/more.xml":   sitemap("/6"),
	})
	got, after := list(t, crawler.Options{}, record.List{URL: site + "/robots.txt"})
	if diff := cmp.Diff([]string{"/6", "/1", "/2", "/3", "/4", "/5"}, paths(got)); diff != "" || after.Incident != nil {
		t.Errorf("List: (-want +got)\n%s\nincident: %+v", diff, after.Incident)
	}
	if len(after.Parts) != 7 || after.Entries != 6 {
		t.Errorf("List = %d parts, %d entries, want 7 and 6", len(after.Parts), after.Entries)
	}
}

func TestListUndoesCodings(t *testing.T) {
	body := "<urlset><url><loc>/a</loc></url></urlset>"
	for _, c := range []struct {
		name, header string
		body         []byte
	}{
		{"gzip by its name only", "", gzipped(body)},
		{"gzip", "gzip", gzipped(body)},
		{"gzip that the header forgets about once", "gzip", gzipped(string(gzipped(body)))},
		{"gzip that was undone on the way", "gzip", []byte(body)},
		{"deflate", "deflate", coded(t, "deflate", body)},
		{"deflate as some servers understand it", "deflate", coded(t, "raw deflate", body)},
		{"brotli", "br", coded(t, "br", body)},
		{"zstandard", "zstd", coded(t, "zstd", body)},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if c.header != "" {
					w.Header().Set("Content-Encoding", c.header)
				}
				w.Write(c.body)
			})
			got, after := list(t, crawler.Options{IgnoreRobots: true}, record.List{URL: site + "/sitemap.xml.gz"})
			if len(got) != 1 || got[0].URL != "/a" || after.Incident != nil {
				t.Errorf("List = %v, %+v; want /a", got, after.Incident)
			}
		})
	}
}

// What came before a list broke off stands; that it did is told.
func TestListIsIncident(t *testing.T) {
	page := func(title, text string) string {
		return "<!DOCTYPE html><html><head><title>" + title + "</title></head><body><h1>" + title + "</h1><p>" + text + "</p></body></html>"
	}
	many := func(n int) string { return strings.Repeat("<url><loc>/a</loc></url>", n) }
	const two = "http://www.example.gov/a\nhttp://www.example.gov/b\n"
	line := strings.Repeat("y", 1<<20) + "\n"
	long := two + strings.Repeat(line, 51)
	// What is packed may come in pieces (RFC 1952 section 2.2), which takes no time to make.
	packed := func(first, more string, n int) string {
		return string(gzipped(first)) + strings.Repeat(string(gzipped(more)), n)
	}
	for _, c := range []struct {
		name   string
		status int
		body   string
		kind   record.IncidentKind
		says   string
		pages  int
	}{
		{"not there", 404, page("Page not found", "Sorry."), record.Missing, "404", 0},
		{"forbidden", 403, page("Access Denied", "You have no permission to access this."), record.Blocked, "403", 0},
		{"out of order", 500, "", record.ServerError, "500", 0},
		{"too many requests", 429, "", record.RateLimited, "429", 0},
		{"a block page that says 200", 200, page("Access Denied", "You don't have permission to access this page. Reference #18.2d1f1702.1600000000.1a2b3c4d"), record.Blocked, "Akamai", 0},
		{"a soft 404", 200, page("Page not found", "The page you are looking for does not exist."), record.Soft404, "not found", 0},
		{"a site map for people", 200, page("Site map", strings.Repeat("All the pages of the harbor office. ", 60)), record.Soft404, "a web page: Site map", 0},
		{"nothing", 200, "", record.Empty, "empty", 0},
		{"white space", 200, "\n \n", record.Empty, "empty", 0},
		{"a picture", 200, "\x89PNG\r\n\x1a\n\x00\x00", record.Soft404, "neither", 0},
		{"words", 200, "Not here.\nNor there.\n", record.Soft404, "neither", 0},
		{"JSON that is no feed", 200, `{"error":`, record.ServerError, "cannot be read", 0},
		{"a file that breaks off", 200, "<urlset>" + many(3) + "<url><loc>/b", record.Truncated, "breaks off", 3},
		{"XML that is none", 200, "<urlset>" + many(3) + "<url <<", record.ServerError, "cannot be read", 3},
		{"damaged compression", 200, string(gzipped("<urlset>" + many(3000) + "</urlset>")[:120]), record.Truncated, "damaged", -1},
		{"more pages than the protocol allows", 200, "<urlset>" + many(50_001) + "</urlset>", record.Refused, "more than 50000", 50_000},
		{"more bytes than the protocol allows", 200, long, record.Refused, "larger than 50 MiB", 2},
		{"more bytes, packed", 200, packed(two, line, 51), record.Refused, "decompressed", 2},
		{"a bomb within a bomb", 200, string(gzipped(packed("<urlset>"+many(2), strings.Repeat("\n", 1<<20), 60))), record.Refused, "", 2},
		{"text without end", 200, "<urlset>" + many(2) + strings.Repeat("y", 3<<20), record.Refused, "measure", 2},
		{"a tag without end", 200, "<urlset>" + many(2) + "<url " + strings.Repeat(`a="" `, 1<<16), record.Refused, "measure", 2},
		{"elements without end", 200, "<urlset>" + many(2) + strings.Repeat("<a>", 1<<20), record.Refused, "measure", 2},
		{"a comment without end", 200, "<urlset>" + many(2) + "<!--" + strings.Repeat("y", 3<<20), record.Refused, "measure", 2},
		{"an entity bomb", 200, `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;&c;</title><item><link>/a</link><title>&c;</title></item></channel></rss>`, "", "", -1},
		{"an entity that is a file", 200, `<!DOCTYPE urlset [<!ENTITY f SYSTEM "file:///etc/passwd">]><urlset><url><loc>/a&f;</loc></url></urlset>`, "", "", -1},
		{"a feed of a million entries", 200, `<rss version="2.0"><channel>` + strings.Repeat("<item/>", 1_000_000) + "</channel></rss>", record.Refused, "measure", 0},
		{"a feed of nested elements", 200, `<rss version="2.0"><channel><item>` + strings.Repeat("<a:b>", 1_000_000), record.Refused, "measure", 0},
		{"a feed that is too large", 200, `<rss version="2.0"><channel>` + strings.Repeat("<item><link>/a</link><description>"+strings.Repeat("y", 100_000)+"</description></item>", 120) + "</channel></rss>", record.Refused, "larger than 10 MiB", 0},
		{"a JSON feed of a million entries", 200, `{"version":"https://jsonfeed.org/version/1.1","items":[` + strings.Repeat("{},", 1_000_000) + "{}]}", record.Refused, "too many", 0},
		{"a JSON feed of nested lists", 200, `{"items":` + strings.Repeat("[", 1_000_000), record.Refused, "too many", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			site := serve(t, func(w http.ResponseWriter, r *http.Request) {
				w.WriteHeader(c.status)
				io.WriteString(w, c.body)
			})
			got, after := list(t, crawler.Options{IgnoreRobots: true, Timeout: 30 * time.Second, MaxBody: 1000}, record.List{URL: site + "/sitemap.xml"})
			if c.pages >= 0 && len(got) != c.pages {
				t.Errorf("List gave %d pages, want %d", len(got), c.pages)
			}
			in := after.Incident
			switch {
			case c.kind == "" && in != nil && in.Kind != record.ServerError:
				t.Errorf("List = %+v, want nothing or a file that cannot be read", in)
			case c.kind == "":
			case in == nil || in.Kind != c.kind || !strings.Contains(in.Detail, c.says):
				t.Errorf("List = %+v, want %s with %q in it", in, c.kind, c.says)
			case !after.LastGood.IsZero() || in.Page != site+"/sitemap.xml" || in.Looks != 1:
				t.Errorf("List = good at %v, %+v", after.LastGood, in)
			}
			for _, e := range got {
				if strings.Contains(e.URL+e.Title, "root:") || len(e.Title) > 300 {
					t.Errorf("List names %+v", e)
				}
			}
		})
	}
}

func TestListSurvivesHostileConnections(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\n"
	for _, c := range []struct {
		name   string
		answer func(net.Conn)
		kind   record.IncidentKind
		says   string
	}{
		{"says nothing", func(conn net.Conn) { io.Copy(io.Discard, conn) }, record.Unreachable, "did not answer"},
		{"resets within the body", func(conn net.Conn) {
			io.WriteString(conn, ok+"Content-Length: 1000\r\n\r\n<urlset><url><loc>/a</loc></url>")
			time.Sleep(20 * time.Millisecond)
			conn.(*net.TCPConn).SetLinger(0)
		}, record.Truncated, "of 1000 bytes"},
		{"a byte a second", func(conn net.Conn) {
			io.WriteString(conn, ok+"\r\n<urlset>")
			for range 200 {
				if _, err := io.WriteString(conn, " "); err != nil {
					return
				}
				time.Sleep(20 * time.Millisecond)
			}
		}, record.Truncated, "not complete within"},
		{"redirects for ever", func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		}, record.Refused, "redirects"},
		{"redirects to a file", func(conn net.Conn) {
			io.WriteString(conn, "HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
		}, record.Refused, "file:///etc/passwd"},
		{"says 304 to nobody's question", func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 304 Not Modified\r\n\r\n") }, record.ServerError, "304"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := serveRaw(t, c.answer)
			_, after := list(t, crawler.Options{Timeout: 400 * time.Millisecond}, record.List{URL: at + "/sitemap.xml"})
			if in := after.Incident; in == nil || in.Kind != c.kind || !strings.Contains(in.Detail, c.says) {
				t.Errorf("List = %+v, want %s with %q in it", in, c.kind, c.says)
			}
		})
	}
}

// Indexes end, whatever they name.
func TestListIsBounded(t *testing.T) {
	asked := 0
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		asked++
		var n int
		switch {
		case r.URL.Path == "/wide":
			var names []string
			for i := range 10_000 {
				names = append(names, fmt.Sprintf("/s%d", i))
			}
			io.WriteString(w, strings.ReplaceAll(index(names...), "SITE", ""))
		case strings.HasPrefix(r.URL.Path, "/deep"):
			fmt.Sscanf(r.URL.Path, "/deep%d", &n)
			io.WriteString(w, strings.ReplaceAll(index(fmt.Sprintf("/deep%d", n+1)), "SITE", ""))
		default:
			io.WriteString(w, strings.ReplaceAll(sitemap(r.URL.Path+"/a"), "SITE", ""))
		}
	})
	for path, want := range map[string]struct {
		asked int
		says  string
	}{
		"/wide":  {500, "more than 500 files"},
		"/deep0": {4, "more than 3 deep"},
	} {
		asked = 0
		_, after := list(t, crawler.Options{IgnoreRobots: true}, record.List{URL: site + path})
		if asked != want.asked || after.Incident == nil || !strings.Contains(after.Incident.Detail, want.says) {
			t.Errorf("List(%s) asked %d times: %+v; want %d and %q", path, asked, after.Incident, want.asked, want.says)
		}
	}
}

// Files that are always in trouble do not keep the others from being read.
func TestListComesToTheFilesBehindTheBrokenOnes(t *testing.T) {
	broken := []string{"/1.xml", "/2.xml", "/3.xml", "/4.xml", "/5.xml"}
	m := map[string]string{"/index.xml": index(append(broken, "/6.xml", "/7.xml")...), "/6.xml": sitemap("/f"), "/7.xml": sitemap("/g")}
	for _, name := range broken {
		m[name] = strings.TrimSuffix(sitemap("/a"), "</urlset>")
	}
	o := crawler.Options{Contact: "desk@example.org"}
	l := record.List{URL: files(t, m) + "/index.xml", Kind: record.SitemapList}
	_, after := list(t, o, l)
	if after.Incident == nil || !strings.HasSuffix(after.Incident.Detail, "; after that 2 were left for the next time") {
		t.Errorf("incident %+v, want it to say that two files were not asked for", after.Incident)
	}
	named, after := list(t, o, after)
	if got := fmt.Sprint(named); !strings.Contains(got, "/f") || !strings.Contains(got, "/g") {
		t.Errorf("the second look named %v, want what stands in the files that are sound", got)
	}
	if after.Incident == nil || after.Incident.Looks != 2 {
		t.Errorf("incident %+v, want the same one, seen twice", after.Incident)
	}
}

func TestListLeavesOtherSitesAlone(t *testing.T) {
	other := serve(t, func(w http.ResponseWriter, r *http.Request) { t.Errorf("the other site was asked for %s", r.URL) })
	site := files(t, map[string]string{"/sitemap.xml": "<sitemapindex><sitemap><loc>" + strings.Replace(other, "127.0.0.1", "localhost", 1) + "/a.xml</loc></sitemap><sitemap><loc>SITE/b.xml</loc></sitemap></sitemapindex>", "/b.xml": sitemap("/1")})
	got, after := list(t, crawler.Options{}, record.List{URL: site + "/sitemap.xml"})
	if len(got) != 1 || after.Incident == nil || after.Incident.Kind != record.Refused || !strings.Contains(after.Incident.Detail, "other sites") {
		t.Errorf("List = %v, %+v; want one page, and that files lie on another site", got, after.Incident)
	}
}

func TestListRefusesPrivateAddresses(t *testing.T) {
	site := files(t, map[string]string{"/sitemap.xml": sitemap("/1")})
	c, err := crawler.New(crawler.Options{Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	after, _ := c.List(context.Background(), record.List{URL: site + "/sitemap.xml"}, func(e record.Entry) { t.Errorf("visited %v", e) })
	if after.Incident == nil || after.Incident.Kind != record.Refused || !strings.Contains(after.Incident.Detail, "private") {
		t.Errorf("List = %+v, want refused", after.Incident)
	}
}

func TestListObeysRobots(t *testing.T) {
	site := files(t, map[string]string{"/robots.txt": "User-agent: *\nDisallow: /sitemap", "/sitemap.xml": sitemap("/1")})
	got, after := list(t, crawler.Options{}, record.List{URL: site + "/sitemap.xml"})
	if len(got) != 0 || after.Incident == nil || after.Incident.Kind != record.Robots {
		t.Errorf("List = %v, %+v; want an incident of kind robots", got, after.Incident)
	}
}

// Each file of a list is asked for with its own validators, and what a 304
// vouches for is still counted.
func TestListSendsTheServersOwnValidators(t *testing.T) {
	bodies := map[string]string{"/index": index("/a", "/b"), "/a": sitemap("/1", "/2"), "/b": sitemap("/3"), "/alone": sitemap("/4")}
	var sent []string
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, ok := bodies[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		tag := fmt.Sprintf(`"%d"`, len(body))
		w.Header().Set("ETag", tag)
		w.Header().Set("Last-Modified", "Tue, 04 Mar 2025 05:06:07 GMT")
		sent = append(sent, r.URL.Path+" "+r.Header.Get("If-None-Match")+" "+r.Header.Get("If-Modified-Since"))
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		io.WriteString(w, strings.ReplaceAll(body, "SITE", ""))
	})
	l := record.List{URL: site + "/index"}
	_, l = list(t, crawler.Options{}, l)
	bodies["/b"] = sitemap("/3", "/5")
	sent = nil
	got, l := list(t, crawler.Options{}, l)
	const since = "Tue, 04 Mar 2025 05:06:07 GMT"
	want := []string{"/index  ", `/a "` + fmt.Sprint(len(bodies["/a"])) + `" ` + since, `/b "` + fmt.Sprint(len(sitemap("/3"))) + `" ` + since}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("asked for: (-want +got)\n%s", diff)
	}
	if diff := cmp.Diff([]string{"/3", "/5"}, paths(got)); diff != "" || l.Entries != 4 || l.Believed != 1 || l.Incident != nil {
		t.Errorf("List: (-want +got)\n%s\n%d entries, believed %d times, %+v", diff, l.Entries, l.Believed, l.Incident)
	}
	alone := record.List{URL: site + "/alone"}
	_, alone = list(t, crawler.Options{}, alone)
	_, again := list(t, crawler.Options{}, alone)
	if again.Entries != 1 || again.Believed != 1 || again.ETag != alone.ETag || alone.ETag == "" || again.Incident != nil {
		t.Errorf("List = %+v after %+v, want the same and a 304 believed", again, alone)
	}
}

func TestListProlongsAnIncident(t *testing.T) {
	site := files(t, nil)
	_, l := list(t, crawler.Options{}, record.List{URL: site + "/sitemap.xml"})
	first := l.Incident.FirstSeen
	_, l = list(t, crawler.Options{}, l)
	if l.Incident.Looks != 2 || !l.Incident.FirstSeen.Equal(first) || !l.Incident.LastSeen.After(first) {
		t.Errorf("Incident = %+v, want the one of %v prolonged", l.Incident, first)
	}
}

func TestListHoldsTheHost(t *testing.T) {
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Retry-After", "120")
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	_, hold := newCrawler(t, crawler.Options{IgnoreRobots: true}).List(context.Background(), record.List{URL: site + "/sitemap.xml"}, func(record.Entry) {})
	if wait := time.Until(hold); wait < time.Minute || wait > 3*time.Minute {
		t.Errorf("List holds the host for %v, want two minutes", wait)
	}
}

// Lists are asked for with the pause that pages are.
func TestListIsPolite(t *testing.T) {
	const delay = 100 * time.Millisecond
	var mu sync.Mutex
	var last time.Time
	shortest := time.Hour
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		if !last.IsZero() {
			shortest = min(shortest, time.Since(last))
		}
		defer func() { last = time.Now() }()
		if r.URL.Path == "/index" {
			io.WriteString(w, strings.ReplaceAll(index("/a", "/b", "/c"), "SITE", ""))
			return
		}
		io.WriteString(w, "<urlset></urlset>")
	})
	list(t, crawler.Options{Delay: delay}, record.List{URL: site + "/index"})
	mu.Lock()
	defer mu.Unlock()
	if shortest < delay {
		t.Errorf("the shortest pause was %v, want at least %v", shortest, delay)
	}
}

func TestListEndsWhenCalledOff(t *testing.T) {
	at := serveRaw(t, func(conn net.Conn) { io.Copy(io.Discard, conn) })
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(50*time.Millisecond, cancel)
	began := time.Now()
	newCrawler(t, crawler.Options{Timeout: time.Minute}).List(ctx, record.List{URL: at}, func(record.Entry) {})
	if took := time.Since(began); took > 20*time.Second {
		t.Errorf("List ended after %v, want it to end when it is called off", took)
	}
}

// A sitemap of the largest size that is allowed passes through little memory.
func TestListTakesLittleMemory(t *testing.T) {
	if stride > 1 {
		t.Skip("the race detector needs memory of its own")
	}
	site := serve(t, func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, "<urlset>")
		filler := strings.Repeat(" ", 900)
		for i := range 20_000 {
			fmt.Fprintf(w, "<url><loc>/news/%d</loc><!--%s--></url>", i, filler)
		}
		io.WriteString(w, "</urlset>")
	})
	defer debug.SetGCPercent(debug.SetGCPercent(10))
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, most, n := m.HeapAlloc, uint64(0), 0
	after, _ := newCrawler(t, crawler.Options{IgnoreRobots: true, Timeout: time.Minute}).List(context.Background(), record.List{URL: site + "/sitemap.xml"}, func(record.Entry) {
		if n++; n%1000 == 0 {
			runtime.ReadMemStats(&m)
			most = max(most, m.HeapAlloc)
		}
	})
	if after.Incident != nil || n != 20_000 {
		t.Fatalf("List = %d pages, %+v", n, after.Incident)
	}
	if most > before+16<<20 {
		t.Errorf("the heap grew by %d MB, want less than 16", (most-before)>>20)
	}
}
