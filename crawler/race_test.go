//go:build race

package crawler_test

// stride thins out the collection of real pages where the race detector makes
// everything ten times as slow; it has nothing to find there.
const stride = 8
