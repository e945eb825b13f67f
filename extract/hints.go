package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// A hint is what tag, role, class and id say of an element.
type hint uint16

const (
	hintBoiler  hint = 1 << iota // a landmark or a name of page furniture
	hintWeak                     // a name that often means furniture: believed for small or link-laden parts only
	hintNotice                   // an alert, a notice, a correction
	hintMain                     // the main landmark
	hintContent                  // a name by which templates call the main part
	hintHeader                   // called a header: of the page, or of a box in it
	hintAside                    // speaks of other pages: related lists, comments, teasers
	hintMenu                     // beside hintWeak: a name for what is made of links
	hintHero                     // the large opening of a page, which many templates put in front of the main landmark
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
			r := hintOfRole(strings.ToLower(strings.TrimSpace(a.Val)))
			if n.DataAtom == atom.Article && r&hintAside != 0 {
				r = 0 // an article is what it says it is
			}
			h |= r
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
	case "banner":
		return hintBoiler | hintHeader
	case "navigation", "contentinfo", "search", "menu", "menubar", "tablist", "toolbar", "dialog", "alertdialog":
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
		_, part, isPart := strings.Cut(name, "__")
		if isPart {
			name = part // block__element: the block has a name of its own
		}
		words := splitName(name, buf[:0])
		if len(words) == 0 {
			continue
		}
		switch words[0] {
		case "has", "no", "with", "without", "not":
			continue
		}
		got := hintOfName(name, words)
		if isPart && got&hintBoiler == 0 {
			got &^= hintHeader
		}
		if isPart {
			got &^= hintWeak | hintMenu | hintNotice // the footer of a card, the header of a box
		}
		h |= got
	}
	return h
}

// splitName cuts "siteHeader_main-nav" into site, header, main, nav.
func splitName(name string, words []string) []string {
	start := 0
	add := func(end int) {
		w := strings.TrimRight(name[start:max(start, end)], "0123456789") // footer4 is a footer
		if w == "" {
			w = name[start:max(start, end)]
		}
		if w != "" && len(words) < 12 {
			words = append(words, strings.ToLower(w))
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
			"backtotop", "searchbox", "searchform", "quicklinks", "offcanvas", "sharebar", "socialmedia", "onetrust", "feedbackform":
			h |= hintBoiler
		case "hero", "jumbotron":
			h |= hintHero
		case "masthead":
			h |= hintBoiler | hintHeader
		case "nav", "navigation", "menu", "submenu", "sitemap":
			h |= hintWeak | hintMenu
		case "footer", "sharing", "toolbar", "subscribe", "signup", "newsletter",
			"helpful", "modal", "popup", "lightbox", "login":
			h |= hintWeak
		case "sidebar", "related", "recommended", "recommendations", "disqus", "rail":
			h |= hintWeak | hintAside
		case "share", "social", "survey", "feedback", "languages", "consent", "toc":
			if allNeutral(words, w) { // but cost-share, social-security, geological-survey
				h |= hintWeak
			}
		case "comments":
			if allNeutral(words, w) { // but public-comments
				h |= hintWeak | hintAside
			}
		case "alert", "notice", "correction", "disclaimer", "emergency", "announcement", "sitewide":
			h |= hintNotice
		case "archived":
			if all("banner") || all("content") || all("message") || all("notice") {
				h |= hintNotice
			}
		}
	}
	if hasWords(words, "footer") {
		h &^= hintMenu
	}
	switch {
	case all("skip") && (all("link") || all("nav") || all("main") || all("content") || all("links")),
		all("banner") && (all("usa") || all("gov") || all("official") || all("government") || all("cookie") || all("consent")),
		all("back", "top"), all("global", "footer"), all("site", "footer"), all("prev", "next"), all("previous", "next"),
		all("print") && (all("link") || all("button") || all("page") || all("icon")),
		all("search") && (all("block") || all("box") || all("form") || all("bar") || all("usa") || all("global")):
		h |= hintBoiler
	case all("fb") && (all("page") || all("post") || all("xfbml")), all("twitter") && (all("tweet") || all("timeline")), all("instagram", "media"), all("tiktok", "embed"):
		h |= hintBoiler | hintAside // an embedded post: it comes and goes
	case all("site", "header"), all("global", "header"), all("usa", "header"):
		h |= hintBoiler | hintHeader
	case len(words) == 1 && words[0] == "header":
		h |= hintHeader
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

// neutral words do not change what the word beside them says.
var neutral = set(`block region section container wrapper wrap inner outer content list links link button buttons icon icons bar box widget area tools item items
	group row menu nav media site page usa global main primary secondary left right top bottom header footer field view views paragraph component form panel this us
	module mobile desktop follow connect customer foresee us`)

// allNeutral reports whether all words but w are neutral.
func allNeutral(words []string, w string) bool {
	for _, x := range words {
		if x != w && !neutral[x] && strings.Trim(x, "0123456789") != "" {
			return false
		}
	}
	return true
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
