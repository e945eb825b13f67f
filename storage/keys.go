package storage

import (
	"encoding/binary"
	"fmt"
	"time"

	"stet/record"
)

const timeSize = 8

// appendTime appends t in 8 bytes that sort as times do.
func appendTime(b []byte, t time.Time) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(t.UnixNano())^1<<63)
}

func timeOf(b []byte) time.Time {
	return time.Unix(0, int64(binary.BigEndian.Uint64(b)^1<<63)).UTC()
}

// The first and the last time that 8 bytes of nanoseconds can say.
func firstTime() time.Time { return time.Unix(0, -1<<63).UTC() }
func lastTime() time.Time  { return time.Unix(0, 1<<63-1).UTC() }

// checkTime refuses what a key cannot say: the zero time above all.
func checkTime(what string, t time.Time) error {
	if t.Before(firstTime()) || t.After(lastTime()) {
		return fmt.Errorf("%s %v: want a time between 1678 and 2262", what, t)
	}
	return nil
}

// clamp returns t or the nearest time that a key can say.
func clamp(t time.Time) time.Time {
	if t.Before(firstTime()) {
		return firstTime()
	}
	if t.After(lastTime()) {
		return lastTime()
	}
	return t
}

func appendPage(b []byte, id record.PageID) []byte {
	return binary.BigEndian.AppendUint64(b, uint64(id))
}

func pageKey(id record.PageID) []byte { return appendPage(nil, id) }

func pageOf(b []byte) record.PageID { return record.PageID(binary.BigEndian.Uint64(b)) }

// lookKey is the key of a look and its exchanges.
func lookKey(id record.PageID, t time.Time, n byte) []byte {
	return append(appendTime(pageKey(id), t), n)
}

const lookKeySize = 8 + timeSize + 1

// changeKey is the key of a change; the look that brought it has the same n.
func changeKey(t time.Time, id record.PageID, n byte) []byte {
	return append(appendPage(appendTime(nil, t), id), n)
}

// changeKeyOf turns the key of the index by page into that of the change.
func changeKeyOf(k []byte) []byte {
	return changeKey(timeOf(k[8:]), pageOf(k), k[16])
}

func versionKey(id record.PageID, number int) []byte {
	return binary.BigEndian.AppendUint32(pageKey(id), uint32(number))
}

func versionOf(k []byte) int { return int(binary.BigEndian.Uint32(k[8:])) }

func incidentKey(id record.PageID, first time.Time, kind record.IncidentKind) []byte {
	return append(appendTime(pageKey(id), first), kind...)
}

// incidentTimeKey is the key of an incident in the index by time.
func incidentTimeKey(last time.Time, key []byte) []byte {
	return append(appendTime(nil, last), key...)
}

func movedKey(url string, id record.PageID) []byte {
	return appendPage(append([]byte(url), 0), id)
}
