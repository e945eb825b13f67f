package extract

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// repair undoes UTF-8 that was once read as windows-1252 and stored so.
//
//	"DonÃ¢â‚¬â„¢t"  is left at "Donâ€™t": one reading too many is undone, not two
//	"Donâ€™t"  "Don’t"        "aÃ±os"  "años"
//	"CAFÉ”"   stays: É is no sign of a second reading
//
// Only sequences that begin with Ã, Â, â, ï or ð are touched. In front of the
// characters that must follow, no language writes those letters.
func repair(s string) string {
	if strings.IndexByte(s, 0xC3) < 0 { // all five begin with this byte
		return s
	}
	var out []byte
	done := 0
	for i := 0; i < len(s); i++ {
		if s[i] != 0xC3 {
			continue
		}
		r, n := doubled(s[i:])
		if n == 0 {
			continue
		}
		out = append(out, s[done:i]...)
		out = utf8.AppendRune(out, r)
		done = i + n
		i = done - 1
	}
	if done == 0 {
		return s
	}
	return string(append(out, s[done:]...))
}

// doubled returns the character that the start of s stands for, and how many
// bytes of s are its doubled form; 0 bytes where s does not begin with one.
func doubled(s string) (rune, int) {
	var raw [utf8.UTFMax]byte
	lead, at := utf8.DecodeRuneInString(s)
	want := 0
	switch lead {
	case 'Â', 'Ã':
		want = 2
	case 'â', 'ï':
		want = 3
	case 'ð':
		want = 4
	default:
		return 0, 0
	}
	raw[0] = byte(lead)
	for k := 1; k < want; k++ {
		r, n := utf8.DecodeRuneInString(s[at:])
		b, ok := byteOf(r)
		if n == 0 || !ok || b&0xC0 != 0x80 {
			return 0, 0
		}
		raw[k] = b
		at += n
	}
	if lead == 'â' && strings.IndexByte("\x80\x81\x82\x84\x86\x88\x89\x93\x94\x95\x96\x97\x98\x9c", raw[1]) < 0 {
		return 0, 0
	}
	if lead == 'ï' && raw[1] != 0xBB && raw[1] != 0xAC && raw[1] != 0x82 {
		return 0, 0
	}
	r, n := utf8.DecodeRune(raw[:want])
	if r == utf8.RuneError || n != want {
		return 0, 0
	}
	return r, at
}

// byteOf returns the windows-1252 byte of r; the five bytes that code leaves
// out stand for themselves.
func byteOf(r rune) (byte, bool) {
	if r >= 0x80 && r <= 0xFF {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}
