package crawler

import (
	"bytes"
	"regexp"
	"strings"
)

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

// spinner finds a picture that stands there until a script has run.
var spinner = regexp.MustCompile(`(?i)spinner|loading|loader`)

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
