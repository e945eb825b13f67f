package storage

import (
	"os"
	"runtime"
	"strings"
	"testing"

	bolt "go.etcd.io/bbolt"
)

// TestALogThatSeemsToBeHuge: the key of the last block of hashes has no seal,
// and one bit of it makes a log of billions of leaves. Verify makes no room
// for what is not there.
func TestALogThatSeemsToBeHuge(t *testing.T) {
	s := filled(t)
	whole := fileAt(t, s.path)
	for bit := range 64 {
		check(t, os.WriteFile(s.path, whole, 0o644))
		editBolt(t, s.path, func(btx *bolt.Tx) error {
			b := btx.Bucket([]byte(hashesBucket))
			return b.Put(chunkKey(1<<bit), b.Get(chunkKey(0)))
		})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		h := verify(t, s)
		runtime.ReadMemStats(&after)
		if h.Whole {
			t.Errorf("bit %d of a block's number: Verify = whole", bit)
		}
		if made := after.TotalAlloc - before.TotalAlloc; made > 64<<20 {
			t.Fatalf("bit %d of a block's number: Verify made room for %d MiB", bit, made>>20)
		}
	}
}

// TestARunThatIsDamaged: what its looks say cannot be proven, and nobody is
// told that it was.
func TestARunThatIsDamaged(t *testing.T) {
	s := filled(t)
	editBolt(t, s.path, func(btx *bolt.Tx) error {
		return btx.Bucket([]byte(runsBucket)).Put([]byte("20260102T115959.001Z"), []byte("damaged"))
	})
	if h := verify(t, s); len(h.Damage) != 1 || !h.Elsewhere || !strings.Contains(h.Damage[0].What, "its looks cannot be held against the log") {
		t.Errorf("Verify = %+v, want damage that may touch any page", h)
	}
}
