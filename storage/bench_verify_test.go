package storage

import (
	"context"
	"crypto/sha256"
	"fmt"
	mathrand "math/rand/v2"
	"strings"
	"syscall"
	"testing"
	"time"

	"stet/record"
)

// BenchmarkVerify verifies 250 pages of 60 kB in eight versions each, which
// differ in a line, as real ones do, and then digests as many bytes:
// "of-sha256" is how much of that speed it has. Of "cpu" the one is the
// processor time of all its workers, the other that of the digests.
func BenchmarkVerify(b *testing.B) {
	s := newStore(b)
	s.commit = unsynced
	pages := manyPages(b, s, 250)
	inParallel(64, pages, func(i int) {
		for n := range 8 {
			body := wordyPage(i, n)
			check(b, s.KeepAgainst(pages[i].Payload.Digest, body))
			d := record.DigestOf(body)
			sg := version(pages[i], record.Payload{Digest: d, Decoded: d}, hour(n+1))
			sg.Look.Exchanges = []record.Exchange{{
				URL: pages[i].URL, Status: 200, Request: body[:300], Head: body[300:900], RemoteAddr: "192.0.2.1:443", Payload: sg.Look.Payload,
			}}
			check(b, s.Commit(sg))
			pages[i] = sg.Page
		}
	})
	var h Health
	before := cpuTime(b)
	for b.Loop() {
		h = verify(b, s)
	}
	if !h.Whole {
		b.Errorf("Verify = %+v", h.Damage)
	}
	cpu := (cpuTime(b) - before).Seconds() / float64(b.N)
	took := b.Elapsed().Seconds() / float64(b.N)
	body, began, before := wordyPage(1, 1), time.Now(), cpuTime(b)
	for range int(h.Counts.PayloadBytes) / len(body) {
		sha256.Sum256(body)
	}
	b.ReportMetric(float64(h.Counts.PayloadBytes)/1e6/took, "MB/s")
	b.ReportMetric(time.Since(began).Seconds()/took, "of-sha256")
	b.ReportMetric((cpuTime(b)-before).Seconds()/cpu, "of-sha256-cpu")
}

func cpuTime(b *testing.B) time.Duration {
	var used syscall.Rusage
	check(b, syscall.Getrusage(syscall.RUSAGE_SELF, &used))
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// wordyPage returns 60,000 bytes of a page: what its versions say differs in
// two of some hundred paragraphs.
func wordyPage(page, version int) []byte {
	nouns := strings.Fields("office county program harbor permit grant survey report hearing region partner notice clinic bridge river school budget council")
	verbs := strings.Fields("opened closed reviewed extended funded measured announced repaired issued renewed inspected approved")
	body := fmt.Appendf(nil, "<html><head><title>Page %d</title></head><body><main>", page)
	for n := 0; len(body) < 60_000; n++ {
		seed := uint64(n)
		if n == 50+version || n == 120 {
			seed += uint64(version) << 20
		}
		dice := mathrand.New(mathrand.NewPCG(uint64(page), seed))
		body = fmt.Appendf(body, "<p class=\"field field--%d\">The %s %s %s more than %d %ss near the %s %s, and <a href=\"/%s/%d\">%s %d</a> of them.</p>\n",
			n%7, nouns[dice.IntN(18)], nouns[dice.IntN(18)], verbs[dice.IntN(12)], dice.IntN(9000), nouns[dice.IntN(18)], nouns[dice.IntN(18)], nouns[dice.IntN(18)],
			nouns[dice.IntN(18)], dice.IntN(99_999), verbs[dice.IntN(12)], dice.IntN(900))
	}
	return body[:60_000]
}

// BenchmarkVerifyRows checks the looks of 5,000 pages, 20 each.
func BenchmarkVerifyRows(b *testing.B) {
	s := newStore(b)
	s.commit = unsynced
	pages := manyPages(b, s, 5000)
	for n := range 20 {
		inParallel(64, pages, func(i int) {
			sg := same(pages[i], noon().Add(time.Duration(n+1)*time.Hour+time.Duration(i)))
			check(b, s.Commit(sg))
			pages[i] = sg.Page
		})
	}
	for b.Loop() {
		h, err := s.Verify(context.Background(), Verification{Quick: true})
		check(b, err)
		if !h.Whole {
			b.Fatalf("Verify = %+v", h.Damage)
		}
	}
	b.ReportMetric(105_000*float64(b.N)/b.Elapsed().Seconds(), "looks/s")
}
