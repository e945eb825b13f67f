package configs

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// A reader fills a Config from a syntax tree and remembers where each value
// stands.
type reader struct {
	name     string
	text     []string         // the lines of the file
	places   map[string]place // "watch[0].urls[1]" and where it stands
	mistakes []Mistake
}

// A place is a line and a column of it, both from 1.
type place struct{ line, column int }

func (r *reader) wrong(at place, format string, args ...any) {
	m := Mistake{File: r.name, Line: at.line, Column: at.column, What: fmt.Sprintf(format, args...)}
	if at.line <= len(r.text) {
		m.Source = r.text[at.line-1]
	}
	r.mistakes = append(r.mistakes, m)
}

// plain sees to it that the file is text in UTF-8: in another coding a word
// would be read as one that no page ever says.
func (r *reader) plain() {
	for i, line := range r.text {
		if !utf8.ValidString(line) || strings.Contains(line, "\x00") {
			r.mistakes = append(r.mistakes, Mistake{File: r.name, Line: i + 1, What: "this is not text in UTF-8: save the file in that coding"})
			return
		}
	}
}

// parse reads text into c. The yaml package reads the syntax; the shape is
// read here, since only here is known what was expected in a place.
func (r *reader) parse(text []byte, c *Config) {
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		r.wrong(syntaxError(err))
		return
	}
	docs := slices.DeleteFunc(file.Docs, func(d *ast.DocumentNode) bool {
		return d.Body == nil || d.Body.Type() == ast.CommentType
	})
	if len(docs) > 1 {
		r.wrong(placeOf(docs[1].Body), "a second document starts here: want one document in the file")
		return
	}
	if len(docs) == 1 {
		r.value(docs[0].Body, reflect.ValueOf(c).Elem(), "")
	}
}

func syntaxError(err error) (place, string) {
	var e yaml.Error
	if !errors.As(err, &e) {
		return place{line: 1}, err.Error()
	}
	at := e.GetToken().Position
	return place{at.Line, at.Column}, inPlainWords(e.GetMessage())
}

// inPlainWords says what the parser's commonest complaints mean to somebody who
// does not know how YAML is parsed.
func inPlainWords(complaint string) string {
	says := func(parts ...string) bool {
		return slices.ContainsFunc(parts, func(s string) bool { return strings.Contains(complaint, s) })
	}
	switch {
	case says("'\t'", "tab character"):
		return "a tab: YAML indents with spaces only"
	case says("sequence end token", "',' or ']'"):
		return `the list that begins with "[" lacks a "," or its "]"`
	case says("mapping end token", "',' or '}'"):
		return `the set of keys that begins with "{" lacks a "," or its "}"`
	case says("mapping value is not allowed", "non-map value", "unexpected key name", "value is not allowed", "key-value delimiter"):
		return "this does not fit to the lines around it: keys that belong together begin in the same column, and each has a colon and a space behind it"
	case says("double-quoted text", "single-quoted text"):
		return complaint + ": a quotation mark is missing"
	}
	return complaint
}

func placeOf(n ast.Node) place {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		return placeOf(m.Values[0].Key)
	}
	p := n.GetToken().Position
	return place{p.Line, p.Column}
}

// A setter reads its value from a scalar.
type setter interface{ set(string) error }

// value reads node into v, which stands at path.
func (r *reader) value(node ast.Node, v reflect.Value, path string) {
	if node.Type() == ast.NullType {
		return // "key:" with nothing behind it means the default
	}
	at := placeOf(node)
	r.places[path] = at
	if s, ok := v.Addr().Interface().(setter); ok {
		text, isScalar := scalar(node)
		if !isScalar {
			r.wrong(at, "%s is %s: %v", path, kindOf(node), s.set("?"))
		} else if err := s.set(text); err != nil {
			r.wrong(at, "%s is %q: %v", path, text, err)
		}
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		r.mapping(node, v, path)
	case reflect.Slice:
		r.sequence(node, v, path)
	case reflect.Map:
		r.table(node, v, path)
	default:
		r.scalar(node, v, path)
	}
}

