package figures

import (
	"strings"

	"stet/record"
)

// currencySigns stand before an amount, or behind it, with their ISO 4217
// codes. A sign with letters is written as its tokens, one behind the other.
var currencySigns = map[string]string{
	"$": "USD", "us$": "USD", "u.s.$": "USD", "u.s$": "USD", "usd$": "USD",
	"c$": "CAD", "ca$": "CAD", "can$": "CAD", "cad$": "CAD", "cdn$": "CAD",
	"a$": "AUD", "au$": "AUD", "aud$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "sg$": "SGD", "nt$": "TWD",
	"mex$": "MXN", "mx$": "MXN", "r$": "BRL", "j$": "JMD",
	"£": "GBP", "€": "EUR", "¥": "JPY", "₩": "KRW", "₹": "INR", "₪": "ILS", "₽": "RUB", "₺": "TRY", "₴": "UAH", "₫": "VND",
	"₱": "PHP", "₦": "NGN", "฿": "THB", "₡": "CRC", "₲": "PYG",
}

// currencyCodes are the ISO 4217 codes that stand beside amounts. They count
// in capitals only: "all", "try" and "top" are words.
var currencyCodes = setOf(`USD EUR GBP CAD AUD NZD JPY CHF CNY RMB HKD SGD TWD KRW INR MXN BRL ARS CLP COP PEN UYU VES
	SEK NOK DKK ISK PLN CZK HUF RON BGN RUB UAH TRY ILS AED SAR QAR KWD BHD OMR JOD EGP ZAR NGN KES GHS MAD TND
	THB VND IDR MYR PHP PKR BDT LKR NPR KZT GEL AMD AZN DOP GTQ HNL NIO CRC PAB JMD TTD BBD BSD HTG`)

// currencyWords stand behind an amount. Those made of two words are written
// with a blank.
var currencyWords = map[string]string{
	"dollar": "USD", "dollars": "USD", "us dollars": "USD", "american dollars": "USD",
	"canadian dollars": "CAD", "australian dollars": "AUD", "new zealand dollars": "NZD", "hong kong dollars": "HKD",
	"singapore dollars": "SGD", "taiwan dollars": "TWD", "jamaican dollars": "JMD",
	"euro": "EUR", "euros": "EUR", "pounds sterling": "GBP", "british pounds": "GBP", "quid": "GBP",
	"egyptian pounds": "EGP", "yen": "JPY", "japanese yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "chinese yuan": "CNY",
	"won": "KRW", "korean won": "KRW", "south korean won": "KRW",
	"swiss franc": "CHF", "swiss francs": "CHF", "peso": "MXN", "pesos": "MXN", "mexican pesos": "MXN", "colombian pesos": "COP",
	"argentine pesos": "ARS", "chilean pesos": "CLP", "philippine pesos": "PHP", "dominican pesos": "DOP", "cuban pesos": "CUP",
	"indian rupees": "INR", "rupees": "INR", "pakistani rupees": "PKR", "sri lankan rupees": "LKR",
	"ruble": "RUB", "rubles": "RUB", "roubles": "RUB", "russian rubles": "RUB", "hryvnia": "UAH", "hryvnias": "UAH",
	"swedish kronor": "SEK", "norwegian kroner": "NOK", "danish kroner": "DKK", "zloty": "PLN", "zlotys": "PLN",
	"forint": "HUF", "forints": "HUF", "lira": "TRY", "turkish lira": "TRY", "shekels": "ILS", "riyals": "SAR", "saudi riyals": "SAR",
	"dirhams": "AED", "rand": "ZAR", "south african rand": "ZAR", "naira": "NGN", "baht": "THB", "reais": "BRL", "brazilian reais": "BRL",
	"quetzales": "GTQ", "lempiras": "HNL", "bolivars": "VES",
}

// centWords are hundredths of the dollar.
var centWords = setOf("cent cents ¢")

// mostCurrencyTokens is the number of tokens that a sign or name may take.
const mostCurrencyTokens = 4

// money reads an amount of money that begins with its sign or code at token
// i: $50 million, US$3.2B, -$5, USD 115.
func (r *reader) money(i int) (figure, bool) {
	at := i
	negative := false
	if next := r.at(i + 1); r.at(i).low == "-" && next.kind == mark && !next.gap && r.at(i).gap {
		at, negative = i+1, true
	}
	code, at, ok := r.currencyAt(at)
	if !ok || r.at(at).kind != digits && r.at(at).kind != mark {
		return figure{}, false
	}
	n, ok := r.number(at)
	if !ok {
		return figure{}, false
	}
	r.takeBrokenGroup(&n)
	r.takeMoneyScale(&n)
	f := r.amount(n, code)
	f.first, f.start = i, r.at(i).start
	if negative {
		f.value = f.value.neg()
	}
	if word, next, ok := r.currencyWord(f.next); ok && word == code && !n.scale.isNone() { // $1.1 billion dollars
		f.next, f.end = next, r.at(next-1).end
	}
	return f, true
}

