package crawler_test

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"stet/crawler"
	"stet/record"
)

// The cases follow Google's published tests for its robots.txt parser, and
// the examples of RFC 9309, in our own words and names. Where the two differ
// (decoding %62%61%7A) the RFC is right.
func TestRobotsAllowed(t *testing.T) {
	for _, c := range []struct {
		name, file string
		agent      string
		yes, no    []string
	}{
		{"no file forbids nothing", "", "stet", []string{"/", "/a"}, nil},
		{"one group", "user-agent: stet\ndisallow: /\n", "stet", []string{"/robots.txt"}, []string{"/", "/a?b"}},
		{"rules for nobody", "disallow: /\n\nuser-agent: stet\nallow: /x", "stet", []string{"/", "/x"}, nil},
		{"keys in any case", "USER-AGENT: stet\nDisALLOW: /a", "stet", []string{"/b"}, []string{"/a"}},
		{"agents in any case", "User-Agent: STET\nDisallow: /a", "sTet", []string{"/b"}, []string{"/a"}},
		{"paths in their own case", "User-agent: *\nDisallow: /X/", "stet", []string{"/x/y"}, []string{"/X/y"}},
		{"an agent up to its version", "User-agent: stet/1.0\nDisallow: /a", "stet", nil, []string{"/a"}},
		{"an agent up to a space", "User-agent: stet and others\nDisallow: /a", "stet", nil, []string{"/a"}},
		{"a shorter name is another crawler", "User-agent: ste\nDisallow: /a", "stet", []string{"/a"}, nil},
		{"a longer name is another crawler", "User-agent: stetson\nDisallow: /a", "stet", []string{"/a"}, nil},
		{"our group and not everybody's", "User-agent: *\nDisallow: /\n\nUser-agent: stet\nAllow: /", "stet", []string{"/a"}, nil},
		{"everybody's group for the others", "User-agent: stet\nAllow: /\nUser-agent: *\nDisallow: /", "other", nil, []string{"/a"}},
		{"an empty group of ours frees us", "User-agent: *\nDisallow: /\nUser-agent: stet\nDisallow:\n", "stet", []string{"/a"}, nil},
		{"a star with words behind it", "User-agent: * baz\nDisallow: /a", "stet", nil, []string{"/a"}},
		{"a star with letters glued on is nobody", "User-agent: *baz\nDisallow: /a", "stet", []string{"/a"}, nil},
		{"groups of one name add up", "User-agent: stet\nDisallow: /a\n\nUser-agent: x\nDisallow: /b\n\nUser-agent: stet\nDisallow: /c", "stet", []string{"/b"}, []string{"/a", "/c"}},
		{"several names before one rule", "User-agent: a\nUser-agent: stet\nDisallow: /x", "stet", nil, []string{"/x"}},
		{"other lines do not part names", "User-agent: stet\nSitemap: https://example.gov/s.xml\nUser-agent: *\nDisallow: /", "stet", nil, []string{"/"}},
		{"unknown lines do not part names", "User-agent: stet\nUnknown: line\nUser-agent: *\nDisallow: /", "stet", nil, []string{"/"}},
		{"unknown lines do not part rules", "User-agent: stet\nAllow: /x\nNoise\nDisallow: /", "stet", []string{"/x"}, []string{"/y"}},
		{"comments", "User-agent: stet # that is us\nDisallow: /a # not this\n#Disallow: /b", "stet", []string{"/b"}, []string{"/a"}},
		{"a missing colon", "user-agent stet\ndisallow /a", "stet", []string{"/b"}, []string{"/a"}},
		{"words without sense", "user-agent: stet\ndisallow /a but not today", "stet", []string{"/a"}, nil},
		{"common misspellings", "useragent: stet\ndissallow: /a\ndisalow: /b\ndiasllow: /c\ndisallaw: /d\ndissalow: /e", "stet", nil, []string{"/a", "/b", "/c", "/d", "/e"}},
		{"carriage returns", "user-agent: stet\rdisallow: /a\r", "stet", []string{"/b"}, []string{"/a"}},
		{"carriage returns and line feeds", "user-agent: stet\r\ndisallow: /a\r\n", "stet", []string{"/b"}, []string{"/a"}},
		{"no end of the last line", "user-agent: stet\ndisallow: /a", "stet", nil, []string{"/a"}},
		{"a byte order mark", "\xef\xbb\xbfuser-agent: stet\ndisallow: /a", "stet", nil, []string{"/a"}},
		{"half a byte order mark spoils one line", "\xef\xbbuser-agent: x\nuser-agent: stet\ndisallow: /a", "stet", nil, []string{"/a"}},

		{"the longest rule wins", "user-agent: stet\ndisallow: /x/page.html\nallow: /x/", "stet", []string{"/x/", "/x/page"}, []string{"/x/page.html"}},
		{"the longest rule wins, allow", "user-agent: stet\nallow: /x/page.html\ndisallow: /x/", "stet", []string{"/x/page.html"}, []string{"/x/", "/x/page"}},
		{"allow wins a tie", "user-agent: stet\ndisallow: /x\nallow: /x\n", "stet", []string{"/x", "/x/y"}, nil},
		{"an empty disallow", "user-agent: stet\ndisallow:\nallow:\n", "stet", []string{"/x"}, nil},
		{"everything and one exception", "user-agent: stet\ndisallow: /\nallow: /p", "stet", []string{"/p", "/page"}, []string{"/q", "/"}},
		{"a path without its slash", "user-agent: stet\ndisallow: x", "stet", []string{"/x"}, nil},
		{"a directory and its index", "user-agent: stet\nallow: /dir/index.html\ndisallow: /", "stet", []string{"/dir/", "/dir/index.html"}, []string{"/dir/other", "/"}},
		{"an index without a slash", "user-agent: stet\nallow: index.htm\ndisallow: /", "stet", nil, []string{"/", "/index.htm"}},

		{"prefixes", "user-agent: stet\ndisallow: /fish", "stet", []string{"/Fish.asp", "/catfish", "/?id=fish"}, []string{"/fish", "/fish.html", "/fish/salmon.html", "/fishheads", "/fish.php?id=anything"}},
		{"a star at the end", "user-agent: stet\ndisallow: /fish*", "stet", []string{"/catfish"}, []string{"/fish", "/fish.html"}},
		{"a directory", "user-agent: stet\ndisallow: /fish/", "stet", []string{"/fish", "/fish.html"}, []string{"/fish/", "/fish/?id=1", "/fish/salmon.htm"}},
		{"a star before a suffix", "user-agent: stet\ndisallow: /*.php", "stet", []string{"/", "/windows.PHP"}, []string{"/index.php", "/a/b.php?x", "/a.php5", "/a.php/"}},
		{"a suffix at the end", "user-agent: stet\ndisallow: /*.php$", "stet", []string{"/a.php?x", "/a.php/", "/a.php5"}, []string{"/a.php", "/b/a.php", "/x.php.php"}},
		{"a star within", "user-agent: stet\ndisallow: /fish*.php", "stet", []string{"/Fish.PHP"}, []string{"/fish.php", "/fishheads/catfish.php?x"}},
		{"a dollar that ends nothing", "user-agent: stet\ndisallow: /a$b", "stet", []string{"/a", "/ab"}, []string{"/a%24b", "/a$b"}},
		{"a whole path", "user-agent: stet\ndisallow: /$", "stet", []string{"/a"}, []string{"/"}},
		{"many stars", "user-agent: stet\ndisallow: /a*b*c*$", "stet", []string{"/acb"}, []string{"/abc", "/axbxcx"}},
		{"a star itself", "user-agent: stet\ndisallow: /x-%2A.html", "stet", []string{"/x-y.html"}, []string{"/x-*.html", "/x-%2a.html"}},

		{"the query counts", "user-agent: stet\ndisallow: /a?b=c", "stet", []string{"/a", "/a?c"}, []string{"/a?b=c&d"}},
		{"letters outside ASCII", "user-agent: stet\ndisallow: /foo/bar/ツ\n", "stet", []string{"/foo/bar/"}, []string{"/foo/bar/%E3%83%84", "/foo/bar/ツ", "/foo/bar/%e3%83%84"}},
		{"the same the other way round", "user-agent: stet\ndisallow: /foo/bar/%E3%83%84\n", "stet", []string{"/foo/bar/x"}, []string{"/foo/bar/ツ", "/foo/bar/%E3%83%84"}},
		{"encoded letters", "user-agent: stet\ndisallow: /foo/bar/%62%61%7A\n", "stet", []string{"/foo/bar/ba"}, []string{"/foo/bar/baz", "/foo/bar/%62%61%7a"}},
		{"a tilde", "user-agent: stet\ndisallow: /%7Ejoe\n", "stet", []string{"/joe"}, []string{"/~joe", "/%7ejoe/x"}},
		{"an encoded slash is no slash", "user-agent: stet\ndisallow: /a%2Fb\n", "stet", []string{"/a/b"}, []string{"/a%2fb"}},
		{"an address in a query", "user-agent: stet\ndisallow: /foo/bar?baz=https://foo.bar\n", "stet", []string{"/foo/bar?baz=x"}, []string{"/foo/bar?baz=https://foo.bar", "/foo/bar?baz=https%3A%2F%2Ffoo.bar"}},

		{"RFC 9309, first example", "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: foobot\nDisallow:/\nAllow:/example/page.html\nAllow:/example/allowed.gif\n\nUser-Agent: barbot\nUser-Agent: bazbot\nDisallow: /example/page.html\n\nUser-Agent: quxbot\n", "foobot", []string{"/example/page.html", "/example/allowed.gif"}, []string{"/", "/publications/"}},
		{"RFC 9309, everybody else", "User-Agent: *\nDisallow: *.gif$\nDisallow: /example/\nAllow: /publications/\n\nUser-Agent: quxbot\n", "stet", []string{"/publications/", "/a.gif?x"}, []string{"/a.gif", "/example/x"}},
		{"RFC 9309, an empty group", "User-Agent: *\nDisallow: /\n\nUser-Agent: quxbot\n", "quxbot", []string{"/a"}, nil},
		{"RFC 9309, longest match", "User-Agent: foobot\nAllow: /example/page/\nDisallow: /example/page/disallowed.gif", "foobot", []string{"/example/page/x.gif"}, []string{"/example/page/disallowed.gif"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := crawler.ParseRobots([]byte(c.file))
			for _, path := range c.yes {
				if !r.Allowed(c.agent, path) {
					t.Errorf("Allowed(%q, %q) = false, want true under\n%s", c.agent, path, c.file)
				}
			}
			for _, path := range c.no {
				if r.Allowed(c.agent, path) {
					t.Errorf("Allowed(%q, %q) = true, want false under\n%s", c.agent, path, c.file)
				}
			}
		})
	}
}

