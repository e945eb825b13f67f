package storage

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	bolt "go.etcd.io/bbolt"
	"pgregory.net/rapid"

	"stet/record"
)

// A model is what an archive should hold, in plain maps and lists.
type model struct {
	pages     map[record.PageID]record.Page
	byURL     map[string]record.PageID
	payloads  map[record.Digest][]byte
	looks     map[record.PageID][]record.Look
	versions  map[record.PageID][]record.Version
	changes   []change
	incidents []incident
	hosts     map[string]time.Time
	runs      map[string]record.Run
}

type change struct {
	record.Change
	page record.PageID
	at   time.Time
	n    int // order in which they were committed
}

type incident struct {
	record.Incident
	page record.PageID
}

func newModel() *model {
	return &model{
		pages: map[record.PageID]record.Page{}, byURL: map[string]record.PageID{},
		payloads: map[record.Digest][]byte{}, looks: map[record.PageID][]record.Look{},
		versions: map[record.PageID][]record.Version{}, hosts: map[string]time.Time{}, runs: map[string]record.Run{},
	}
}

func (m *model) addPages(pages []record.Page) (added []record.Page) {
	for _, p := range pages {
		id, ok := m.byURL[p.URL]
		if !ok {
			p.ID = record.PageID(len(m.pages) + 1)
			m.byURL[p.URL] = p.ID
			m.pages[p.ID] = p
		} else {
			old := m.pages[id]
			old.Watch, old.Source = cmp.Or(p.Watch, old.Watch), cmp.Or(p.Source, old.Source)
			if old.Added.IsZero() {
				old.Added = p.Added
			}
			m.pages[id] = old
		}
		added = append(added, m.pages[m.byURL[p.URL]])
	}
	return added
}

func (m *model) page(url string) (record.Page, bool) {
	if id, ok := m.byURL[url]; ok {
		return m.pages[id], true
	}
	for _, id := range slices.Sorted(maps.Keys(m.pages)) {
		if p := m.pages[id]; p.MovedTo == url && url != "" {
			return p, true
		}
	}
	return record.Page{}, false
}

func (m *model) commit(sg record.Sighting) {
	id := sg.Page.ID
	look := sg.Look
	if look.Payload == (record.Payload{}) && look.Incident == nil && look.Outcome == record.OutcomeSame {
		look.Exchanges = nil
	}
	m.looks[id] = append(m.looks[id], look)
	slices.SortStableFunc(m.looks[id], func(a, b record.Look) int { return a.Time.Compare(b.Time) })

	versions := m.versions[id]
	if sg.Version != nil {
		m.versions[id] = append(versions, *sg.Version)
	} else if n := len(versions); n > 0 && look.Version == n && look.Outcome != record.OutcomeIncident && look.Status != 404 {
		v := &versions[n-1]
		v.Looks++
		if look.Time.After(v.LastSeen) {
			v.LastSeen = look.Time
		}
	}
	if sg.Change != nil {
		m.changes = append(m.changes, change{*sg.Change, id, look.Time, len(m.changes)})
	}
	if sg.Incident != nil {
		m.incidents = slices.DeleteFunc(m.incidents, func(in incident) bool {
			return in.page == id && in.Kind == sg.Incident.Kind && in.FirstSeen.Equal(sg.Incident.FirstSeen)
		})
		m.incidents = append(m.incidents, incident{*sg.Incident, id})
	}
	old := m.pages[id]
	p := sg.Page
	p.Watch, p.Source, p.Added = old.Watch, old.Source, old.Added
	m.pages[id] = p
}

func (m *model) changesFor(q Query) (list []record.Change) {
	sorted := slices.Clone(m.changes)
	slices.SortFunc(sorted, func(a, b change) int {
		return cmp.Or(b.at.Compare(a.at), cmp.Compare(b.page, a.page), cmp.Compare(b.n, a.n))
	})
	for _, c := range sorted {
		if q.Page != 0 && c.page != q.Page || c.at.Before(q.Since) || !q.Until.IsZero() && !c.at.Before(q.Until) {
			continue
		}
		if c.To != nil {
			to := *c.To
			to.LastSeen = m.versions[c.page][to.Version-1].LastSeen
			c.To = &to
		}
		list = append(list, c.Change)
	}
	return list
}

