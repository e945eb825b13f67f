package storage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"

	"stet/record"
)

// checks returns for each bucket what is checked of an entry.
func (a *audit) checks() map[string]func(k, v []byte) {
	return map[string]func(k, v []byte){
		formatBucket:    a.checkFormat,
		pagesBucket:     a.checkPage,
		statesBucket:    a.checkState,
		addressesBucket: a.checkAddress,
		movedBucket:     a.checkMoved,
		payloadsBucket:  a.checkPayload,
		chunksBucket:    a.checkChunk,
		certsBucket:     a.checkCertificate,
		looksBucket:     a.checkLook,
		exchangesBucket: a.checkExchanges,
		versionsBucket:  a.checkVersion,
		changesBucket:   a.checkChange,
		changesOfPage:   a.checkChangeOfPage,

		judgementsBucket: a.checkJudgement,
		incidentsBucket:  a.checkIncident,
		incidentsByTime:  a.checkIncidentByTime,
		hostsBucket:      a.checkHost,
		runsBucket:       a.checkRun,
		hashesBucket:     a.checkHashes,
		signedBucket:     a.checkCheckpoint,
		originsBucket:    a.checkOrigin,
		listsBucket:      a.checkList,
	}
}

// sized reports whether a key has its size; if not that is told.
func (a *audit) sized(bucket string, k []byte, size int) bool {
	if len(k) != size {
		a.general("bucket "+bucket, fmt.Errorf("it has a key of %d bytes", len(k)))
	}
	return len(k) == size
}

func (a *audit) readJSON(k, row []byte, v any) error { return a.s.pack().read(k, row, v) }

func (a *audit) checkFormat(k, v []byte) {
	if !bytes.Equal(k, formatKey) {
		a.general("bucket "+formatBucket, fmt.Errorf("it has an entry %q", k))
	}
}

func (a *audit) tally(id record.PageID) *tally {
	t := a.pages[id]
	if t == nil {
		t = &tally{}
		a.pages[id] = t
	}
	return t
}

func (a *audit) checkPage(k, v []byte) {
	if !a.sized(pagesBucket, k, 8) {
		return
	}
	a.health.Counts.Pages++
	id := pageOf(k)
	a.tally(id).known = true
	var p record.Page
	err := a.readJSON(k, v, &p)
	if err == nil && p.ID != id {
		err = fmt.Errorf("its row is that of page %d", p.ID)
	}
	if err != nil {
		a.ofPage(id, "what it is", err)
		return
	}
	a.tally(id).url, a.tally(id).sealed = p.URL, true
	a.ofPage(id, "its state", a.has(statesBucket, k))
	a.ofPage(id, "its address "+p.URL, a.has(addressesBucket, []byte(p.URL)))
}

func (a *audit) checkState(k, v []byte) {
	if !a.sized(statesBucket, k, 8) {
		return
	}
	id := pageOf(k)
	t := a.tally(id)
	_, body, err := unseal(k, v)
	if err == nil {
		t.state, body, err = parseState(body)
	}
	var p record.Page
	if err == nil {
		err = json.Unmarshal(body, &p)
	}
	if err != nil {
		t.sealed = false
		a.ofPage(id, "its state", err)
		return
	}
	t.looks = p.Looks
	if d := p.Payload.Digest; !d.IsZero() {
		a.ofPage(id, "its latest payload", a.kept(d))
	}
	if m := t.state.movedTo; isAddress(m) {
		a.ofPage(id, "the address it moved to", a.has(movedBucket, movedKey(m, id)))
	}
}

// kept reports whether the archive has a row for a payload.
func (a *audit) kept(d record.Digest) error {
	if d == record.DigestOf(nil) {
		return nil
	}
	if _, ok := a.get(payloadsBucket, d[:]); !ok {
		return fmt.Errorf("the payload %s is missing", d)
	}
	return nil
}

