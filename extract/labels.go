package extract

import (
	"strings"

	"stet/record"
)

// heads are the words that make a label of a stated date, with what it
// claims. Accents are folded, capitals too.
var heads = kinds(map[record.DateKind]string{
	record.Updated: `updated update modified modification revised revision edited amended changed refreshed
		actualizado actualizada actualizacion actualizo modificado modificada modificacion modifico`,
	record.Reviewed: `reviewed review current accurate verified checked validated
		revisado revisada revision# reviso verificado`,
	record.Published: `published publish publication posted released release issued issuance issue created creation edition announcement dated embargoed
		publicado publicada publicacion publico emitido emitida emision divulgacion creado creada`,
	record.Effective: `effective effect vigente vigencia vigor efectivo efectiva`,
	record.Expires: `expires expiration expiry expire expired valid exp sunset
		vence vencimiento expira expiracion caduca caducidad valido valida`,
})

func kinds(lists map[record.DateKind]string) map[string]record.DateKind {
	m := map[string]record.DateKind{}
	for k, words := range lists {
		for w := range strings.FieldsSeq(words) {
			m[strings.TrimSuffix(w, "#")] = k
		}
	}
	m["revision"] = record.Updated // in Spanish it is a review: see kindOf
	return m
}

// needs says of a head which words must stand with it in one label: "issue"
// alone is what a page is about, "Issue Date" is not.
var needs = map[string]string{
	"issue": "date fecha", "edition": "date", "announcement": "date", "creation": "date", "effect": "in", "changed": "last date",
	"current": "as through", "accurate": "as", "embargoed": "until", "exp": "date", "sunset": "date", "valid": "through until thru to from", "valido": "hasta desde", "valida": "hasta desde", "vigor": "en entrada",
	"verified": "last", "checked": "last", "validated": "last", "expire": "date", "refreshed": "last data",
	"publico": "el fecha",
}

// joins are the words that may stand with a head in a label.
var joins = set(`last latest most recently recent page pages content contents site website web webpage data date dates time document article
	information info originally original first initial initially news press media immediate for of on as at was is in to up through until thru from since
	and or by been has have it be becomes became this
	ultima ultimo ultimas por vez pagina contenido sitio fecha el la los de del se fue en a partir desde hasta y o e esta este entrada entra entro inmediata
	inmediato para su informacion documento dia approved aprobado completed`)

// openers are joins that begin no label.
var openers = set("and or of on at by to was is been has have it be becomes became this a y o e de del se fue el la los as from since this esta este")

// verbs stand between a page and its label: "this page was last updated".
var verbs = set("was is be been becomes became se fue")

// strong words make a label also where it ends a sentence.
var strong = set("last latest recently originally ultima ultimo")

// blockers turn what looks like a label into the date of something else.
var blockers = set(`next upcoming future scheduled comment comments due deadline application applications event meeting hearing registration start end closing close
	birth contract passport license licence card visa permit product products sell lot best use custody recall incident proposed expected anticipated
	estimated target planned filter sort search select browse archive archives proximo proxima siguiente producto evento reunion`)

// selves are words by which a page speaks of itself.
var selves = set(`page site website web webpage notice rule document policy directive order article guidance memo memorandum advisory alert bulletin proclamation
	regulation release version information content material publication report fact sheet statement letter manual handbook instruction form announcement
	pagina sitio aviso documento contenido articulo informacion comunicado regla orden boletin`)

// documents are words for what agencies put out under a date.
var documents = set("advisory release sheet statement bulletin notice memorandum memo alert proclamation announcement directive remarks readout")

// gapWords may stand between a label and its date.
var gapWords = set(`monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
	lunes martes miercoles jueves viernes sabado domingo
	a p m am pm et est edt ct cst cdt mt mst mdt pt pst pdt utc gmt noon midnight at on the las hrs h eastern central mountain pacific time`)

func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// dateStems are letters that every label holds.
var dateStems = []string{"updat", "modif", "revi", "edit", "amend", "chang", "refresh", "curren", "verif", "check", "valid", "publi", "post", "releas", "issu",
	"creat", "announce", "date", "effect", "exp", "accura", "embargo", "sunset", "actualiz", "emi", "divulg", "vig", "efectiv", "venc", "caduc", "válid", "fecha", "cread"}

// hasDateWord reports whether t, in lower case, can hold a label.
func hasDateWord(t string) bool {
	for _, s := range dateStems {
		if strings.Contains(t, s) {
			return true
		}
	}
	return false
}

// A token is a word of a block's text: letters and digits.
type token struct {
	start, end int
	low        string // lower case, without accents
}

// tokenize cuts text into words.
func tokenize(text string) []token {
	var out []token
	start := -1
	for i, r := range text {
		in := r < 0x80 && (r >= '0' && r <= '9' || r|0x20 >= 'a' && r|0x20 <= 'z') || r >= 0xC0 && r < 0x250 && r != '×' && r != '÷'
		if in && start < 0 {
			start = i
		} else if !in && start >= 0 {
			out = append(out, token{start, i, fold(text[start:i])})
			start = -1
		}
	}
	if start >= 0 {
		out = append(out, token{start, len(text), fold(text[start:])})
	}
	return out
}

var unaccent = strings.NewReplacer("á", "a", "é", "e", "í", "i", "ó", "o", "ú", "u", "ü", "u")

func fold(s string) string {
	s = strings.ToLower(s)
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return unaccent.Replace(s)
		}
	}
	return s
}

// headOf returns what the words of a label claim, false where they are no
// label.
func headOf(words []token) (record.DateKind, bool) {
	has := func(list string) bool {
		for _, w := range words {
			for x := range strings.FieldsSeq(list) {
				if w.low == x {
					return true
				}
			}
		}
		return false
	}
	if has("up") && has("date") && has("as") {
		return record.Reviewed, true // up to date as of
	}
	for _, w := range words {
		kind, ok := heads[w.low]
		if !ok || needs[w.low] != "" && !has(needs[w.low]) {
			continue
		}
		switch {
		case kind == record.Effective && has("until through thru hasta"):
			kind = record.Expires
		case strings.HasPrefix(w.low, "valid") && has("from desde"):
			kind = record.Effective
		case w.low == "revision" && has("ultima fecha de"):
			kind = record.Reviewed
		}
		return kind, true
	}
	return "", false
}

func anyOf(words []token, in map[string]bool) bool {
	for _, w := range words {
		if in[w.low] {
			return true
		}
	}
	return false
}