func (m *model) incidentsFor(q Query) (list []record.Incident) {
	sorted := slices.Clone(m.incidents)
	slices.SortFunc(sorted, func(a, b incident) int {
		return cmp.Or(b.LastSeen.Compare(a.LastSeen), cmp.Compare(b.page, a.page),
			b.FirstSeen.Compare(a.FirstSeen), cmp.Compare(b.Kind, a.Kind))
	})
	for _, in := range sorted {
		if q.Page != 0 && in.page != q.Page || in.LastSeen.Before(q.Since) || !q.Until.IsZero() && !in.FirstSeen.Before(q.Until) {
			continue
		}
		list = append(list, in.Incident)
	}
	return list
}

// A pair is a store and the model of it, driven by random operations.
type pair struct {
	*rapid.T
	s *Store
	m *model
}

func TestAnArchiveIsLikeAPlainMap(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		p := &pair{rt, Open(filepath.Join(dir, fmt.Sprint(n))), newModel()}
		p.s.commit = unsynced
		rt.Repeat(map[string]func(*rapid.T){
			"add pages": p.addPages,
			"keep":      p.keep,
			"look":      p.look,
			"look ":     p.look, // twice as often
			"refuse":    p.refuse,
			"hold":      p.hold,
			"run":       p.run,
			"reopen":    p.reopen,
			"ask":       p.ask,
			"compare":   p.compare,
		})
		p.compare(rt)
	})
}

// unsynced commits without waiting for the disk: only the test is quicker.
func unsynced(btx *bolt.Tx) error {
	btx.DB().NoSync = true
	return btx.Commit()
}

func (p *pair) reopen(*rapid.T) {
	p.s = Open(p.s.path)
	p.s.commit = unsynced
}

func (p *pair) addPages(t *rapid.T) {
	page := rapid.Custom(func(t *rapid.T) record.Page {
		return record.Page{
			URL:    url(t),
			Watch:  rapid.SampledFrom([]string{"", "one", "two"}).Draw(t, "watch"),
			Source: rapid.SampledFrom([]record.Source{"", record.FromConfig, record.FromLink}).Draw(t, "source"),
			Added:  rapid.SampledFrom([]time.Time{{}, noon(), hour(1)}).Draw(t, "added"),
		}
	})
	pages := rapid.SliceOfN(page, 1, 4).Draw(t, "pages")
	got, err := p.s.AddPages(pages)
	p.equal("AddPages", got, err, p.m.addPages(pages))
}

func url(t *rapid.T) string {
	return fmt.Sprintf("https://example.gov/%d", rapid.IntRange(0, 9).Draw(t, "url"))
}

func (p *pair) keep(t *rapid.T) { p.body(t) }

// body keeps a random payload and returns its name.
func (p *pair) body(t *rapid.T) record.Payload {
	body := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "body")
	if rapid.IntRange(0, 59).Draw(t, "long") == 7 {
		body = noise(byte(len(body)), 2*chunkSize+1) // does not pack: three chunks
	}
	if err := p.s.Keep(body, []byte("beside")); err != nil {
		t.Fatalf("Keep: %v", err)
	}
	p.m.payloads[record.DigestOf(body)] = body
	p.m.payloads[record.DigestOf([]byte("beside"))] = []byte("beside")
	return record.Payload{Digest: record.DigestOf(body), Size: int64(len(body)), Type: "text/html"}
}

// noise returns n bytes that do not pack.
func noise(seed byte, n int) []byte {
	body := make([]byte, n)
	_, _ = rand.NewChaCha8([32]byte{seed}).Read(body)
	return body
}

// anyPage draws a page of the archive.
func (p *pair) anyPage(t *rapid.T) record.Page {
	if len(p.m.pages) == 0 {
		t.Skip("no page yet")
	}
	return p.m.pages[record.PageID(rapid.IntRange(1, len(p.m.pages)).Draw(t, "page"))]
}

