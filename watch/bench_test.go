package watch

import (
	"slices"
	"testing"
	"testing/synctest"
)

func TestLargeDocumentsAreReadAFewAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bench
		var began []string
		gives := map[string]func(){}
		come := func(name string, bytes int) {
			go func() {
				give := b.take(bytes)
				began, gives[name] = append(began, name), give
			}()
			synctest.Wait()
		}
		reading := func(want ...string) {
			t.Helper()
			synctest.Wait()
			if !slices.Equal(began, want) {
				t.Errorf("taken = %q, want %q", began, want)
			}
		}
		come("half", benchBytes/2)
		come("other half", benchBytes/2)
		come("huge", 3*benchBytes)
		come("late", largeBytes)
		reading("half", "other half")
		come("small", largeBytes-1)
		reading("half", "other half", "small")
		gives["half"]()
		reading("half", "other half", "small") // the huge one is first, and wants all
		gives["small"]()
		gives["other half"]()
		reading("half", "other half", "small", "huge")
		gives["huge"]()
		reading("half", "other half", "small", "huge", "late")
		gives["late"]()
		if b.bytes != 0 || len(b.waiting) != 0 {
			t.Errorf("the bench holds %d bytes, want 0", b.bytes)
		}
	})
}
