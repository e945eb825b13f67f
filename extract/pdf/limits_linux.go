package pdf

import (
	"os/exec"
	"syscall"
	"time"
)

// overhead is what the child needs beside PDFium's memory: compiling PDFium
// takes most of it.
const overhead = 768 << 20

// bind limits this process by the kernel, as the second line behind the
// limits of WebAssembly: the data that it holds, the processor time that it
// takes even when its parent is gone. It leaves no core file.
func bind(l Limits) error {
	seconds := uint64(2*(startup+l.Time)/time.Second) + 1 // several threads
	for _, r := range []struct {
		what int
		most uint64
	}{
		{syscall.RLIMIT_CPU, seconds},
		{syscall.RLIMIT_DATA, uint64(l.Memory) + overhead},
		{syscall.RLIMIT_CORE, 0},
	} {
		if r.what == syscall.RLIMIT_DATA && sanitized {
			continue
		}
		var now syscall.Rlimit
		if err := syscall.Getrlimit(r.what, &now); err != nil {
			return err
		}
		most := min(r.most, now.Max)
		if err := syscall.Setrlimit(r.what, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	return nil
}

// detach puts the child into a process group of its own and has the whole
// group killed when its time is over.
func detach(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
}