// anyTime draws a time; many are the same.
func anyTime(t *rapid.T) time.Time {
	return noon().Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "minute")) * time.Minute)
}

func (p *pair) look(t *rapid.T) {
	page, at := p.anyPage(t), anyTime(t)
	run := rapid.SampledFrom([]string{"", "20260102T120000.000Z", "20260102T123000.123Z", "by hand"}).Draw(t, "run")
	var sg record.Sighting
	switch rapid.SampledFrom([]string{"version", "same", "same", "same", "gone", "incident", "moved"}).Draw(t, "outcome") {
	case "version":
		sg = version(page, p.body(t), at)
		sg.Look.Exchanges = p.exchanges(t)
	case "same":
		sg = same(page, at)
		sg.Look.Exchanges = p.exchanges(t)
	case "gone":
		sg = same(page, at)
		sg.Page.Missing++
		sg.Look.Status, sg.Look.Payload, sg.Look.Outcome = 404, p.body(t), record.OutcomeGone
		sg.Change = &record.Change{Page: page.URL, Kind: record.Removed}
	case "incident":
		sg = p.trouble(t, page, at)
	case "moved":
		sg = same(page, at)
		sg.Look.Outcome, sg.Look.Status = record.OutcomeMoved, 200
		sg.Look.Exchanges = p.exchanges(t)
		sg.Page.MovedTo = rapid.SampledFrom([]string{"", url(t), "https://example.gov/new"}).Draw(t, "to")
	}
	sg.Look.Run = run
	if err := p.s.Commit(sg); err != nil {
		t.Fatalf("Commit(%+v): %v", sg, err)
	}
	p.m.commit(sg)
}

func (p *pair) trouble(t *rapid.T, page record.Page, at time.Time) record.Sighting {
	sg := same(page, at)
	in := record.Incident{
		Page: page.URL, Kind: rapid.SampledFrom([]record.IncidentKind{record.Blocked, record.Unreachable}).Draw(t, "kind"),
		FirstSeen: anyTime(t), LastSeen: at, Looks: 1, Detail: "no answer",
	}
	if before := page.Incident; before != nil && before.Kind == in.Kind {
		in.FirstSeen, in.Looks = before.FirstSeen, before.Looks+1
	}
	sg.Look.Outcome, sg.Look.Status, sg.Look.Incident = record.OutcomeIncident, 0, &in
	sg.Page.Incident, sg.Incident = &in, &in
	return sg
}

func (p *pair) exchanges(t *rapid.T) []record.Exchange {
	if rapid.Bool().Draw(t, "bare") {
		return nil
	}
	return []record.Exchange{
		{URL: "http://example.gov/", Request: []byte("GET / HTTP/1.1\r\n\r\n"), Head: []byte("HTTP/1.1 301 Moved\r\n\r\n"), Status: 301, Started: noon()},
		{URL: "https://example.gov/", Head: []byte("HTTP/1.1 200 OK\r\n\r\n"), Status: 200, Payload: p.body(t),
			TLS: &record.TLS{Version: "TLS 1.3", Chain: [][]byte{rapid.SliceOfN(rapid.Byte(), 1, 3).Draw(t, "cert"), []byte("root")}}},
	}
}

// refuse hands in what must not be kept.
func (p *pair) refuse(t *rapid.T) {
	page := p.anyPage(t)
	sg := version(page, p.body(t), anyTime(t))
	switch rapid.IntRange(0, 5).Draw(t, "fault") {
	case 0:
		sg.Page.ID, sg.Look.Page = 1000, 1000
	case 1:
		sg.Look.Payload.Digest = record.DigestOf([]byte("never kept"))
	case 2:
		sg.Version.Number++
	case 3:
		sg.Version.Number--
	case 4:
		sg.Look.Time = time.Time{}
	case 5:
		sg.Look.Page++
	}
	if err := p.s.Commit(sg); err == nil {
		t.Fatalf("Commit(%+v) = nil, want an error", sg)
	}
}

