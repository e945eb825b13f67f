package crawler

import (
	"bytes"
	"errors"
	"testing"
)

// However the bytes of an answer fall into reads, the head recorded is the
// same.
func FuzzTap(f *testing.F) {
	f.Add([]byte("HTTP/1.1 103 Early\r\nA: b\r\n\r\nHTTP/1.1 200 OK\r\nC: d\r\n\r\nbody\r\n\r\n"), 30, 50)
	f.Add([]byte("HTTP/1.0 200\n\nx"), 13, 14)
	f.Add([]byte("\r\n\r\n"), 1, 3)
	f.Add([]byte("garbage without an end"), 2, 5)
	f.Fuzz(func(t *testing.T, b []byte, i, j int) {
		i = min(max(i, 0), len(b))
		j = min(max(j, i), len(b))
		var whole, parts recording
		whole.take(b)
		for _, part := range [][]byte{b[:i], b[i:j], b[j:]} {
			parts.take(part)
		}
		if !bytes.Equal(whole.head, parts.head) || whole.done != parts.done || whole.tooLong != parts.tooLong {
			t.Fatalf("head of %q = %q, %v; read as %q, %q, %q it is %q, %v", b, whole.head, whole.done, b[:i], b[i:j], b[j:], parts.head, parts.done)
		}
		if whole.done && !bytes.HasSuffix(whole.head, []byte("\n")) {
			t.Fatalf("head of %q = %q, want it to end with an empty line", b, whole.head)
		}
	})
}

// No body grows past the limit, whatever it was coded with.
func FuzzDecode(f *testing.F) {
	f.Add([]byte("plain"), "")
	f.Add([]byte("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff\x4b\x04\x00\x43\xbe\xb7\xe8\x01\x00\x00\x00"), "gzip")
	f.Add([]byte("\x0b\x02\x80hello\x03"), "br")
	f.Add([]byte("\x28\xb5\x2f\xfd\x04\x00\x29\x00\x00hello\x9b\xd5\x7f\x61"), "zstd, identity")
	f.Add([]byte("\x4b\x04\x00"), "Deflate")
	f.Fuzz(func(t *testing.T, body []byte, encoding string) {
		const limit = 1 << 16
		got, err := decode(body, encoding, limit)
		switch {
		case err == nil && len(got) > max(limit, len(body)):
			t.Fatalf("decode(%q, %q) = %d bytes, want at most %d", body, encoding, len(got), limit)
		case err != nil && !errors.Is(err, errTooLarge) && !errors.Is(err, errDamaged) && !errors.Is(err, errCoding):
			t.Fatalf("decode(%q, %q): %v, want one of our errors", body, encoding, err)
		case err == nil && len(codings(encoding)) == 0 && !bytes.Equal(got, body):
			t.Fatalf("decode(%q, %q) = %q, want it as it is", body, encoding, got)
		}
	})
}
