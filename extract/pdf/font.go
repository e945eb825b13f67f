package pdf

import (
	"math"
	"strings"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
)

// A font is the look of a character.
type font struct {
	size float64 // points as shown
	bold bool
}

// A typed is a character with its look and where its baseline begins.
type typed struct {
	font
	x, y float64
	ok   bool // x and y are known
}

// fontsOf returns a function that tells more of a character by its index. It
// is slow, so it is asked for few characters of a line only.
func fontsOf(lib pdfium.Pdfium, text references.FPDF_TEXTPAGE) func(i int) typed {
	return func(i int) (f typed) {
		if r, err := lib.FPDFText_GetCharOrigin(&requests.FPDFText_GetCharOrigin{TextPage: text, Index: i}); err == nil {
			f.x, f.y, f.ok = r.X, r.Y, true
		}
		if r, err := lib.FPDFText_GetFontSize(&requests.FPDFText_GetFontSize{TextPage: text, Index: i}); err == nil {
			f.size = r.FontSize
		}
		if m, err := lib.FPDFText_GetMatrix(&requests.FPDFText_GetMatrix{TextPage: text, Index: i}); err == nil {
			if scale := math.Hypot(float64(m.Matrix.C), float64(m.Matrix.D)); scale > 0 {
				f.size *= scale
			}
		}
		if r, err := lib.FPDFText_GetFontInfo(&requests.FPDFText_GetFontInfo{TextPage: text, Index: i}); err == nil {
			f.bold = isBold(r.FontName, r.Flags)
		}
		return f
	}
}

// isBold tells from a font's name and flags (PDF 32000-1, table 123).
//
//	"ABCDEF+Arial-BoldMT"  bold      "Calibri-Light"  not
func isBold(name string, flags int) bool {
	const forceBold = 1 << 18
	name = strings.ToLower(name)
	for _, w := range []string{"bold", "black", "heavy", "demi"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return flags&forceBold != 0
}
