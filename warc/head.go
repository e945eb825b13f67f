package warc

import (
	"bytes"
	"strconv"
	"strings"
)

// Bodies are kept after transfer decoding, so the head of a chunked answer
// would promise chunks that do not follow, and readers would look for them
// (warcio does; browsers that replay the record too). To frame the body anew
// would pass off bytes as received that never were. The practice of the field
// (pywb, wabac, browsertrix) is to rename the field and to say the length:
//
//	Transfer-Encoding: chunked
//
// becomes
//
//	X-Archive-Orig-Transfer-Encoding: chunked
//	Content-Length: 1234
//
// The head as it was received stands beside it in a metadata record, and
// [originalHead] undoes the change.
const renamed = "X-Archive-Orig-"

// readableHead returns the head of a response as a record has it, and whether
// anything had to be changed.
func readableHead(head []byte, body int) (_ []byte, changed bool) {
	if !bytes.Contains(bytes.ToLower(head), []byte("transfer-encoding:")) {
		return head, false
	}
	var b bytes.Buffer
	said := false
	for i, line := range lines(head) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		switch {
		case i > 0 && bytes.EqualFold(name, []byte("Transfer-Encoding")):
			b.WriteString(renamed)
			b.Write(line)
			if !said {
				b.WriteString("Content-Length: " + strconv.Itoa(body) + "\r\n")
			}
			said, changed = true, true
		case i > 0 && bytes.EqualFold(name, []byte("Content-Length")) && len(line) > 2:
			b.WriteString(renamed) // beside Transfer-Encoding it counts for nothing (RFC 9112 section 6.3)
			b.Write(line)
		default:
			b.Write(line)
		}
	}
	if !changed {
		return head, false
	}
	return b.Bytes(), true
}

// originalHead undoes readableHead.
func originalHead(head []byte) []byte {
	if !bytes.Contains(head, []byte(renamed+"Transfer-Encoding:")) && !bytes.Contains(bytes.ToLower(head), []byte(strings.ToLower(renamed)+"transfer-encoding:")) {
		return head
	}
	var b bytes.Buffer
	inserted := false // the next Content-Length is ours
	for _, line := range lines(head) {
		name, _, _ := bytes.Cut(line, []byte(":"))
		rest, was := cutFold(line, renamed)
		switch {
		case was && isField(rest, "Transfer-Encoding"):
			b.Write(rest)
			inserted = true
		case was && isField(rest, "Content-Length"):
			b.Write(rest)
		case inserted && bytes.EqualFold(name, []byte("Content-Length")):
			inserted = false
		default:
			b.Write(line)
		}
	}
	return b.Bytes()
}

func cutFold(line []byte, prefix string) (rest []byte, ok bool) {
	if len(line) < len(prefix) || !bytes.EqualFold(line[:len(prefix)], []byte(prefix)) {
		return line, false
	}
	return line[len(prefix):], true
}

func isField(line []byte, name string) bool {
	got, _, ok := bytes.Cut(line, []byte(":"))
	return ok && bytes.EqualFold(got, []byte(name))
}

func lines(b []byte) [][]byte { return bytes.SplitAfter(b, []byte("\n")) }
