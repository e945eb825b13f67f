package extract

import (
	"strings"
	"unicode"

	"stet/record"
)

// Blocks with exactly these words are furniture wherever they stand.
var furnitureTexts = map[string]bool{
	"u.s. flag": true, "government website": true, "official websites use .gov": true, "official government website": true,
	"safely connect using https": true, "secure .gov websites use https": true, "secure websites use https": true, "here's how you know": true,
	"the .gov means it's official": true, "the .gov means it's official.": true, "the site is secure": true, "the site is secure.": true,
	"breadcrumb": true, "breadcrumbs": true, "you are here": true, "you are here:": true, "skip to main content": true, "skip to content": true,
	"skip to main": true, "skip navigation": true, "skip to page content": true, "back to top": true, "return to top": true, "toggle navigation": true,
	"main navigation": true, "main menu": true, "close menu": true, "share this page": true, "share this page:": true, "share this": true, "share sensitive information": true,
	"was this page helpful?": true, "was this page helpful to you?": true, "was this helpful?": true, "did you find this page helpful?": true,
	"is this page helpful?": true, "was this information helpful?": true, "did you find what you were looking for?": true, "rate this page": true,
	"así es como usted puede verificarlo": true, "así es como puede verificarlo": true, "los sitios web oficiales usan .gov": true,
	"los sitios web seguros .gov usan https": true, "saltar al contenido principal": true, "pasar al contenido principal": true,
	"¿le resultó útil esta página?": true, "¿fue útil esta página?": true, "¿le fue útil esta página?": true, "comparta esta página": true, "compartir esta página": true,
}

// Blocks that begin so are furniture.
var furnitureStarts = []string{
	"an official website of the", "an official site of the", "official website of the united states", "this is an official website of", "this is an official u.s. government",
	"a .gov website belongs to", "a .mil website belongs to", "a lock (", "a lock icon", "federal government websites often end in", "before sharing sensitive information",
	"the https:// ensures", "official websites use .mil", "secure .mil websites use", "this page was not helpful because", "this page was helpful because",
	"this website uses cookies", "this site uses cookies", "we use cookies", "this website stores cookies", "by continuing to use this site",
	"un sitio oficial del gobierno", "sitio oficial del gobierno", "un sitio web .gov pertenece", "un candado (", "este sitio web utiliza cookies", "esta página no fue útil porque",
	"skip to main content",
	"was this page helpful", "was this page useful", "did you find this page", "did you find this helpful", "how helpful was this page", "is this page useful", "¿le resultó útil", "¿fue útil esta",
	"to protect your privacy, please do not include", "please do not include any personal information",
	"home > ", "home » ", "home › ", "inicio > ", "inicio » ", "inicio › ",
	"federal government websites always use a .gov", "this site is also protected by an ssl", "the site is secure", "for a full list of topics",
}

var startsByByte = byFirst(furnitureStarts)

// byFirst sorts texts by their first byte.
func byFirst(texts []string) (by [256][]string) {
	for _, t := range texts {
		by[t[0]] = append(by[t[0]], t)
	}
	return by
}

// A feedback remembers that the question whether a page was helpful has just
// been asked: the short answers that follow belong to it.
type feedback struct{ answers int }

// isKnownFurniture reports whether a block is furniture by its words, t, in
// lower case and "" where they are too many: what the government banner says,
// the question whether a page was helpful, and the like.
func (f *feedback) isKnownFurniture(t string, kind record.BlockKind) bool {
	if len(t) > 600 || t == "" {
		f.answers = 0
		return false
	}
	if kind == record.Paragraph && (isSign(t) || isLanguageRow(t) || isPager(t)) {
		return true
	}
	if furnitureTexts[t] || len(t) <= 300 && hasStart(t, startsByByte[t[0]]) {
		if strings.Contains(t, "helpful") || strings.Contains(t, "useful") || strings.Contains(t, "útil") || strings.HasSuffix(t, "looking for?") || strings.HasPrefix(t, "rate ") {
			f.answers = 12
		}
		return true
	}
	if f.answers > 0 {
		f.answers--
		if kind == record.Heading || countWords(t) > 12 || hasDateWord(t) {
			f.answers = 0
			return false
		}
		return true
	}
	return false
}

// isSign reports whether a paragraph says nothing in letters or digits, or is
// the cross that closes a box: "‹ ›", "|", "X".
func isSign(t string) bool {
	return t == "x" || len(t) <= 40 && strings.IndexFunc(t, func(r rune) bool { return unicode.In(r, unicode.L, unicode.N, unicode.Sc) }) < 0
}

// isPager reports whether a paragraph leads to the pages before and behind
// this one: "Previous 1 2 3 Next".
func isPager(t string) bool {
	if len(t) > 200 {
		return false
	}
	words, numbers, leads := 0, 0, false
	for w := range strings.FieldsSeq(t) {
		w = strings.Trim(w, "«»‹›<>|·….")
		switch {
		case w == "":
		case w == "previous" || w == "prev" || w == "next" || w == "anterior" || w == "siguiente":
			leads = true
		case w == "first" || w == "last" || w == "page" || w == "pages":
			words++
		case len(w) <= 4 && strings.Trim(w, "0123456789") == "":
			numbers++
		default:
			return false
		}
	}
	return leads && numbers+words > 0
}

// languages are names of languages as rows of translations have them.
var languages = set(`english español espanol spanish français francais french deutsch german italiano italian português portugues portuguese polski polish русский russian
	українська ukrainian 中文 繁體版 简体版 繁體 简体 简体中文 繁體中文 繁体中文 chinese 日本語 japanese 한국어 korean tagalog vietnamese العربية عربى arabic فارسی farsi persian हिंदी हिन्दी hindi ไทย thai melayu malay
	bahasa indonesia 'ōlelo hawaiʻi somali soomaali amharic አማርኛ اردو urdu বাংলা bengali punjabi ਪੰਜਾਬੀ gujarati ગુજરાતી ខ្មែរ khmer hmong hmoob ລາວ lao မြန်မာ burmese
	ελληνικά greek עברית hebrew אידיש yiddish kreyòl ayisyen haitian creole gagana samoa samoan tiếng việt simplified traditional ilokano cebuano chuukese marshallese nederlands türkçe swahili kiswahili`)

// isLanguageRow reports whether a paragraph is a row of three languages or
// more and nothing else: the way to its translations.
func isLanguageRow(t string) bool {
	if len(t) > 400 {
		return false
	}
	n := 0
	for w := range strings.FieldsFuncSeq(t, func(r rune) bool {
		return r == ' ' || r == '|' || r == ',' || r == '·' || r == '•' || r == '/' || r == '(' || r == ')' || r == ':'
	}) {
		if !languages[w] {
			return false
		}
		n++
	}
	return n >= 3
}

func hasStart(t string, starts []string) bool {
	for _, s := range starts {
		if strings.HasPrefix(t, s) {
			return true
		}
	}
	return false
}
