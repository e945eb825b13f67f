package crawler

import (
	"bytes"
	"strings"
)

// A skim is what one quick pass over an HTML page shows: enough to tell a page
// from a wall, an error or a stub, and no more. Reading it properly is the
// business of package extract, whose parser knows the rules of HTML; this one
// is a scanner that no input can slow down or confuse for long.
type skim struct {
	title     string
	headings  []string // h1 and h2, the first few
	text      string   // the first words to be seen, as they stand in the markup
	main      string   // likewise those outside links, menus, headers and footers
	noscript  string   // the first words for browsers without JavaScript
	seen      int      // characters to be seen, white space left out
	own       int      // of these, those outside links, menus, headers and footers
	links     int
	media     int    // pictures, frames, films: something to be seen without words
	fields    int    // to be filled in
	password  bool   // one of them for a password
	refresh   string // content of a meta refresh
	canonical string // the address that the page gives as its own (rel=canonical)
	onward    bool   // a script that sends the browser elsewhere
	noindex   bool
	closed    bool   // the page says that it ends (</body> or </html>)
	opened    bool   // it said that it begins (<html> or <body>)
	unclosed  int    // containers (div, main, section …) that were opened and not closed
	cut       string // what the last byte stands in the middle of: a tag, a comment, a script
	broken    bool   // the last words stand in the middle of a sentence
}

const (
	maxTitle    = 300      // bytes kept of a title or heading
	maxHeadings = 8        // headings kept
	maxLead     = 16 << 10 // bytes kept of the words
	maxMain     = 2 << 10  // bytes kept of those outside links and menus
	maxScript   = 8 << 10  // bytes of a script that are searched
)

// A skimmer is a skim in the making.
type skimmer struct {
	skim
	in     [elements]int // open elements that matter
	words  strings.Builder
	into   *strings.Builder // where a title or heading is gathered, or nil
	buf    strings.Builder
	noText strings.Builder
	mine   strings.Builder
	gap    bool // white space came before the next word
	apart  bool // likewise of the words of mine
	most   int  // bytes of the text that are kept
}

// skimHTML reads the whole of b once.
func skimHTML(b []byte) skim { return skimText(b, maxLead) }

// skimText keeps most bytes of the words.
func skimText(b []byte, most int) skim {
	s := &skimmer{most: most}
	s.words.Grow(min(most, len(b)/4))
	s.mine.Grow(min(maxMain, len(b)/4))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			s.say(b)
			s.broken = breaksOff(b)
			break
		}
		s.say(b[:i])
		b = s.markup(b[i:])
	}
	s.finish()
	s.text, s.main = s.words.String(), s.mine.String()
	s.noscript = unescape(s.noText.String())
	return s.skim
}

// breaksOff reports whether text with no tag after it ends within a sentence.
func breaksOff(b []byte) bool {
	b = bytes.TrimSpace(b)
	if len(b) == 0 {
		return false
	}
	c := b[len(b)-1]
	return isLetter(c) || c == ',' || c >= '0' && c <= '9' || bytes.LastIndexByte(b, '&') >= max(0, len(b)-6)
}

// lead returns the first words to be seen. Nearly no page is asked for them.
func (s *skim) lead() string { return unescape(s.text) }

func (s *skimmer) open(name element, attrs []byte) {
	switch name {
	case elementHeading:
		s.finish()
		if len(s.headings) < maxHeadings {
			s.into = &s.buf
		}
	case elementWhole:
		s.opened = true
	case elementAnchor:
		s.in[name] = 0 // a link ends where the next one begins
		if leads(attrs) {
			s.links++
			s.in[name] = 1
		}
	case elementTemplate:
		if attribute(attrs, "shadowrootmode") == "" { // that one is shown
			s.in[name]++
		}
	case elementNav, elementHeader, elementFooter, elementAside, elementNoscript, elementSelect, elementSVG, elementButton:
		s.in[name]++
	case elementContainer:
		s.unclosed++
	case elementIframe, elementMedium:
		if s.in[elementNoscript] == 0 && (s.media > 0 || !spinner.Match(attrs)) {
			s.media++
		}
	case elementMeta:
		s.meta(attrs)
	case elementLink:
		if s.canonical == "" && strings.EqualFold(attribute(attrs, "rel"), "canonical") {
			s.canonical = unescape(attribute(attrs, "href"))
		}
	case elementInput:
		switch strings.ToLower(attribute(attrs, "type")) {
		case "password":
			s.password = true
			s.fields++
		case "", "text", "email", "tel", "number", "date", "url":
			s.fields++
		}
	case elementTextarea:
		s.fields++
	}
	s.gap = s.gap || name != elementAnchor && name != elementInline
}

// leads reports whether an anchor is a link: <a name="top">, which old pages
// never close, is none.
func leads(attrs []byte) bool {
	return bytes.Contains(attrs, []byte("href")) || bytes.Contains(attrs, []byte("HREF")) || attribute(attrs, "href") != ""
}

func (s *skimmer) close(name element) {
	switch name {
	case elementHeading:
		s.finish()
	case elementWhole:
		s.closed = true
	case elementContainer:
		s.unclosed--
	default:
		if s.in[name] > 0 {
			s.in[name]--
		}
	}
	s.gap = s.gap || name != elementAnchor && name != elementInline
}

// finish ends the heading that is open.
func (s *skimmer) finish() {
	if s.into == nil {
		return
	}
	if text := unescape(s.buf.String()); text != "" {
		s.headings = append(s.headings, text)
	}
	s.buf.Reset()
	s.into = nil
}

func (s *skimmer) meta(attrs []byte) {
	switch content := attribute(attrs, "content"); {
	case strings.EqualFold(attribute(attrs, "http-equiv"), "refresh"):
		if s.in[elementNoscript] == 0 {
			s.refresh = unescape(content)
		}
	case strings.EqualFold(attribute(attrs, "name"), "robots"):
		s.noindex = s.noindex || strings.Contains(strings.ToLower(content), "noindex")
	}
}

// say takes text between tags.
func (s *skimmer) say(b []byte) {
	if len(b) == 0 || s.in[elementTemplate] > 0 {
		return
	}
	if s.in[elementNoscript] > 0 {
		s.gap = gather(&s.noText, b, maxLead, s.gap)
		return
	}
	n := visible(b)
	if n == 0 {
		s.gap = true
		return
	}
	s.seen += n
	gap := s.gap
	if s.in[elementAnchor]+s.in[elementNav]+s.in[elementHeader]+s.in[elementFooter]+s.in[elementSelect]+s.in[elementButton] == 0 {
		s.own += n
		s.apart = gather(&s.mine, b, maxMain, s.apart || gap)
	} else {
		s.apart = true
	}
	s.gap = gather(&s.words, b, s.most, gap)
	if s.into != nil {
		gather(s.into, b, maxTitle, gap)
	}
}
