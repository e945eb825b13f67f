package extract

import "strings"

// Words that begin a notice, in lower case.
var noticeStarts = []string{
	"archived content", "archived page", "archived information", "archive notice", "archived document", "archived:", "historical content", "historical document",
	"editor's note", "editors' note", "editors note", "editor’s note", "correction:", "corrections:", "correction (", "correction notice", "clarification:", "retraction:",
	"notice:", "important notice:", "alert:", "public notice:", "website notice",
	"contenido archivado", "nota del editor", "nota de la redacción", "corrección:", "aviso:", "aviso importante:",
}

// Pairs of words that together say that a page is not kept up any more.
var noticePairs = [][2]string{
	{"archive", "outdated information"},
	{"archived", "no longer"},
	{"has been archived", "page"},
	{"has been archived", "content"},
	{"is archived", "page"},
	{"is archived", "content"},
	{"no longer being updated", ""},
	{"no longer updated", "page"},
	{"historical material", "frozen in time"},
	{"may not reflect current", "archive"},
	{"for historical purposes", "archive"},
	{"for reference purposes only", "archive"},
	{"información desactualizada", "archiv"},
}

// maxNotice is how many bytes a notice that is told by its words may have.
const maxNotice = 800

// isNotice reports whether the words of a block, in lower case, say of
// themselves that they are a notice, whatever element holds them.
//
//	"Archived Content"                                 is
//	"Editor's note: an earlier version said …"         is
//	"The archives hold records of 1906."               is not
func isNotice(t string) bool {
	for _, s := range noticeStarts {
		if strings.HasPrefix(t, s) {
			return len(t) == len(s) || !isWordByte(t[len(s)]) || !isWordByte(s[len(s)-1])
		}
	}
	if !strings.Contains(t, "archiv") && !strings.Contains(t, "no longer") && !strings.Contains(t, "frozen") {
		return false
	}
	for _, p := range noticePairs {
		if strings.Contains(t, p[0]) && strings.Contains(t, p[1]) {
			return true
		}
	}
	return false
}

func isWordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80
}
