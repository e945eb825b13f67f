package crawler

// An element is what a skim has to know of an element's name.
type element uint8

const (
	elementOther element = iota
	elementAnchor
	elementAside
	elementButton
	elementContainer // what a page is built of
	elementFooter
	elementHeader
	elementHeading
	elementIframe
	elementInline // does not part words
	elementInput
	elementLink
	elementMedium // something to be seen without words
	elementMeta
	elementNav
	elementNoembed
	elementNoframes
	elementNoscript
	elementScript
	elementSelect
	elementStyle
	elementSVG
	elementTemplate
	elementTextarea
	elementTitle
	elementWhole // the document
	elementXMP

	elements // how many there are
)

const longestElement = 8 // letters of the names below

// elementOf finds an element by its name, in whatever case.
func elementOf(name []byte) element {
	var lower [longestElement]byte
	if len(name) > len(lower) {
		return elementOther
	}
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	switch string(lower[:len(name)]) {
	case "a":
		return elementAnchor
	case "aside":
		return elementAside
	case "button":
		return elementButton
	case "div", "main", "section", "article":
		return elementContainer
	case "footer":
		return elementFooter
	case "header":
		return elementHeader
	case "h1", "h2":
		return elementHeading
	case "iframe":
		return elementIframe
	case "b", "i", "em", "strong", "span", "u", "sup", "sub", "small", "font":
		return elementInline
	case "input":
		return elementInput
	case "link":
		return elementLink
	case "img", "embed", "object", "video", "audio", "frame", "canvas", "picture":
		return elementMedium
	case "meta":
		return elementMeta
	case "nav":
		return elementNav
	case "noembed":
		return elementNoembed
	case "noframes":
		return elementNoframes
	case "noscript":
		return elementNoscript
	case "script":
		return elementScript
	case "select":
		return elementSelect
	case "style":
		return elementStyle
	case "svg":
		return elementSVG
	case "template":
		return elementTemplate
	case "textarea":
		return elementTextarea
	case "title":
		return elementTitle
	case "html", "body":
		return elementWhole
	case "xmp":
		return elementXMP
	}
	return elementOther
}

// raw returns the name of an element that holds no markup; "" for the others.
func (e element) raw() string {
	switch e {
	case elementIframe:
		return "iframe"
	case elementNoembed:
		return "noembed"
	case elementNoframes:
		return "noframes"
	case elementScript:
		return "script"
	case elementStyle:
		return "style"
	case elementTextarea:
		return "textarea"
	case elementTitle:
		return "title"
	case elementXMP:
		return "xmp"
	}
	return ""
}