func (r *reader) mapping(node ast.Node, v reflect.Value, path string) {
	m, ok := node.(ast.MapNode)
	if !ok {
		r.wrong(placeOf(node), "%s is %s: want keys such as %s", orFile(path), kindOf(node), strings.Join(keysOf(v.Type()), ", "))
		return
	}
	seen := map[string]bool{}
	for it := m.MapRange(); it.Next(); {
		key := it.Key().String()
		at := placeOf(it.Key())
		field := fieldOf(v, key)
		switch {
		case !field.IsValid():
			r.wrong(at, "unknown key %q%s: %s", key, in(path), instead(key, v.Type()))
		case seen[key]:
			r.wrong(at, "%q stands twice%s", key, in(path))
		default:
			r.value(it.Value(), field, join(path, key))
		}
		seen[key] = true
	}
}

// table reads keys that are not known beforehand.
func (r *reader) table(node ast.Node, v reflect.Value, path string) {
	m, ok := node.(ast.MapNode)
	if !ok {
		r.wrong(placeOf(node), "%s is %s: want keys with values", path, kindOf(node))
		return
	}
	v.Set(reflect.MakeMap(v.Type()))
	for it := m.MapRange(); it.Next(); {
		key, value := it.Key().String(), reflect.New(v.Type().Elem()).Elem()
		r.value(it.Value(), value, join(path, key))
		v.SetMapIndex(reflect.ValueOf(key), value)
	}
}

func (r *reader) sequence(node ast.Node, v reflect.Value, path string) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		r.wrong(placeOf(node), "%s is %s: want a list", path, kindOf(node))
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(list.Values), len(list.Values)))
	for i, item := range list.Values {
		r.value(item, v.Index(i), path+"["+strconv.Itoa(i)+"]")
	}
}

func (r *reader) scalar(node ast.Node, v reflect.Value, path string) {
	text, isScalar := scalar(node)
	fail := func(want string) {
		r.wrong(placeOf(node), "%s is %s: want %s", path, kindOf(node), want)
	}
	switch v.Kind() {
	case reflect.String:
		if _, keys := node.(ast.MapNode); keys {
			fail("text, in quotes where it has a colon")
			return
		}
		if !isScalar {
			fail("text")
			return
		}
		v.SetString(text)
	case reflect.Bool:
		b, ok := node.(*ast.BoolNode)
		if !ok {
			fail("true or false")
			return
		}
		v.SetBool(b.Value)
	case reflect.Int:
		n, err := strconv.Atoi(text)
		if !isScalar || err != nil {
			fail("a whole number")
			return
		}
		v.SetInt(int64(n))
	case reflect.Float64:
		f, err := strconv.ParseFloat(text, 64)
		if !isScalar || err != nil {
			fail("a number")
			return
		}
		v.SetFloat(f)
	}
}

// scalar returns the text of a scalar as it was written.
func scalar(node ast.Node) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func kindOf(node ast.Node) string {
	if text, ok := scalar(node); ok {
		if short := []rune(text); len(short) > quoted {
			text = string(short[:quoted]) + "…"
		}
		return strconv.Quote(text)
	}
	switch node.(type) {
	case *ast.AliasNode, *ast.AnchorNode:
		return "an anchor or an alias (& or *), which stet does not read"
	case *ast.SequenceNode:
		return "a list"
	case ast.MapNode:
		return "a set of keys"
	}
	return "no plain value"
}

// keysOf returns the keys that the struct type t has in the file.
func keysOf(t reflect.Type) (keys []string) {
	for i := range t.NumField() {
		if tag := t.Field(i).Tag.Get("yaml"); tag != "-" {
			keys = append(keys, tag)
		}
	}
	return keys
}

func fieldOf(v reflect.Value, key string) reflect.Value {
	for i := range v.NumField() {
		if tag := v.Type().Field(i).Tag.Get("yaml"); tag == key && tag != "-" {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

func in(path string) string {
	if path == "" {
		return ""
	}
	return " in " + path
}

func orFile(path string) string {
	if path == "" {
		return "the file"
	}
	return path
}
