package report

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// plural returns "1 look", "3 looks", "1,300 looks".
func plural(n int, noun string) string {
	switch {
	case n == 1:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		return grouped(strconv.Itoa(n)) + " " + noun + "es"
	}
	return grouped(strconv.Itoa(n)) + " " + noun + "s"
}

// verb returns the form of a verb that goes with n things.
func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// quote puts words into quotation marks; no words get none.
func quote(s string) string {
	if s == "" {
		return ""
	}
	return "“" + s + "”"
}

// excerpt returns about the first n characters of s, cut at a word.
func excerpt(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	head := string([]rune(s[:min(len(s), utf8.UTFMax*n)])[:n])
	if i := strings.LastIndexByte(head, ' '); i > 0 {
		head = head[:i]
	}
	return head + " …"
}

// sourceName says where on a page a stated date stands.
func sourceName(source string) string {
	switch source {
	case "text":
		return "on the page"
	case "http":
		return "said by the server"
	case "":
		return "somewhere"
	}
	return "in " + source
}

// sentence returns s with a capital at its start and a stop at its end.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?") {
		return capital(s)
	}
	return capital(s) + "."
}

// capital returns s with its first letter, if it is an ASCII one, as a capital.
func capital(s string) string {
	if s != "" && 'a' <= s[0] && s[0] <= 'z' {
		return string(s[0]-'a'+'A') + s[1:]
	}
	return s
}
