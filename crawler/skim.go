package crawler

import (
	"bytes"
	"regexp"
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
	noscript  string   // the first words for browsers without JavaScript
	seen      int      // characters to be seen, white space left out
	own       int      // of these, those outside links, menus, headers and footers
	links     int
	media     int    // pictures, frames, films: something to be seen without words
	password  bool   // a field for a password
	refresh   string // content of a meta refresh
	canonical string // the address that the page gives as its own (rel=canonical)
	onward    bool   // a script that sends the browser elsewhere
	noindex   bool
	closed    bool   // the page says that it ends (</body> or </html>)
	opened    bool   // it said that it begins (<html> or <body>)
	unclosed  int    // containers (div, main, section …) that were opened and not closed
	cut       string // what the last byte stands in the middle of: a tag, a comment, a script
}

const (
	maxTitle    = 300      // bytes kept of a title or heading
	maxHeadings = 8        // headings kept
	maxLead     = 16 << 10 // bytes kept of the words
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
	gap    bool // white space came before the next word
	most   int  // bytes of the text that are kept
}

// skimHTML reads the whole of b once.
func skimHTML(b []byte) skim { return skimText(b, maxLead) }

// skimText keeps most bytes of the words.
func skimText(b []byte, most int) skim {
	s := &skimmer{most: most}
	s.words.Grow(min(most, len(b)/4))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '<')
		if i < 0 {
			s.say(b)
			break
		}
		s.say(b[:i])
		b = s.markup(b[i:])
	}
	s.finish()
	s.text = s.words.String()
	s.noscript = unescape(s.noText.String())
	return s.skim
}

// lead returns the first words to be seen. Nearly no page is asked for them.
func (s *skim) lead() string { return unescape(s.text) }

// markup reads the tag, comment or stray "<" at the start of b and returns
// what follows it.
func (s *skimmer) markup(b []byte) []byte {
	switch {
	case bytes.HasPrefix(b, []byte("<!--")):
		end := bytes.Index(b[4:], []byte("-->"))
		if end < 0 {
			s.cut = "a comment"
			return nil
		}
		return b[4+end+3:]
	case len(b) > 1 && (b[1] == '!' || b[1] == '?'):
		end := bytes.IndexByte(b, '>')
		if end < 0 {
			s.cut = "a tag"
			return nil
		}
		return b[end+1:]
	case len(b) > 1 && isLetter(b[1]), len(b) > 2 && b[1] == '/' && isLetter(b[2]):
		return s.tag(b)
	}
	if len(b) < 3 {
		s.cut = "a tag"
	}
	s.say(b[:1])
	return b[1:]
}

// tag reads the tag at the start of b, and with it the content of elements
// that hold no markup.
func (s *skimmer) tag(b []byte) []byte {
	closing := b[1] == '/'
	from := 1
	if closing {
		from = 2
	}
	end := from
	for end < len(b) && !isSpace(b[end]) && b[end] != '>' && b[end] != '/' {
		end++
	}
	name := elementOf(b[from:end])
	length := tagLength(b, end)
	if length < 0 {
		s.cut = "a tag"
		return nil
	}
	attrs, rest := b[end:length-1], b[length:]
	if closing {
		s.close(name)
		return rest
	}
	s.open(name, attrs)
	if tag := name.raw(); tag != "" {
		return s.raw(name, tag, rest)
	}
	return rest
}

// tagLength returns the length of the tag b, whose name ends at i; quotes in
// attributes hide a ">". -1: it does not end.
func tagLength(b []byte, i int) int {
	for i < len(b) {
		switch b[i] {
		case '>':
			return i + 1
		case '=':
			i++
			for i < len(b) && isSpace(b[i]) {
				i++
			}
			if i < len(b) && (b[i] == '"' || b[i] == '\'') {
				end := bytes.IndexByte(b[i+1:], b[i])
				if end < 0 {
					return -1
				}
				i += 1 + end + 1
			}
		default:
			i++
		}
	}
	return -1
}

// raw reads the content of an element that holds no markup.
func (s *skimmer) raw(name element, tag string, b []byte) []byte {
	end := closingTag(b, tag)
	content := b
	if end >= 0 {
		content = b[:end]
	}
	switch name {
	case elementScript:
		if onward.Match(content[:min(len(content), maxScript)]) {
			s.onward = true
		}
	case elementTitle:
		if s.title == "" && s.in[elementSVG] == 0 {
			s.title = unescape(string(content[:min(len(content), maxTitle)]))
		}
	}
	if end < 0 {
		s.cut = "a " + tag + " element"
		return nil
	}
	return b[end:]
}

// closingTag finds "</name" in b, in whatever case; -1: it is not there.
func closingTag(b []byte, name string) int {
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("</"))
		if j < 0 {
			return -1
		}
		i += j
		if rest := b[i+2:]; len(rest) >= len(name) && strings.EqualFold(string(rest[:len(name)]), name) {
			return i
		}
		i += 2
	}
}

// onward finds a script that sets the address of the page to one that it names.
// Scripts that only free a page from a frame (top.location = self.location) do
// not.
var onward = regexp.MustCompile(`(?i)\blocation(\.href)?\s*=\s*["']|\blocation\.(replace|assign)\s*\(\s*["']`)

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
		s.links++
		s.in[name]++
	case elementTemplate:
		if attribute(attrs, "shadowrootmode") == "" { // that one is shown
			s.in[name]++
		}
	case elementNav, elementHeader, elementFooter, elementAside, elementNoscript, elementSelect, elementSVG, elementButton:
		s.in[name]++
	case elementContainer:
		s.unclosed++
	case elementIframe, elementMedium:
		if s.in[elementNoscript] == 0 {
			s.media++
		}
	case elementMeta:
		s.meta(attrs)
	case elementLink:
		if s.canonical == "" && strings.EqualFold(attribute(attrs, "rel"), "canonical") {
			s.canonical = unescape(attribute(attrs, "href"))
		}
	case elementInput:
		if strings.EqualFold(attribute(attrs, "type"), "password") {
			s.password = true
		}
	}
	s.gap = s.gap || name != elementAnchor && name != elementInline
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
		s.refresh = unescape(content)
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
	if s.in[elementAnchor]+s.in[elementNav]+s.in[elementHeader]+s.in[elementFooter]+s.in[elementSelect]+s.in[elementButton] == 0 {
		s.own += n
	}
	gap := s.gap
	s.gap = gather(&s.words, b, s.most, gap)
	if s.into != nil {
		gather(s.into, b, maxTitle, gap)
	}
}
