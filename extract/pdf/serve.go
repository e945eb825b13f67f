package pdf

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

// Serve is the child's side of [InChild]: it reads a PDF from in and writes
// lines of JSON to out: {} when it is ready to read, then {"document": …} or
// {"error": "…"}. It returns an error only
// where it could not read or write. Limits come from the environment; Serve
// binds the whole process to them where the system can, so nothing else should
// be going on in it.
func Serve(in io.Reader, out io.Writer) error {
	var l Limits
	if s := os.Getenv(limitsEnv); s != "" {
		if err := json.Unmarshal([]byte(s), &l); err != nil {
			return fmt.Errorf("limits in %s: %w", limitsEnv, err)
		}
	}
	l = l.filled()
	if err := bind(l); err != nil {
		return fmt.Errorf("limit the reader of PDFs: %w", err)
	}
	e, err := newEngine(l)
	if err != nil {
		return err
	}
	defer e.close()
	if _, err := io.WriteString(out, readyLine); err != nil {
		return err
	}
	body, err := io.ReadAll(in)
	if err != nil {
		return fmt.Errorf("read the PDF: %w", err)
	}
	var a answer
	if d, err := e.read(body); err != nil {
		a.Error = err.Error()
	} else {
		a.Document = &d
	}
	return json.NewEncoder(out).Encode(a)
}