func TestRobotsReads500KiB(t *testing.T) {
	file := "user-agent: *\n" + strings.Repeat("# padding, and nothing else at all\n", 14000) + "disallow: /in\n"
	file += strings.Repeat("#\n", (500<<10-len(file))/2) + "disallow: /out\n"
	r := crawler.ParseRobots([]byte(file))
	if r.Allowed("stet", "/in") || !r.Allowed("stet", "/out") {
		t.Errorf("Allowed(/in), Allowed(/out) = %v, %v, want false, true", r.Allowed("stet", "/in"), r.Allowed("stet", "/out"))
	}
}

func TestRobotsCrawlDelay(t *testing.T) {
	for _, c := range []struct {
		file string
		want time.Duration
	}{
		{"user-agent: *\ncrawl-delay: 2.5", 2500 * time.Millisecond},
		{"user-agent: *\ncrawl-delay: 10\n\nuser-agent: stet\ndisallow: /a\ncrawl-delay: 3", 3 * time.Second},
		{"user-agent: stet\ncrawl-delay: 10\nuser-agent: other\ncrawl-delay: 3", 10 * time.Second},
		{"user-agent: *\ncrawl-delay: ten", 0},
		{"user-agent: *\ncrawl-delay: -4", 0},
		{"user-agent: *\ncrawl-delay: 1e12", 300 * time.Second},
		{"user-agent: *\ncrawl-delay: NaN", 0},
		{"user-agent: other\ncrawl-delay: 7", 0},
		{"crawl-delay: 7", 0},
	} {
		if got := crawler.ParseRobots([]byte(c.file)).CrawlDelay("stet"); got != c.want {
			t.Errorf("CrawlDelay of %q = %v, want %v", c.file, got, c.want)
		}
	}
	var none *crawler.Robots
	if !none.Allowed("stet", "/") || none.CrawlDelay("stet") != 0 {
		t.Error("a nil Robots forbids or delays, want neither")
	}
}

