package extract

import "testing"

func TestDecode(t *testing.T) {
	for _, c := range []struct{ name, body, contentType, want string }{
		{"UTF-8 without a label", "caf\u00e9", "text/html", "café"},
		{"windows-1252 without a label", "\x93caf\xe9\x94", "text/html", "“café”"},
		{"latin-1 means windows-1252", "\x93caf\xe9\x94", "text/html; charset=ISO-8859-1", "“café”"},
		{"a latin-1 label on UTF-8", "Don’t", "text/html; charset=iso-8859-1", "Don’t"},
		{"a label in a meta element", "<meta charset='windows-1251'>\xc4\xe0", "text/html", "<meta charset='windows-1251'>Да"},
		{"an old meta element", `<META http-equiv=Content-Type content="text/html; charset=windows-1251">` + "\xc4", "", `<META http-equiv=Content-Type content="text/html; charset=windows-1251">Д`},
		{"the header wins over the meta element", "<meta charset=windows-1251>\xe9", "text/html; charset=windows-1252", "<meta charset=windows-1251>é"},
		{"a byte order mark wins over both", "\xef\xbb\xbf<meta charset=windows-1251>é", "text/html; charset=windows-1252", "<meta charset=windows-1251>é"},
		{"UTF-16 by its mark", "\xff\xfeH\x00i\x00", "text/html", "Hi"},
		{"UTF-16 in a meta element is a mistake", "<meta charset=utf-16>é", "", "<meta charset=utf-16>é"},
		{"stray bytes in UTF-8", "caf\u00e9 \x93a\x94", "text/html; charset=utf-8", "café “a”"},
		{"Shift JIS", "\x83\x65\x83\x58\x83\x67", "text/html; charset=Shift_JIS", "テスト"},
		{"a label that nobody knows", "caf\xe9", "text/html; charset=klingon", "café"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := decode([]byte(c.body), c.contentType); got != c.want {
				t.Errorf("decode(%q, %q) = %q, want %q", c.body, c.contentType, got, c.want)
			}
		})
	}
}

func TestCollapse(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"white space", " a \n\t b  ", "a b"},
		{"spaces that do not break", "1,300\u00a0people\u2009and\u202fmore", "1,300 people and more"},
		{"soft hyphens and zero width", "co\u00adast\u200bal \ufeffzone", "coastal zone"},
		{"quotes and dashes stay", "“It’s” – 5—7", "“It’s” – 5—7"},
		{"control characters and marks of direction", "a\x1b[31mb\u202ec", "a[31mbc"},
		{"double encoded once", "Donâ€™t pay Â£5 for the cafÃ© â€“ nowÂ\u00a0", "Don’t pay £5 for the café – now"},
		{"double encoded as latin-1", "Don\u00e2\u0080\u0099t", "Don’t"},
		{"letters that only look so", "“CAFÉ” SÃO Â", "“CAFÉ” SÃO Â"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := collapse(c.text); got != c.want {
				t.Errorf("collapse(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}
