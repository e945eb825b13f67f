package configs

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"stet/record"
)

// A Mistake is one thing wrong in a configuration.
type Mistake struct {
	File   string
	Line   int // from 1
	Column int // in characters, from 1; 0: not known
	What   string
	Source string // the line
}

// Error returns "file:line: what".
func (m Mistake) Error() string { return fmt.Sprintf("%s:%d: %s", m.File, m.Line, m.What) }

// quoted is how much of a long line is shown, in characters.
const quoted = 100

// Quote returns the line and, below it, a caret under what is wrong in it, for
// letters that are all as wide; both are empty where the place is not known.
func (m Mistake) Quote() (line, caret string) {
	source := []rune(strings.NewReplacer("\t", " ", "\r", "").Replace(m.Source))
	at := m.Column - 1
	if at < 0 || at > len(source) || !utf8.ValidString(m.Source) {
		return "", ""
	}
	if first := at - quoted/2; first > 0 && len(source) > quoted {
		source, at = append([]rune("…"), source[first:]...), at-first+1
	}
	if len(source) > quoted {
		source = append(source[:quoted:quoted], '…')
	}
	return string(source), strings.Repeat(" ", at) + "^"
}

// Mistakes are all that is wrong in a configuration, in the order of lines.
type Mistakes []Mistake

// Error returns the mistakes, one a line.
func (ms Mistakes) Error() string {
	errs := make([]error, len(ms))
	for i, m := range ms {
		errs[i] = m
	}
	return errors.Join(errs...).Error()
}

// instead says what to write in place of a key that the struct type t does not
// have.
func instead(key string, t reflect.Type) string {
	keys := keysOf(t)
	if near := nearest(key, keys); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	top := reflect.TypeFor[Config]()
	if slices.Contains(keysOf(top), key) {
		return "it belongs at the top of the file"
	}
	if home := homeOf(key, top, ""); home != "" {
		return "it belongs under " + home
	}
	return "want one of " + strings.Join(keys, ", ")
}

// kindInstead is instead for a kind of flag.
func kindInstead(kind string) string {
	var kinds []string
	for _, k := range record.FlagKinds() {
		kinds = append(kinds, string(k))
	}
	if near := nearest(kind, kinds); near != "" {
		return fmt.Sprintf("did you mean %q?", near)
	}
	return "want one such as figure-altered"
}

// homeOf returns the path under which a struct in t, which stands at path, has
// a key, or "".
func homeOf(key string, t reflect.Type, path string) string {
	if path != "" && slices.Contains(keysOf(t), key) {
		return path
	}
	for i := range t.NumField() {
		f := t.Field(i)
		in, name := f.Type, join(path, f.Tag.Get("yaml"))
		if in.Kind() == reflect.Slice {
			in, name = in.Elem(), name+"[]"
		}
		if in.Kind() == reflect.Struct && !reflect.PointerTo(in).Implements(reflect.TypeFor[setter]()) {
			if home := homeOf(key, in, name); home != "" {
				return home
			}
		}
	}
	return ""
}

// nearest returns the one of some words that a slip of the keyboard may have
// made word of, or "".
func nearest(word string, words []string) string {
	best, least := "", max(1, len(word)/3)+1
	for _, w := range words {
		if n := slips(word, w); n < least {
			best, least = w, n
		}
	}
	return best
}

// slips counts the letters that were left out, put in, altered or swapped with
// their neighbour between two words (optimal string alignment).
func slips(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(last[j]+cost, last[j+1]+1, row[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