// amount makes money of n.
func (r *reader) amount(n number, code string) figure {
	f := r.figure(record.Money, n.first, n.next)
	f.value, f.scale, f.unit = n.value, n.scale, code
	return f
}

// currencyAt reads the sign or code at token i.
func (r *reader) currencyAt(i int) (code string, next int, ok bool) {
	if t := r.at(i); t.kind == digits || t.kind == word && !t.is(opensMoney) {
		return "", i, false
	} else if t.kind == word {
		if currencyCodes[r.text[t.start:t.end]] && (r.glued(i+1) && r.at(i+1).kind == digits || r.at(i+1).kind == digits && i+1 < len(r.tokens)) {
			return isoCode(r.text[t.start:t.end]), i + 1, true
		}
		if len(t.low) > 4 {
			return "", i, false
		}
	}
	sign := ""
	for j := i; j < i+mostCurrencyTokens; j++ {
		t := r.at(j)
		if t.kind == digits || t.kind == address || t.end == 0 || t.gap && j > i && (t.low != "$" || len(sign) == 1) {
			break
		}
		sign += t.low
		if code, ok := currencySigns[sign]; ok {
			return code, j + 1, true
		}
	}
	return "", i, false
}

func isoCode(code string) string {
	if code == "RMB" {
		return "CNY"
	}
	return code
}

// takeBrokenGroup mends an amount with a blank inside: $238, 371.
func (r *reader) takeBrokenGroup(n *number) {
	comma, group := r.at(n.next), r.at(n.next+1)
	if !n.bare || comma.low != "," || comma.gap || group.kind != digits || len(group.low) != 3 || plainInt(group.low) < 0 || n.value.cmp(whole(1000)) >= 0 {
		return
	}
	if _, _, isUnit := r.unitAt(n.next + 2); isUnit {
		return
	}
	if after := r.at(n.next + 2); after.low == "," || after.kind == digits {
		return
	}
	n.value = n.value.mul(whole(1000)).add(whole(int64(plainInt(group.low))))
	n.next, n.end, n.bare = n.next+2, group.end, false
}

// takeMoneyScale multiplies by the letters that mean millions behind money.
func (r *reader) takeMoneyScale(n *number) {
	t := r.at(n.next)
	if !n.scale.isNone() || t.kind != word || !r.wordStandsAlone(n.next) {
		return
	}
	factor := moneyScales[r.text[t.start:t.end]]
	if factor > 0 && (!t.gap || t.low != "t" && t.low != "k") {
		r.multiply(n, factor, n.next+1)
	}
}

// moneyBehind reads the currency behind number n: 5 million euros, 50 cents,
// 115USD, 10 €.
func (r *reader) moneyBehind(n number) (figure, bool) {
	at := n.next
	if r.at(at).low == "-" && r.glued(at) {
		at++
	}
	t := r.at(at)
	switch {
	case t.kind == digits:
	case t.is(cents) || t.low == "¢":
		n.value = n.value.quo(whole(100))
		n.next = at + 1
		return r.amount(n, "USD"), true
	case t.is(opensMoney) && currencyCodes[r.text[t.start:t.end]]:
		n.next = at + 1
		return r.amount(n, isoCode(r.text[t.start:t.end])), true
	case t.kind == mark && r.markStarts(t) && currencySigns[t.low] != "" && (r.at(at+1).gap || r.at(at+1).kind != digits):
		n.next = at + 1
		return r.amount(n, currencySigns[t.low]), true
	}
	if code, next, ok := r.currencyWord(at); ok {
		n.next = next
		return r.amount(n, code), true
	}
	return figure{}, false
}

// currencyWord reads the name of a currency at token i.
func (r *reader) currencyWord(i int) (code string, next int, ok bool) {
	if !r.at(i).is(opensCurrency) {
		return "", i, false
	}
	name := ""
	for j := i; j < i+3 && r.at(j).kind == word; j++ {
		name = strings.TrimSpace(name + " " + r.at(j).low)
		if c := currencyWords[name]; c != "" {
			return c, j + 1, true
		}
	}
	return "", i, false
}

// setOf returns the words of list as a set.
func setOf(list string) map[string]bool {
	set := make(map[string]bool)
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}