func TestFetchObeysRobots(t *testing.T) {
	for _, c := range []struct {
		name   string
		robots http.HandlerFunc
		want   record.IncidentKind // "": the page
		says   string
	}{
		{"which forbid the page", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "User-agent: *\nDisallow: /pa") }, record.Robots, "forbids"},
		{"which name us", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "User-agent: *\nDisallow: /\n\nUser-agent: stet\nAllow: /page")
		}, "", ""},
		{"which are not there", func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }, "", ""},
		{"which are forbidden themselves", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(403) }, "", ""},
		{"of a server in trouble", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(503) }, record.Robots, "503"},
		{"of a server that is busy", func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Retry-After", "60"); w.WriteHeader(429) }, record.RateLimited, "429"},
		{"which break off", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Length", "1000")
			fmt.Fprint(w, "User-agent: *\n")
		}, record.Robots, "14 of 1000 bytes"},
		{"which never come", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, record.Robots, "did not answer"},
		{"without end", func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, "User-agent: *\nDisallow: /page\n")
			for line := strings.Repeat("#", 1023) + "\n"; ; {
				if _, err := fmt.Fprint(w, line); err != nil {
					return
				}
			}
		}, record.Robots, "forbids"},
		{"behind a redirect", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/rules", http.StatusFound) }, record.Robots, "forbids"},
		{"behind redirects without end", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/robots.txt?again", http.StatusFound)
		}, "", ""},
		{"behind a redirect to a file", func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "file:///etc/passwd")
			w.WriteHeader(302)
		}, "", ""},
		{"which are a web page", func(w http.ResponseWriter, r *http.Request) { writeHello(w) }, "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			asked := false
			at := serve(t, func(w http.ResponseWriter, r *http.Request) {
				switch r.URL.Path {
				case "/robots.txt":
					c.robots(w, r)
				case "/rules":
					fmt.Fprint(w, "User-agent: *\nDisallow: /page")
				default:
					asked = true
					writeHello(w)
				}
			})
			a := look(t, crawler.Options{Timeout: 500 * time.Millisecond}, at+"/page")
			if asked != (c.want == "") {
				t.Errorf("the page was asked for: %v, want %v", asked, c.want == "")
			}
			if c.want == "" {
				wantPage(t, a, hello)
				return
			}
			wantIncident(t, a, c.want, c.says)
			if len(a.Exchanges) != 0 {
				t.Errorf("Fetch kept %d exchanges, want none", len(a.Exchanges))
			}
			if forbids := c.says == "forbids"; a.Incident.Outage == forbids {
				t.Errorf("Outage = %v, and that robots.txt forbids the page is %v", a.Incident.Outage, forbids)
			}
			if (c.want == record.RateLimited) == a.HoldHost.IsZero() {
				t.Errorf("HoldHost = %v", a.HoldHost)
			}
		})
	}
}

