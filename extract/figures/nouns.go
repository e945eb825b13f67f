package figures

import (
	"strings"

	"stet/record"
)

// stops end the noun counted: they are no part of it.
var stops = setOf(`a an the this that these those of in on at to from by for with without within into onto over under above below
	between among amongst through throughout during before after since until till against across along around about near per via
	upon off out up down as than like including plus minus versus vs despite except behind beyond toward towards inside outside
	and or nor but so if when while where which who whom whose what why how because although though whether then
	i you he she it we they them him her his its our their your my us
	is are was were be been being am has have had having do does did will would shall should can could may might must
	not no each every all any both either some most more less fewer half another other such only just also even still already again
	there here now today yesterday tomorrow later earlier ago once twice too very who's
	said says say got went came made took left held saw lost won fell rose ran began became knew thought told felt kept met sent
	spent paid built brought found gave put set let live remain include includes require requires take takes make makes
	compared following according based due because monthly annually daily weekly yearly nationwide statewide worldwide respectively
	together apart overall altogether posthumously lower higher greater alone abroad downtown online`)

// leading are the adjectives that a counted noun is short without.
var leading = setOf(`additional new separate different such total consecutive unique more other further extra distinct individual
	unprovoked confirmed selected full entire whole straight recent existing remaining suspected`)

// manyWords mean several without an s.
var manyWords = setOf(`people men women children personnel staff police cattle fish deer sheep aircraft spacecraft population feet
	teeth mice geese media data criteria phenomena alumni cacti fungi bacteria larvae servicemen servicewomen policemen congressmen
	fishermen guardsmen businessmen firemen workforce livestock salmon trout shrimp species series offspring households`)

// mostNounWords is the number of words that are looked at for a noun.
const mostNounWords = 8

// nounBehind returns the noun that f counts, short, "" where none follows.
func (r *reader) nounBehind(f figure) string {
	if f.kind != record.Count && f.kind != record.Range {
		return ""
	}
	at := f.next
	if r.at(at).low == "-" && r.at(at+1).low != "plus" && r.glued(at) && r.glued(at+1) && r.at(at+1).kind == word && r.at(at+1).low != "dimensional" { // a 28-count indictment
		return r.at(at + 1).low
	}
	if r.behindAt(at) != "" {
		at = r.behindPhrase(at)
	}
	one := f.to.isNone() && f.value.is(1)
	return short(r.nounWords(at, one))
}

// short joins the words of a noun, or its last ones where they are many.
func short(words []string) string {
	if len(words) > 4 {
		words = words[len(words)-3:]
	}
	if len(words) > 2 && words[1] == "and" && len(words) == 3 || len(words) > 0 && words[0] == "and" {
		words = words[len(words)-1:]
	}
	return strings.Join(words, " ")
}

// behindPhrase returns the token behind the "or more" or "+" at i.
func (r *reader) behindPhrase(i int) int {
	if r.at(i).low == "+" {
		return i + 1
	}
	return i + 2
}

// nounWords returns the words of the noun at token i, up to the first plural.
func (r *reader) nounWords(i int, one bool) []string {
	words := r.words[:0]
	crossed := false // an "and" between adjectives was crossed
	for j := i; j < i+mostNounWords; j++ {
		t := r.at(j)
		switch {
		case t.low == "and" && len(words) > 0 && !crossed && !one:
			crossed = true
			words = append(words, "and")
			continue
		case t.low == "-" && r.glued(j) && r.glued(j+1) && len(words) > 0 && r.at(j+1).kind == word:
			words[len(words)-1] += "-" + r.text[r.at(j+1).start:r.at(j+1).end]
			j++
			continue
		case t.kind == digits && r.glued(j) && r.at(j-1).low == "-" && j > i: // COVID-19 deaths
			continue
		case t.low == "-" && r.glued(j) && r.glued(j+1) && len(words) > 0 && r.at(j+1).kind == digits:
			if notCodes[words[len(words)-1]] { // pre-1977
				words = words[:len(words)-1]
			}
			continue
		case len(words) == 0 && t.kind == word && (t.is(ofOrder) || leading[t.low]) && !(r.at(j+1).low == "-" && r.glued(j+1)):
			continue
		case t.kind != word || t.is(stop) && !(r.at(j+1).low == "-" && r.glued(j+1)) || len(words) > 0 && t.is(ofOrder) || t.is(ofSmall) && t.low != "zero":
			return r.nounAlone(words, crossed, one)
		}
		if len(words) > 0 && one && isVerb(t.low) {
			return words
		}
		words = append(words, r.text[t.start:t.end])
		if isPlural(t.low) && !one {
			next := r.at(j + 1)
			if next.kind == word && next.gap && isPlural(next.low) && !next.is(stop) {
				continue
			}
			return words
		}
	}
	return r.nounAlone(words, crossed, one)
}

// nounAlone returns the words before a stop where no plural was met: all of
// them behind one, few of them otherwise, and none where they are a verb.
func (r *reader) nounAlone(words []string, crossed, one bool) []string {
	switch {
	case len(words) == 0 || isVerb(strings.ToLower(words[0])) && len(words) == 1:
		return nil
	case one:
		if isPlural(strings.ToLower(words[0])) && !manyWords[strings.ToLower(words[0])] { // one remains open
			return nil
		}
		return words
	case crossed || len(words) > 2 || isVerb(strings.ToLower(words[0])):
		return nil
	}
	return words
}

// pluralAhead reports whether a plural stands at token i or right behind it.
func (r *reader) pluralAhead(i int) bool {
	for j := i; j < i+3; j++ {
		t := r.at(j)
		if t.kind != word || t.is(stop) {
			return false
		}
		if isPlural(t.low) {
			return true
		}
	}
	return false
}

// isPlural reports whether the word low means several.
func isPlural(low string) bool {
	if manyWords[low] {
		return true
	}
	if len(low) < 3 || !strings.HasSuffix(low, "s") || strings.HasSuffix(low, "'s") {
		return false
	}
	switch low[len(low)-2] {
	case 's', 'u', 'i':
		return strings.HasSuffix(low, "taxis") || strings.HasSuffix(low, "menus")
	}
	return true
}

// isVerb reports whether the word low looks like a participle or adverb.
func isVerb(low string) bool {
	return strings.HasSuffix(low, "ed") && low != "seed" && low != "bed" || strings.HasSuffix(low, "ing") && len(low) > 5 || strings.HasSuffix(low, "ly")
}

// shareNouns gives a count whose noun stands behind a later count that noun:
// "two willful and seven serious violations".
func (r *reader) shareNouns() {
	for i := len(r.found) - 2; i >= 0; i-- {
		f, next := &r.found[i], r.found[i+1]
		if f.kind == record.Count && f.unit == "" && next.kind == record.Count && next.unit != "age" && r.onlyAdjectives(f.next, next.first) {
			f.unit = next.unit[strings.LastIndexByte(next.unit, ' ')+1:]
		}
	}
}

// onlyAdjectives reports whether the tokens [i, end) are a few words that may
// describe a noun, and then "and" or "or".
func (r *reader) onlyAdjectives(i, end int) bool {
	if joint := r.at(end - 1).low; end-i < 2 || end-i > 5 || joint != "and" && joint != "or" {
		return false
	}
	for ; i < end-1; i++ {
		if t := r.at(i); t.kind != word || t.is(stop) || isVerb(t.low) {
			return false
		}
	}
	return true
}
