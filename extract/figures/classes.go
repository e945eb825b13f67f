package figures

import "strings"

// A class says which tables of this package a word stands in, so that one
// look-up a word, when the text is cut, spares the many of the readers.
type class uint32

const (
	starts        class = 1 << iota // a figure may begin with it, in lower case too
	opensDate                       // a date may
	opensNumber                     // a number, ratio or ordinal may
	opensMoney                      // an amount of money may
	article                         // a, an
	ofParts                         // third, quarters
	ofScales                        // hundred, million
	opensUnit                       // a unit may begin with it
	opensName                       // a label, or the first word of one
	opensCurrency                   // the name of a currency may begin with it
	endsQualifier                   // the last word of a qualifier
	ofOrder                         // third, twentieth
	ofSmall                         // five, twenty
	ofHalves                        // half, twice, thrice
	ofMonths                        // may, sept
	suffix                          // st, nd, rd, th
	stop                            // one of stops
	cents                           // cent, cents
)

// is reports whether the word of t has one of the classes c.
func (t *token) is(c class) bool { return t.class&c != 0 }

// classes are those of all words that have one.
var classes = classTable()

func classTable() map[string]class {
	table := make(map[string]class, 1024)
	addWords(table, starts|opensNumber|article, "a an")
	addWords(table, starts|opensNumber|ofHalves, "half twice thrice")
	addWords(table, starts, "covid s")
	addWords(table, starts|opensDate, "q")
	addWords(table, opensDate, "quarter")
	addWords(table, opensName, "pub s")
	addKeys(table, starts|opensNumber, small)
	addKeys(table, starts|opensNumber, ordinalWords)
	addKeys(table, opensDate, ordinalWords)
	addKeys(table, starts|opensDate, months)
	addKeys(table, opensDate, spanishMonths)
	addKeys(table, starts|opensDate, eraNames)
	addKeys(table, starts|opensDate, eraLetters)
	addKeys(table, starts|opensName, labels)
	addKeys(table, opensName, billLabels)
	addKeys(table, ofParts, parts)
	addKeys(table, ofScales, scales)
	addKeys(table, ofOrder, ordinalWords)
	addKeys(table, ofSmall, small)
	addKeys(table, ofMonths, months)
	addKeys(table, suffix, suffixes)
	addKeys(table, stop, stops)
	addKeys(table, cents, centWords)
	for name := range currencyWords {
		table[firstWord(name)] |= opensCurrency
	}
	for code := range currencyCodes {
		table[strings.ToLower(code)] |= starts | opensMoney
	}
	for sign := range currencySigns {
		if name := strings.TrimSuffix(sign, "$"); name != "" {
			table[strings.ReplaceAll(name, ".", "")] |= starts | opensMoney
		}
	}
	for spelling := range unitWords {
		table[firstWord(spelling)] |= opensUnit
	}
	for symbol := range symbols {
		table[firstWord(strings.ToLower(symbol))] |= opensUnit
	}
	for phrase := range phrasedLabels {
		table[firstWord(phrase)] |= opensName
	}
	for phrase := range qualifiers {
		table[phrase[strings.LastIndexByte(phrase, ' ')+1:]] |= endsQualifier
	}
	return table
}

// classOf returns the class of the word low. Most words have none, and most of
// those differ from all that do in their outline.
func classOf(low string) class {
	if o := outline(low); outlines[o>>6]>>(o&63)&1 == 0 {
		return 0
	}
	return classes[low]
}

// outline makes a number below 4096 of the length, the first and the last byte
// of w, which is not empty.
func outline(w string) uint {
	return uint(w[0]&31)<<7 | uint(w[len(w)-1]&31)<<2 | uint(len(w)&3)
}

// outlines has the bit set of every outline that a word with a class has.
var outlines = outlineTable()

func outlineTable() (table [64]uint64) {
	for w := range classes {
		o := outline(w)
		table[o>>6] |= 1 << (o & 63)
	}
	return table
}

func addWords(table map[string]class, c class, list string) {
	for _, w := range strings.Fields(list) {
		table[w] |= c
	}
}

func addKeys[V any](table map[string]class, c class, words map[string]V) {
	for w := range words {
		table[w] |= c
	}
}

// firstWord returns the word, or the mark, that the spelling of a table begins
// with, as the scanner cuts it.
func firstWord(spelling string) string {
	for i, r := range spelling {
		_, end := cut(spelling, i, r, len(string(r)), true)
		return spelling[:end]
	}
	return ""
}