func TestFetchAsksForRobotsOnce(t *testing.T) {
	var mu sync.Mutex
	hits := map[string]int{}
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		hits[r.URL.Path]++
		mu.Unlock()
		if r.URL.Path == "/robots.txt" {
			time.Sleep(20 * time.Millisecond)
			http.NotFound(w, r)
			return
		}
		writeHello(w)
	})
	c := newCrawler(t, crawler.Options{})
	var wg sync.WaitGroup
	for i := range 10 {
		wg.Go(func() { c.Fetch(context.Background(), record.Request{URL: fmt.Sprintf("%s/%d", at, i)}) })
	}
	wg.Wait()
	if hits["/robots.txt"] != 1 || len(hits) != 11 {
		t.Errorf("robots.txt was asked for %d times and %d pages once, want 1 and 10", hits["/robots.txt"], len(hits)-1)
	}
}

func TestFetchObeysRobotsOfARedirectsTarget(t *testing.T) {
	asked := false
	other := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			fmt.Fprint(w, "User-agent: stet\nDisallow: /")
			return
		}
		asked = true
	})
	at := serve(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, other+"/page", http.StatusMovedPermanently)
	})
	a := look(t, crawler.Options{}, at)
	wantIncident(t, a, record.Robots, "forbids")
	if asked || len(a.Exchanges) != 1 {
		t.Errorf("asked = %v with %d exchanges, want the redirect alone", asked, len(a.Exchanges))
	}
}

// A host that is away is unreachable, not unfriendly.
func TestFetchTellsAnAbsentHostFromAbsentRobots(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := "http://" + l.Addr().String()
	l.Close()
	a := look(t, crawler.Options{}, at)
	wantIncident(t, a, record.Unreachable, "refused the connection")
	if len(a.Exchanges) != 0 {
		t.Errorf("Fetch kept %d exchanges, want none", len(a.Exchanges))
	}
}

func FuzzRobots(f *testing.F) {
	f.Add([]byte("user-agent: *\ndisallow: /a*b$\nallow: /%7e?x=%2f\ncrawl-delay: 2"), "/a?b=c#d")
	f.Add([]byte("\xef\xbb\xbfuseragent stet\rdisallow: ***$"), "/%zz%")
	f.Add([]byte("allow: x\nuser-agent:\ndisallow:"), "")
	f.Fuzz(func(t *testing.T, file []byte, path string) {
		r := crawler.ParseRobots(file)
		got := r.Allowed("stet", path)
		if again := crawler.ParseRobots(file).Allowed("STET/2.0", path); got != again {
			t.Fatalf("Allowed(stet, %q) = %v and Allowed(STET/2.0, %q) = %v, want the same", path, got, path, again)
		}
		if d := r.CrawlDelay("stet"); d < 0 || d > 300*time.Second {
			t.Fatalf("CrawlDelay = %v, want 0 to 300 s", d)
		}
		if !r.Allowed("stet", "/robots.txt") {
			t.Fatal("Allowed(/robots.txt) = false, want true")
		}
	})
}
