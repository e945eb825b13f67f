//go:build !race

package crawler_test

const stride = 1
