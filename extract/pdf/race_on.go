//go:build race

package pdf

// sanitized says that the race detector is in, whose shadow memory is many
// times what the program holds.
const sanitized = true
