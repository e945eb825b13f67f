package storage

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"stet/record"
)

// A state is what the store itself has to know of a page at each look: the
// version that stands and how it has been seen so far, which goes into the
// version's row only when the next one comes, and the address in the index.
type state struct {
	number   int // of the version that stands; 0: none
	lastSeen time.Time
	looks    int
	gone     bool // the version that stands is a 404 or 410
	movedTo  string
}

// A row of states, binary: the number of the version that stands (uvarint),
// when it was last seen (8 bytes, as in keys), its looks (uvarint), 1 if it
// is a 404 or 410 and else 0 (1 byte), the length of MovedTo (uvarint) and
// MovedTo; then what of record.Page looks change, in JSON.
func (st state) append(b []byte) []byte {
	b = binary.AppendUvarint(b, uint64(st.number))
	b = appendTime(b, st.lastSeen)
	b = binary.AppendUvarint(b, uint64(st.looks))
	b = append(b, map[bool]byte{true: 1}[st.gone])
	b = binary.AppendUvarint(b, uint64(len(st.movedTo)))
	return append(b, st.movedTo...)
}

func parseState(b []byte) (st state, rest []byte, err error) {
	number, b, err := uvarints(b, 1)
	if err != nil {
		return st, nil, err
	}
	if len(b) < timeSize {
		return st, nil, errors.New("cut off in a time")
	}
	lastSeen := timeOf(b)
	looks, b, err := uvarints(b[timeSize:], 1)
	if err != nil {
		return st, nil, err
	}
	if len(b) == 0 || b[0] > 1 {
		return st, nil, errors.New("neither gone nor not gone")
	}
	gone := b[0] == 1
	length, b, err := uvarints(b[1:], 1)
	if err != nil {
		return st, nil, err
	}
	if length[0] > uint64(len(b)) || number[0] > math.MaxUint32 || looks[0] > math.MaxInt32 {
		return st, nil, errors.New("impossible numbers")
	}
	movedTo, rest := b[:length[0]], b[length[0]:]
	return state{int(number[0]), lastSeen, int(looks[0]), gone, string(movedTo)}, rest, nil
}

// encodeState returns the end of a page's row of states: what of the page
// looks change. The rest lies in pages.
func encodeState(p record.Page) (encoded, error) {
	p.ID, p.URL, p.Watch, p.Source, p.Added = 0, "", "", "", time.Time{}
	body, err := json.Marshal(p)
	if err != nil {
		return encoded{}, fmt.Errorf("write a page: %w", err)
	}
	return encoded{coding: asBinary, body: body}, nil
}

// state returns the state of a page; ok is false if there is no page.
func (t *tx) state(id record.PageID) (st state, ok bool, err error) {
	k := pageKey(id)
	v := t.get(statesBucket, k)
	if v == nil {
		return st, false, nil
	}
	_, body, err := unseal(k, v)
	if err == nil {
		st, _, err = parseState(body)
	}
	return st, err == nil, t.damaged(fmt.Sprintf("page %d", id), err)
}

// putState keeps the state of a page and the index of new addresses.
func (t *tx) putState(id record.PageID, old, st state, rest encoded) error {
	if old.movedTo != st.movedTo {
		if isAddress(old.movedTo) {
			if err := t.drop(movedBucket, movedKey(old.movedTo, id)); err != nil {
				return err
			}
		}
		if isAddress(st.movedTo) {
			if err := t.put(movedBucket, movedKey(st.movedTo, id), []byte{}); err != nil {
				return err
			}
		}
	}
	rest.body = append(st.append(nil), rest.body...)
	return t.putRow(statesBucket, pageKey(id), rest)
}
