package storage

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"stet/record"
)

// BenchmarkSeries keeps successive versions of real pages and says how many
// bytes of the archive they take, against what zstd -19 --patch-from makes
// of each with the one before, and against a WARC of one gzip member each.
func BenchmarkSeries(b *testing.B) {
	dirs, err := filepath.Glob("../../shared/corpus/series/*")
	check(b, err)
	if len(dirs) == 0 {
		b.Skip("the corpus is not there")
	}
	cli, err := exec.LookPath("zstd")
	if err != nil {
		b.Skip("the command zstd is not there")
	}
	var all sizes
	for _, dir := range dirs {
		b.Run(filepath.Base(dir), func(b *testing.B) {
			files, err := filepath.Glob(filepath.Join(dir, "0*"))
			check(b, err)
			var s sizes
			for b.Loop() {
				s = sizes{archive: archived(b, files), patches: patches(b, cli, files), gzipped: gzipped(b, files)}
			}
			s.report(b)
			all.archive, all.patches, all.gzipped = all.archive+s.archive, all.patches+s.patches, all.gzipped+s.gzipped
		})
	}
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
		}
		all.report(b)
	})
}

type sizes struct{ archive, patches, gzipped int }

func (s sizes) report(b *testing.B) {
	b.ReportMetric(float64(s.archive), "B")
	b.ReportMetric(float64(s.archive)/float64(s.patches), "of-patches")
	b.ReportMetric(float64(s.archive)/float64(s.gzipped), "of-gzip")
	b.ReportMetric(0, "ns/op")
}

// archived returns what the versions take in an archive: the payloads with
// their rows.
func archived(b *testing.B, files []string) (size int) {
	s := newStore(b)
	s.commit = unsynced
	p := addPage(b, s, "https://example.gov/a")
	for i, body := range bodies(b, files) {
		check(b, s.KeepAgainst(p.Payload.Digest, body))
		d := record.DigestOf(body)
		sg := version(p, record.Payload{Digest: d, Decoded: d, Size: int64(len(body))}, hour(i))
		check(b, s.Commit(sg))
		p = sg.Page
	}
	check(b, s.read(func(t *tx) error {
		for _, name := range []string{payloadsBucket, chunksBucket} {
			size += t.bucket(name).Stats().LeafInuse
		}
		return nil
	}))
	if h := verify(b, s); !h.Whole {
		b.Errorf("Verify = %+v", h.Damage)
	}
	return size
}

func bodies(b *testing.B, files []string) (list [][]byte) {
	for _, f := range files {
		body, err := os.ReadFile(f)
		check(b, err)
		list = append(list, body)
	}
	return list
}

func patches(b *testing.B, cli string, files []string) (size int) {
	for i, f := range files {
		args := []string{"-19", "-c", f}
		if i > 0 {
			args = append(args, "--patch-from="+files[i-1])
		}
		out, err := exec.Command(cli, args...).Output()
		if err != nil && i > 0 { // some releases crash at some files
			out, err = exec.Command(cli, "-19", "-c", f).Output()
		}
		check(b, err)
		size += len(out)
	}
	return size
}

func gzipped(b *testing.B, files []string) int {
	var w bytes.Buffer
	for _, body := range bodies(b, files) {
		z := gzip.NewWriter(&w)
		fmt.Fprintf(z, "WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.gov/a\r\nWARC-Payload-Digest: %s\r\nContent-Length: %d\r\n\r\n",
			record.DigestOf(body), len(body))
		z.Write(body)
		check(b, z.Close())
	}
	return w.Len()
}