func (a *audit) checkAddress(k, v []byte) {
	where := fmt.Sprintf("address %q", k)
	_, b, err := unseal(k, v)
	if err == nil && len(b) != 8 {
		err = fmt.Errorf("%d bytes instead of 8", len(b))
	}
	if err != nil {
		a.general(where, err)
		return
	}
	id := pageOf(b)
	if t := a.pages[id]; t == nil || t.sealed && t.url != string(k) {
		a.ofPage(id, where, errors.New("it leads to a page that has another address"))
	}
}

func (a *audit) checkMoved(k, _ []byte) {
	i := len(k) - 9
	if i < 1 || k[i] != 0 {
		a.general("bucket "+movedBucket, fmt.Errorf("it has a key of %d bytes", len(k)))
		return
	}
	id := pageOf(k[i+1:])
	if t := a.pages[id]; t == nil || t.sealed && t.state.movedTo != string(k[:i]) {
		a.ofPage(id, fmt.Sprintf("address %q", k[:i]), errors.New("the page did not move there"))
	}
}

func (a *audit) checkCertificate(k, v []byte) {
	_, der, err := unseal(k, v)
	if err == nil && (len(k) != len(record.Digest{}) || record.DigestOf(der) != record.Digest(k)) {
		err = errors.New("its bytes do not match its digest")
	}
	a.general(fmt.Sprintf("certificate %x", k), err)
}

func (a *audit) checkLook(k, v []byte) {
	if !a.sized(looksBucket, k, lookKeySize) {
		return
	}
	a.health.Counts.Looks++
	id, at := pageOf(k), timeOf(k[8:])
	a.tally(id).found.looks++
	l, leaf, err := a.s.pack().readLook(k, v)
	if err != nil {
		a.log.unread++
	}
	if err == nil && (l.Page != id || !l.Time.Equal(at)) {
		err = fmt.Errorf("its row is that of page %d at %v", l.Page, l.Time)
	}
	if err == nil && l.Version > a.tally(id).state.number && a.tally(id).sealed {
		err = fmt.Errorf("it names version %d, and the last one is %d", l.Version, a.tally(id).state.number)
	}
	if err == nil && !l.Payload.Digest.IsZero() {
		err = a.kept(l.Payload.Digest)
	}
	if err == nil && !l.Screenshot.IsZero() {
		err = a.kept(l.Screenshot)
	}
	if err == nil {
		err = a.checkLeaf(k, l, leaf)
	}
	a.ofLook(id, at, "look", err)
}

func (a *audit) checkExchanges(k, v []byte) {
	if !a.sized(exchangesBucket, k, lookKeySize) {
		return
	}
	id, at := pageOf(k), timeOf(k[8:])
	var rows []exchangeRow
	err := a.readJSON(k, v, &rows)
	if err == nil {
		err = a.has(looksBucket, k)
	}
	for _, row := range rows {
		if d := row.Payload.Digest; err == nil && !d.IsZero() {
			err = a.kept(d)
		}
		for _, d := range row.Chain {
			if err == nil {
				err = a.has(certsBucket, d[:])
			}
		}
		if err == nil && len(row.Chain) > 0 && row.TLS == nil {
			err = errors.New("certificates without TLS")
		}
	}
	a.ofLook(id, at, "exchanges", err)
}

func (a *audit) checkVersion(k, v []byte) {
	if !a.sized(versionsBucket, k, 12) {
		return
	}
	a.health.Counts.Versions++
	id := pageOf(k)
	t := a.tally(id)
	t.found.versions++
	var row record.Version
	err := a.readJSON(k, v, &row)
	if err == nil && !bytes.Equal(k, versionKey(row.Page, row.Number)) {
		err = fmt.Errorf("its row is that of version %d of page %d", row.Number, row.Page)
	}
	if err == nil && t.sealed && row.Number > t.state.number {
		err = fmt.Errorf("the page knows only %d", t.state.number)
	}
	if err == nil && !row.Payload.Digest.IsZero() {
		err = a.kept(row.Payload.Digest)
	}
	a.ofVersion(id, versionOf(k), err)
}

