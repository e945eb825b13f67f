package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A hint is what tag, role, class and id say of an element.
type hint uint8

const (
	hintBoiler  hint = 1 << iota // a landmark or a name of page furniture
	hintWeak                     // a name that often means furniture: believed for small or link-laden parts only
	hintNotice                   // an alert, a notice, a correction
	hintMain                     // the main landmark
	hintContent                  // a name by which templates call the main part
	hintAside                    // speaks of other pages: related lists, comments, teasers
)

// hintOf reads tag and role first, then class and id. cache keeps the
// verdicts on class names, which repeat all over a page.
func hintOf(n *html.Node, cache map[string]hint) hint {
	var h hint
	switch n.DataAtom {
	case atom.Main:
		return hintMain
	case atom.Nav, atom.Footer, atom.Search:
		h = hintBoiler
	case atom.Aside:
		h = hintWeak | hintAside
	}
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "role":
			h |= hintOfRole(strings.ToLower(strings.TrimSpace(a.Val)))
		case "class", "id":
			if a.Val == "" {
				continue
			}
			v, ok := cache[a.Val]
			if !ok {
				v = hintOfNames(a.Val)
				if len(cache) < 10_000 {
					cache[a.Val] = v
				}
			}
			h |= v
		case "itemprop":
			if a.Val == "articleBody" || a.Val == "mainContentOfPage" {
				h |= hintContent
			}
		case "aria-label":
			if strings.Contains(strings.ToLower(a.Val), "breadcrumb") {
				h |= hintBoiler
			}
		}
	}
	return h
}

func hintOfRole(role string) hint {
	switch role {
	case "main":
		return hintMain
	case "banner", "navigation", "contentinfo", "search", "menu", "menubar", "tablist", "toolbar", "dialog", "alertdialog":
		return hintBoiler
	case "complementary":
		return hintWeak | hintAside
	case "alert":
		return hintNotice
	case "status":
		return 0
	}
	return 0
}

// hintOfNames reads the names in a class or id attribute. A name that says
// what an element lacks or has beside it ("no-sidebar", "has-nav") says
// nothing.
func hintOfNames(names string) hint {
	var h hint
	var buf [8]string
	for name := range strings.FieldsSeq(names) {
		words := splitName(name, buf[:0])
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "has", "no", "with", "without", "not", "js", "wp", "col", "grid", "l", "u", "page":
			if words[0] != "page" && words[0] != "js" && words[0] != "wp" {
				continue
			}
		}
		h |= hintOfName(name, words)
	}
	return h
}

// splitName cuts "siteHeader_main-nav" into site, header, main, nav.
func splitName(name string, words []string) []string {
	start := 0
	add := func(end int) {
		if end > start && len(words) < 12 {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case c == '-' || c == '_' || c == ':' || c == '.' || c == '/':
			add(i)
			start = i + 1
		case c >= 'A' && c <= 'Z' && i > start && name[i-1] >= 'a' && name[i-1] <= 'z':
			add(i)
			start = i
		}
	}
	add(len(name))
	return words
}

func hintOfName(name string, words []string) hint {
	var h hint
	all := func(w ...string) bool { return hasWords(words, w...) }
	for _, w := range words {
		switch w {
		case "breadcrumb", "breadcrumbs", "navbar", "subnav", "sidenav", "topnav", "mainnav", "megamenu", "menubar", "skipnav", "skiplink", "skiplinks",
			"pager", "pagination", "addthis", "addtoany", "sharethis", "a2a", "cookie", "cookies", "cookieconsent", "gdpr", "govbanner",
			"backtotop", "searchbox", "searchform", "offcanvas", "masthead", "sharebar", "socialmedia", "onetrust", "feedbackform":
			h |= hintBoiler
		case "nav", "navigation", "menu", "submenu", "footer", "share", "sharing", "social", "toolbar", "subscribe", "signup", "newsletter", "feedback", "survey",
			"helpful", "modal", "popup", "lightbox", "login", "sitemap", "languages", "consent", "toc":
			h |= hintWeak
		case "sidebar", "related", "recommended", "recommendations", "comments", "disqus", "rail", "teaser", "teasers", "promo":
			h |= hintWeak | hintAside
		case "alert", "notice", "correction", "disclaimer":
			h |= hintNotice
		case "archived":
			if all("banner") || all("content") || all("message") || all("notice") {
				h |= hintNotice
			}
		}
	}
	switch {
	case all("skip") && (all("link") || all("nav") || all("main") || all("content") || all("links")),
		all("banner") && (all("usa") || all("gov") || all("official") || all("government") || all("cookie") || all("consent")),
		all("back", "top"), all("site", "header"), all("global", "header"), all("usa", "header"), all("global", "footer"), all("site", "footer"),
		all("print") && (all("link") || all("button") || all("page") || all("icon")),
		all("search") && (all("block") || all("box") || all("form") || all("bar") || all("usa") || all("global")):
		h |= hintBoiler
	case len(words) == 1 && (words[0] == "header" || words[0] == "footer"), all("page", "header") && false:
		h |= hintWeak
	}
	if h&hintNotice != 0 && (all("email") || all("subscribe") || all("signup") || all("list") || all("alerts")) {
		h &^= hintNotice
	}
	switch strings.ToLower(name) {
	case "main-content", "maincontent", "main_content", "content-main", "main", "content", "page-content", "article-content", "article-body",
		"primary-content", "pagecontent", "page_content", "contentmain", "content-area", "contentarea", "bodycontent", "body-content", "maincontentarea", "primary":
		h |= hintContent
	}
	return h
}

func hasWords(words []string, want ...string) bool {
	for _, w := range want {
		found := false
		for _, x := range words {
			found = found || x == w
		}
		if !found {
			return false
		}
	}
	return true
}
