package extract

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// isUnread reports whether an element holds nothing that a reader reads as
// text of the page: scripts, drawings, choices of a form.
func isUnread(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Template:
		return !hasAttr(n, "shadowrootmode") // a declarative shadow root is shown in the place of its host
	case atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Canvas,
		atom.Svg, atom.Audio, atom.Video, atom.Select, atom.Option, atom.Datalist, atom.Textarea,
		atom.Input, atom.Head, atom.Title, atom.Meta, atom.Link, atom.Noframes, atom.Applet, atom.Progress, atom.Meter:
		return true
	case 0:
		return n.Data == "dialog" && !hasAttr(n, "open")
	case atom.Dialog:
		return !hasAttr(n, "open")
	}
	return false
}

// isField reports whether an unread element is a field of a form that stands
// between two words.
func isField(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Input:
		return attr(n, "type") != "hidden"
	case atom.Select, atom.Textarea:
		return true
	}
	return false
}

// isHidden reports whether an element is not shown, or only to screen
// readers. aria-hidden alone hides nothing from the eye, but what it stands on
// in practice is icons, closed menus and doubles of text for the eye:
// it counts where the element is an icon or a dialog.
func isHidden(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			if a.Val != "until-found" {
				return true
			}
		case "style":
			if len(a.Val) >= len("display:none") && hidesByStyle(a.Val) {
				return true
			}
		case "class":
			if hidesByClass(a.Val) {
				return true
			}
		case "aria-hidden":
			if a.Val == "true" && ariaHides(n) {
				return true
			}
		}
	}
	return false
}

func hidesByStyle(style string) bool {
	for rule := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(rule, ":")
		value = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(value), "!important"))
		switch strings.TrimSpace(name) {
		case "display":
			if value == "none" {
				return true
			}
		case "visibility":
			if value == "hidden" || value == "collapse" {
				return true
			}
		}
	}
	return false
}

// hidesByClass knows the class names by which common toolkits hide: Bootstrap,
// the US Web Design System, Drupal, WordPress, Foundation, Tailwind. A name
// that shows the element again on a wider screen undoes it.
func hidesByClass(class string) bool {
	hides := false
	for name := range strings.FieldsSeq(class) {
		switch strings.ToLower(name) {
		case "hidden", "d-none", "display-none", "is-hidden", "element-hidden", "ng-hide", "hide", "js-hide", "invisible", "uk-hidden", "hidden-xs-up",
			"sr-only", "usa-sr-only", "visually-hidden", "visuallyhidden", "visually-hidden-focusable", "sr-only-focusable", "element-invisible", "screen-reader-text",
			"screen-reader", "screen-reader-only", "screenreader", "screenreader-only", "show-for-sr", "assistive-text", "a11y-hidden", "accessibly-hidden",
			"accessible-hide", "is-visuallyhidden", "is-visually-hidden", "u-visually-hidden", "visually_hidden", "offscreen", "off-screen", "text-hide", "hidden-print-only",
			"print-only", "visible-print", "visible-print-block", "show-for-print", "slds-hide", "slds-assistive-text", "govuk-visually-hidden", "at-only", "readers-only":
			hides = true
		default:
			if strings.HasPrefix(name, "d-") && len(name) > 4 && !strings.HasSuffix(name, "-none") ||
				strings.HasSuffix(name, ":block") || strings.HasSuffix(name, ":flex") || strings.HasSuffix(name, ":inline") || strings.HasSuffix(name, ":grid") ||
				strings.HasSuffix(name, ":display-block") || strings.HasSuffix(name, ":display-flex") {
				return false
			}
		}
	}
	return hides
}

func ariaHides(n *html.Node) bool {
	switch n.DataAtom {
	case atom.I, atom.Svg, atom.Button, atom.Dialog:
		return true
	}
	class := strings.ToLower(attr(n, "class"))
	return strings.Contains(class, "icon") || strings.Contains(class, "modal") || attr(n, "role") == "dialog" || strings.HasPrefix(class, "fa ") || strings.HasPrefix(class, "fa-")
}
