package extract

import (
	"bytes"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"path"
	"strings"
)

// The formats that are read. Any other format is named by its media type.
const (
	htmlFormat = "text/html"
	textFormat = "text/plain"
)

// formatOf says as what to read src: [htmlFormat], [textFormat], [csvFormat],
// [jsonFormat], [xmlFormat], or the media type of something that is not read. Bytes that are plainly a PDF or another
// binary win over what the server says; a server's type wins over the name.
//
//	Type ""             URL "a.md"                    text
//	Type "text/html"    body "%PDF-1.7 …"             application/pdf
//	Type ""             body "<!doctype html>…"       html
//	Type "image/png"                                  image/png
func formatOf(src Source) string {
	if t := binaryFormat(src.Body); t != "" {
		return t
	}
	if t, _, _ := strings.Cut(src.Type, ";"); strings.TrimSpace(t) != "" {
		f := formatOfType(strings.ToLower(strings.TrimSpace(t)), src.Body)
		if f == textFormat {
			if n := formatOfName(src); n == csvFormat || n == jsonFormat || n == xmlFormat {
				return n // many servers call data plain text
			}
		}
		if f != "" {
			return f
		}
	}
	return formatOfName(src)
}

// formatOfName returns the format by the ending of the address, else by the
// first bytes.
func formatOfName(src Source) string {
	switch ext := extension(src.URL); ext {
	case ".txt", ".md", ".markdown", ".yaml", ".yml", ".log", ".ics":
		return textFormat
	case ".csv", ".tsv":
		return csvFormat
	case ".json", ".jsonl", ".geojson":
		return jsonFormat
	case ".xml", ".rss", ".atom", ".kml":
		return xmlFormat
	case ".html", ".htm", ".xhtml", ".shtml":
		return htmlFormat
	case ".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".zip":
		if t := mime.TypeByExtension(ext); t != "" {
			return t
		}
		return "application/" + ext[1:]
	}
	return sniff(src.Body)
}

// formatOfType returns the format for a media type, "" for one that says
// nothing.
func formatOfType(t string, body []byte) string {
	switch {
	case t == "text/html", t == "application/xhtml+xml":
		return htmlFormat
	case t == "application/octet-stream", t == "text/xml", t == "application/xml", t == "binary/octet-stream", !strings.Contains(t, "/"):
		if t == "text/xml" || t == "application/xml" {
			if sniff(body) == htmlFormat && bytes.Contains(firstBytes(body, 1024), []byte("xhtml")) {
				return htmlFormat
			}
			return xmlFormat
		}
		return ""
	case t == "text/csv", t == "application/csv", t == "text/tab-separated-values":
		return csvFormat
	case strings.HasSuffix(t, "json"), strings.HasSuffix(t, "ndjson"), strings.HasSuffix(t, "jsonlines"):
		return jsonFormat
	case strings.HasSuffix(t, "+xml") && t != "image/svg+xml":
		return xmlFormat
	case strings.HasPrefix(t, "text/"), t == "application/yaml", t == "application/x-yaml":
		return textFormat
	}
	return t
}

// binaryFormat returns the media type of bytes that cannot be a page, "" for
// all others.
func binaryFormat(body []byte) string {
	head := firstBytes(body, 1024)
	if bytes.Contains(head, []byte("%PDF-")) && !bytes.Contains(head, []byte("<html")) {
		return "application/pdf"
	}
	if bytes.HasPrefix(head, []byte("\xfe\xff")) || bytes.HasPrefix(head, []byte("\xff\xfe")) {
		return "" // UTF-16
	}
	if t := http.DetectContentType(head); !strings.HasPrefix(t, "text/") && t != "application/octet-stream" && !strings.Contains(t, "json") {
		return t
	}
	if bytes.Count(head, []byte{0}) > len(head)/16 {
		return "application/octet-stream"
	}
	return ""
}

// sniff tells HTML from text by the first tag.
func sniff(body []byte) string {
	head := bytes.ToLower(firstBytes(body, 4096))
	head = bytes.ReplaceAll(head, []byte{0}, nil) // UTF-16
	for _, tag := range []string{"<!doctype", "<html", "<head", "<body", "<title", "<meta", "<div", "<p>", "<p ", "<table", "<main", "<article",
		"<h1", "<h2", "<script", "<ul", "<br", "<span", "<a ", "<b>", "<font", "<center", "<section", "<!--"} {
		if bytes.Contains(head, []byte(tag)) {
			return htmlFormat
		}
	}
	return textFormat
}

func firstBytes(b []byte, n int) []byte { return b[:min(n, len(b))] }

// extension returns the ending of the path of an address or file name.
func extension(name string) string {
	if u, err := url.Parse(name); err == nil && u.Path != "" {
		name = u.Path
	}
	return strings.ToLower(path.Ext(name))
}

func unread(format string, size int) string {
	return fmt.Sprintf("%d bytes of %s: this format is not read as text", size, format)
}
