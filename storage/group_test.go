package storage

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"

	bolt "go.etcd.io/bbolt"
)

// TestWritersWaitALittleForEachOther: who leads a transaction that others wait
// for lets in those who come soon after, and after these; who writes alone
// waits for nobody.
func TestWritersWaitALittleForEachOther(t *testing.T) {
	s := newStore(t)
	synctest.Test(t, func(t *testing.T) {
		transactions, rest := 0, make(chan bool)
		s.commit = func(btx *bolt.Tx) error {
			if transactions++; transactions == 1 {
				<-rest
			}
			return unsynced(btx)
		}
		var wg sync.WaitGroup
		come := func(host string) {
			wg.Go(func() { check(t, s.HoldHost(host, noon())) })
			synctest.Wait()
		}
		for _, host := range []string{"first", "a", "b"} {
			come(host)
		}
		close(rest)
		for _, host := range []string{"c", "d", "e"} {
			time.Sleep(lingerFor - 1)
			come(host)
		}
		wg.Wait()
		if transactions != 2 {
			t.Errorf("%d transactions, want the first, and one for all that came soon after each other", transactions)
		}
		start := time.Now()
		check(t, s.HoldHost("alone", noon()))
		if waited := time.Since(start); waited != 0 || transactions != 3 {
			t.Errorf("a writer alone waited %v, %d transactions", waited, transactions)
		}
		held, err := s.HeldHosts()
		if err != nil || len(held) != 7 {
			t.Errorf("HeldHosts = %v, %v, want seven", held, err)
		}
	})
}