func (a *audit) checkChange(k, v []byte) {
	if !a.sized(changesBucket, k, lookKeySize) {
		return
	}
	a.health.Counts.Changes++
	at, id, n := timeOf(k), pageOf(k[8:]), k[16]
	var c record.Change
	err := a.readJSON(k, v, &c)
	if err == nil {
		err = errors.Join(a.has(looksBucket, lookKey(id, at, n)), a.has(changesOfPage, lookKey(id, at, n)))
	}
	for _, ref := range []*record.VersionRef{c.From, c.To} {
		if err != nil || ref == nil {
			continue
		}
		if ref.Version > 0 {
			err = a.has(versionsBucket, versionKey(id, ref.Version))
		}
		if err == nil && !ref.Digest.IsZero() {
			err = a.kept(ref.Digest)
		}
	}
	a.ofLook(id, at, "change", err)
}

func (a *audit) checkJudgement(k, v []byte) {
	if !a.sized(judgementsBucket, k, lookKeySize+timeSize) {
		return
	}
	var c record.Change
	err := a.readJSON(k, v, &c)
	if err == nil {
		err = a.has(changesBucket, k[:lookKeySize])
	}
	a.ofLook(pageOf(k[8:]), timeOf(k), "judgement", err)
}

func (a *audit) checkChangeOfPage(k, _ []byte) {
	if a.sized(changesOfPage, k, lookKeySize) {
		a.ofLook(pageOf(k), timeOf(k[8:]), "change", a.has(changesBucket, changeKeyOf(k)))
	}
}

func (a *audit) checkIncident(k, v []byte) {
	if len(k) < 8+timeSize {
		a.sized(incidentsBucket, k, 8+timeSize)
		return
	}
	a.health.Counts.Incidents++
	var in record.Incident
	err := a.readJSON(k, v, &in)
	if err == nil && !bytes.Equal(k, incidentKey(pageOf(k), in.FirstSeen, in.Kind)) {
		err = errors.New("its row is that of another one")
	}
	if err == nil {
		err = a.has(incidentsByTime, incidentTimeKey(in.LastSeen, k))
	}
	a.ofLook(pageOf(k), timeOf(k[8:]), "incident", err)
}

func (a *audit) checkIncidentByTime(k, _ []byte) {
	if len(k) < 8+2*timeSize {
		a.sized(incidentsByTime, k, 8+2*timeSize)
		return
	}
	key := k[timeSize:]
	err := a.has(incidentsBucket, key)
	if row, ok := a.get(incidentsBucket, key); ok {
		var in record.Incident
		if a.readJSON(key, row, &in) == nil && !bytes.Equal(k, incidentTimeKey(in.LastSeen, key)) {
			err = errors.New("it was last seen at another time")
		}
	}
	a.ofLook(pageOf(key), timeOf(key[8:]), "incident", err)
}

func (a *audit) checkHost(k, v []byte) {
	_, b, err := unseal(k, v)
	if err == nil && len(b) != timeSize {
		err = fmt.Errorf("%d bytes instead of %d", len(b), timeSize)
	}
	a.damaged(fmt.Sprintf("host %q", k), err)
}

func (a *audit) checkRun(k, v []byte) {
	a.health.Counts.Runs++
	var r record.Run
	err := a.readJSON(k, v, &r)
	if err == nil && r.ID != string(k) {
		err = errors.New("its row is that of run " + strconv.Quote(r.ID))
	}
	a.damaged(fmt.Sprintf("run %q", k), err)
}

// weighPages compares what pages say of themselves with what was found.
func (a *audit) weighPages() {
	for _, id := range slices.Sorted(maps.Keys(a.pages)) {
		t := a.pages[id]
		if !t.known {
			a.ofPage(id, "what it is", errors.New("pages has no entry for it"))
		}
		if !t.sealed {
			continue
		}
		if t.found.looks != t.looks {
			a.ofPage(id, "its looks", fmt.Errorf("%d are there, and it was looked at %d times", t.found.looks, t.looks))
		}
		for number := 1; number <= t.state.number && t.found.versions < t.state.number; number++ {
			a.ofVersion(id, number, a.has(versionsBucket, versionKey(id, number)))
		}
	}
}