func (p *pair) hold(t *rapid.T) {
	host := rapid.SampledFrom([]string{"a.gov", "b.gov"}).Draw(t, "host")
	until := rapid.SampledFrom([]time.Time{{}, noon(), hour(1)}).Draw(t, "until")
	if err := p.s.HoldHost(host, until); err != nil {
		t.Fatalf("HoldHost: %v", err)
	}
	if until.IsZero() {
		delete(p.m.hosts, host)
	} else {
		p.m.hosts[host] = until
	}
}

func (p *pair) run(t *rapid.T) {
	at := anyTime(t)
	r := record.Run{ID: at.Format(runLayout), Started: at, Looks: rapid.IntRange(0, 9).Draw(t, "looks")}
	if err := p.s.PutRun(r); err != nil {
		t.Fatalf("PutRun: %v", err)
	}
	p.m.runs[r.ID] = r
}

// ask asks for changes and incidents in a time, and for one time.
func (p *pair) ask(t *rapid.T) {
	page := p.anyPage(t)
	q := Query{Since: anyTime(t)}
	if rapid.Bool().Draw(t, "until") {
		q.Until = anyTime(t)
	}
	if rapid.Bool().Draw(t, "one page") {
		q.Page = page.ID
	}
	p.equalChanges(q)
	p.equalIncidents(q)

	at := anyTime(t)
	var want record.Look
	for _, l := range p.m.looks[page.ID] {
		if !l.Time.After(at) {
			want = l
		}
	}
	got, _, err := p.s.Look(page.ID, at)
	p.equal("Look", got, err, want)
}

// compare compares all that the store returns with the model.
func (p *pair) compare(t *rapid.T) {
	p.T = t
	pages, err := p.s.Pages()
	p.equal("Pages", pages, err, inOrder(p.m.pages, func(a, b record.Page) int { return cmp.Compare(a.ID, b.ID) }))
	for url := range 11 {
		url := fmt.Sprintf("https://example.gov/%d", url)
		if url == "https://example.gov/10" {
			url = "https://example.gov/new"
		}
		got, _, err := p.s.Page(url)
		want, _ := p.m.page(url)
		p.equal("Page", got, err, want)
	}
	for id := range p.m.pages {
		looks, err := p.s.Looks(id)
		p.equal("Looks", looks, err, p.m.looks[id])
		versions, err := p.s.Versions(id)
		p.equal("Versions", versions, err, p.m.versions[id])
	}
	for d, want := range p.m.payloads {
		if got, err := p.s.Payload(d); err != nil || !bytes.Equal(got, want) {
			t.Fatalf("Payload(%v) = %d bytes, %v, want %d bytes", d, len(got), err, len(want))
		}
	}
	p.equalChanges(Query{})
	p.equalIncidents(Query{})
	hosts, err := p.s.HeldHosts()
	p.equal("HeldHosts", hosts, err, p.m.hosts)
	runs, err := p.s.Runs()
	p.equal("Runs", runs, err, inOrder(p.m.runs, func(a, b record.Run) int { return b.Started.Compare(a.Started) }))
}

func inOrder[K comparable, V any](m map[K]V, order func(a, b V) int) []V {
	return slices.SortedFunc(maps.Values(m), order)
}

func (p *pair) equalChanges(q Query) {
	got, err := p.s.Changes(q)
	p.equal(fmt.Sprintf("Changes(%v)", q), got, err, p.m.changesFor(q))
}

func (p *pair) equalIncidents(q Query) {
	got, err := p.s.Incidents(q)
	p.equal(fmt.Sprintf("Incidents(%v)", q), got, err, p.m.incidentsFor(q))
}

func (p *pair) equal(what string, got any, err error, want any) {
	p.Helper()
	if err == nil && reflect.DeepEqual(got, want) {
		return // cmp takes its time
	}
	if errors.Is(err, ErrNoArchive) && len(p.m.pages)+len(p.m.payloads)+len(p.m.hosts)+len(p.m.runs) == 0 {
		return
	}
	if err != nil {
		p.Fatalf("%s: %v", what, err)
	}
	if diff := gocmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		p.Fatalf("%s: (-want +got)\n%s", what, diff)
	}
}
