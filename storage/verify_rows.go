package storage

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"time"

	"stet/record"
)

// rows checks the rows of some buckets, in the order of their keys. It is a
// job of [audit.sideBySide].
type rows struct {
	a      *audit
	names  []string // that are left
	after  []byte   // of the first one: the key up to which it was checked
	checks map[string]func(k, v []byte)
}

// through returns the job of checking all rows of some buckets.
func (a *audit) through(names ...string) *rows {
	return &rows{a: a, names: names, checks: a.checks()}
}

func (r *rows) some(g *glance, until time.Time) (more bool, err error) {
	r.a.glance = g
	for ; len(r.names) > 0; r.names, r.after = r.names[1:], nil {
		if r.bucket(r.names[0], until) {
			return true, r.a.ctx.Err()
		}
	}
	return false, r.a.ctx.Err()
}

// bucket goes on with a bucket and reports whether it was too much.
func (r *rows) bucket(name string, until time.Time) (more bool) {
	root, check, where := r.a.roots[name], r.checks[name], "bucket "+name
	if root == nil || check == nil {
		return false // it is missing, which was told, or belongs to looks
	}
	w := &walk{damaged: func(err error) { r.a.general(where, err) }}
	n := 0
	w.each(root, r.after, func(leaf *node, it item) bool {
		if n++; n%16 == 0 && (time.Now().After(until) || r.a.ctx.Err() != nil) {
			more = true
			return false
		}
		r.after = it.key
		if it.bucket {
			return true // likewise
		}
		if name == chunksBucket { // their bytes are read with the payloads
			check(it.key, nil)
			return true
		}
		v, err := leaf.value(it)
		if err != nil {
			r.a.general(where, err)
			return true
		}
		check(it.key, v)
		return true
	})
	r.after = bytes.Clone(r.after) // lets go of the page
	return more
}

// checks returns for each bucket what is checked of an entry. What belongs to
// a look is checked with the look.
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
		versionsBucket:  a.checkVersion,

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

func (a *audit) checkCertificate(k, v []byte) {
	_, der, err := unseal(k, v)
	if err == nil && (len(k) != len(record.Digest{}) || record.DigestOf(der) != record.Digest(k)) {
		err = errors.New("its bytes do not match its digest")
	}
	a.general(fmt.Sprintf("certificate %x", k), err)
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

// checkRun checks a run. Its build and configuration stand in the leaf of each
// of its looks, whose pages could be any.
func (a *audit) checkRun(k, v []byte) {
	a.health.Counts.Runs++
	var r record.Run
	err := a.readJSON(k, v, &r)
	if err == nil && r.ID != string(k) {
		err = errors.New("its row is that of run " + strconv.Quote(r.ID))
	}
	if err != nil {
		a.general(fmt.Sprintf("run %q", k), fmt.Errorf("%w; its looks cannot be held against the log", err))
	}
}
