package memento

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// archived is what services put before the names of the original's header
// fields. The original's own lines have it taken off again; a field that is
// no longer true of the bytes at hand keeps it, as the field does:
//
//	X-Archive-Orig-Content-Encoding: gzip    the service unpacked the body
//	X-Archive-Orig-Content-Length: 1234      the body has another length now
//	X-Archive-Orig-Content-Type: …; latin-1  the service wrote the text anew, in UTF-8
const archived = "X-Archive-Orig-"

// An original is the head of an answer as the original server sent it.
type original struct {
	fields []field // in the order in which the service gives them
}

type field struct{ name, value string }

// readOriginal takes the original's fields out of a service's answer.
func readOriginal(head []byte) original {
	var o original
	for i, line := range bytes.Split(head, []byte("\n")) {
		name, value, ok := strings.Cut(strings.TrimRight(string(line), "\r"), ":")
		if i == 0 || !ok || len(name) <= len(archived) || !strings.EqualFold(name[:len(archived)], archived) {
			continue
		}
		o.fields = append(o.fields, field{name[len(archived):], strings.TrimSpace(value)})
	}
	return o
}

func (o *original) get(name string) string {
	for _, f := range o.fields {
		if strings.EqualFold(f.name, name) {
			return f.value
		}
	}
	return ""
}

// set makes value the only one of a field; what the service said of the
// original beside it stays, under its name in the archive.
func (o *original) set(name, value string) {
	if o.get(name) == value {
		return
	}
	o.setAside(name)
	o.fields = append(o.fields, field{name, value})
}

// setAside keeps a field under the name that it has in the archive.
func (o *original) setAside(name string) {
	for i, f := range o.fields {
		if strings.EqualFold(f.name, name) {
			o.fields[i].name = archived + f.name
		}
	}
}

// head returns the status line and the fields as they stand in a record, and
// parsed.
func (o *original) head(status int) ([]byte, http.Header) {
	var b bytes.Buffer
	h := http.Header{}
	fmt.Fprintf(&b, "HTTP/1.1 %d %s\r\n", status, http.StatusText(status))
	for _, f := range o.fields {
		fmt.Fprintf(&b, "%s: %s\r\n", f.name, f.value)
		h.Add(textproto.CanonicalMIMEHeaderKey(f.name), f.value)
	}
	b.WriteString("\r\n")
	return b.Bytes(), h
}

// describe sets the fields that say how the body is to be read, by what the
// service sent along and by how sure the bytes are.
func (o *original) describe(service http.Header, coding string, body []byte, digest Check) {
	if o.get("Content-Encoding") != coding {
		o.setAside("Content-Encoding")
		if coding != "" {
			o.set("Content-Encoding", coding)
		}
	}
	kind, was := service.Get("Content-Type"), o.get("Content-Type")
	if kind != "" && (was == "" || digest != Matches && charset(kind) != "" && charset(kind) != charset(was)) {
		o.set("Content-Type", kind)
	}
	for _, name := range []string{"Content-Language", "Content-Disposition"} { // passed on as they are by some
		if v := service.Get(name); v != "" && o.get(name) == "" {
			o.set(name, v)
		}
	}
	if n := o.get("Content-Length"); n != "" && n != strconv.Itoa(len(body)) {
		o.setAside("Content-Length")
	}
}

// cutOff reports whether the body is shorter than the original server said,
// so that what was archived is only a part.
func (o *original) cutOff(coding string, body []byte) bool {
	n, err := strconv.ParseInt(o.get("Content-Length"), 10, 64)
	return err == nil && n > int64(len(body)) && o.get("Content-Encoding") == coding && o.get("Transfer-Encoding") == ""
}

func charset(contentType string) string {
	_, params, _ := mime.ParseMediaType(contentType)
	return strings.ToLower(params["charset"])
}
