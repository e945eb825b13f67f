//go:build !linux

package pdf

import "os/exec"

// bind leaves it at the limits of WebAssembly where the kernel's are not those
// of Linux.
func bind(Limits) error { return nil }

// detach leaves the child in the group of its parent: exec kills it by itself.
func detach(*exec.Cmd) {}
