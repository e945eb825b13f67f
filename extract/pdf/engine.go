package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"

	"stet/record"
)

// wasmPage is the unit of WebAssembly memory in bytes.
const wasmPage = 64 << 10

// An engine is PDFium, compiled and ready. Each document gets an instance of
// its own, so that none sees what another left behind.
type engine struct {
	limits Limits
	pool   pdfium.Pool
	cache  wazero.CompilationCache // nil: none
}

// newEngine compiles PDFium, which takes seconds, or loads what an earlier
// process compiled, which takes a tenth of one.
func newEngine(l Limits) (*engine, error) {
	e := &engine{limits: l.filled()}
	if dir, err := cacheDir(); err == nil {
		e.cache, _ = wazero.NewCompilationCacheWithDir(dir)
	}
	err := e.start()
	if err != nil && e.cache != nil { // a damaged cache must not keep PDFs from being read
		e.dropCache()
		err = e.start()
	}
	if err != nil {
		e.dropCache()
		return nil, fmt.Errorf("start PDFium: %w", err)
	}
	return e, nil
}

// cacheDir returns where compiled code lies, and makes it for this user only:
// what lies there is run.
func cacheDir() (string, error) {
	base, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	dir := filepath.Join(base, "stet", "pdfium")
	return dir, os.MkdirAll(dir, 0o700)
}

func (e *engine) start() error {
	// PDFium needs exception handling, which wazero's default leaves out.
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(uint32(e.limits.Memory / wasmPage))
	if e.cache != nil {
		config = config.WithCompilationCache(e.cache)
	}
	ctx := experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(reserve))
	pool, err := webassembly.Init(webassembly.Config{
		Context: ctx,
		MaxIdle: 1, MaxTotal: 1,
		RuntimeConfig: config,
		FSConfig:      wazero.NewFSConfig(), // no files; the default is the whole disk
		Stdout:        io.Discard,
		Stderr:        io.Discard,
		RandomSource:  zeros{}, // the same bytes give the same document
	})
	e.pool = pool
	return err
}

func (e *engine) dropCache() {
	if e.cache != nil {
		e.cache.Close(context.Background())
		e.cache = nil
	}
}

func (e *engine) close() {
	if e.pool != nil {
		e.pool.Close()
	}
	e.dropCache()
}

// memory is what PDFium works in. All that it may use is reserved at once,
// which costs nothing until it is touched; growing it by wazero's own means
// copies it, and takes three times the limit.
type memory []byte

func reserve(_, most uint64) experimental.LinearMemory { return make(memory, most) }

// Reallocate implements [experimental.LinearMemory].
func (m memory) Reallocate(size uint64) []byte {
	if size > uint64(len(m)) {
		return nil
	}
	return m[:size:size]
}

// Free implements [experimental.LinearMemory].
func (memory) Free() {}

// zeros is a source of randomness that is none.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// read reads one document. PDFium may trap on a hostile one: that is an error
// here and leaves the engine whole.
func (e *engine) read(body []byte) (d record.Document, err error) {
	if !bytes.Contains(body[:min(len(body), 1024)], []byte("%PDF-")) {
		return record.Document{}, errors.New("this is no PDF: it does not begin like one")
	}
	lib, err := e.pool.GetInstance(time.Minute)
	if err != nil {
		return record.Document{}, fmt.Errorf("start PDFium: %w", err)
	}
	defer lib.Close()
	defer func() {
		if p := recover(); p != nil {
			d, err = record.Document{}, brokeDown(fmt.Errorf("%v", p))
		}
	}()
	s, err := scan(lib, body, e.limits)
	if err != nil {
		return record.Document{}, err
	}
	return s.document(), nil
}

// brokeDown says that PDFium could not cope.
func brokeDown(err error) error {
	if _, ok := errors.AsType[runtime.Error](err); ok {
		return fmt.Errorf("the PDF is damaged in a way that stops its reader: %w", err)
	}
	return fmt.Errorf("the PDF is damaged, or needs more memory than it may have: %w", err)
}
