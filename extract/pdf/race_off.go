//go:build !race

package pdf

const sanitized = false
