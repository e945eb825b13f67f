package storage

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
	"testing"
)

// A call is a system call that alters what lies on the disk, or makes it last.
type call struct {
	what string // write, cut, sync, make, link, rename, remove
	file int    // a number for each file, whatever its names; 0: a folder
	path string // of the folder or name that it is about
	to   string // the new name
	at   int64  // where the bytes go, or the new size
	data []byte
}

// trace runs a command under ptrace and returns what it did to files below
// dir, in order. Stops of its threads come one at a time, and what a call
// wrote is read back before the thread goes on.
func trace(t *testing.T, cmd *exec.Cmd, dir string) []call {
	t.Helper()
	runtime.LockOSThread() // a thread is who traces
	defer runtime.UnlockOSThread()
	cmd.SysProcAttr = &syscall.SysProcAttr{Ptrace: true, Setpgid: true}
	if err := cmd.Start(); err != nil {
		t.Skipf("no process can be traced here: %v", err)
	}
	tr := &tracer{pid: cmd.Process.Pid, dir: dir, inside: map[int]bool{}, files: map[uint64]int{}, fresh: map[int]bool{}}
	if err := tr.run(); err != nil {
		_ = cmd.Process.Kill()
		t.Fatalf("trace: %v", err)
	}
	return tr.calls
}

type tracer struct {
	pid    int
	dir    string
	inside map[int]bool   // threads that are within a call
	fresh  map[int]bool   // threads that are about to make a file
	files  map[uint64]int // by the number of their inode
	count  int
	calls  []call
}

const (
	exitKill   = 0x100000 // PTRACE_O_EXITKILL
	renameat   = 264
	linkat     = 265
	unlinkat   = 263
	renameat2  = 316
	copyRange  = 326
	wallFlag   = 0x40000000
	callMarker = 0x80 // PTRACE_O_TRACESYSGOOD
)

func (tr *tracer) run() error {
	var ws syscall.WaitStatus
	if _, err := syscall.Wait4(tr.pid, &ws, 0, nil); err != nil {
		return err
	}
	if err := syscall.PtraceSetOptions(tr.pid, syscall.PTRACE_O_TRACESYSGOOD|syscall.PTRACE_O_TRACECLONE|exitKill); err != nil {
		return err
	}
	for tid, signal := tr.pid, 0; ; {
		if err := syscall.PtraceSyscall(tid, signal); err != nil && !errors.Is(err, syscall.ESRCH) {
			return err
		}
		for {
			var err error
			tid, err = syscall.Wait4(-tr.pid, &ws, wallFlag, nil)
			if errors.Is(err, syscall.EINTR) {
				continue
			}
			if errors.Is(err, syscall.ECHILD) {
				return nil
			}
			if err != nil {
				return err
			}
			if ws.Stopped() {
				break
			}
			if tid == tr.pid && ws.ExitStatus() != 0 {
				return fmt.Errorf("it ended with %d, %v", ws.ExitStatus(), ws.Signal())
			}
		}
		signal = 0
		switch stop := ws.StopSignal(); {
		case stop == syscall.SIGTRAP|callMarker:
			if err := tr.stop(tid); err != nil {
				return err
			}
		case stop != syscall.SIGTRAP && stop != syscall.SIGSTOP:
			signal = int(stop)
		}
	}
}

// stop is called when a thread goes into a call and when it comes out.
func (tr *tracer) stop(tid int) error {
	var regs syscall.PtraceRegs
	if err := syscall.PtraceGetRegs(tid, &regs); err != nil {
		return nil // it was killed meanwhile
	}
	tr.inside[tid] = !tr.inside[tid]
	number := int(regs.Orig_rax)
	if tr.inside[tid] {
		if number == syscall.SYS_OPENAT {
			_, err := os.Lstat(tr.path(tid, regs.Rsi))
			tr.fresh[tid] = err != nil
		}
		return nil
	}
	n := int64(regs.Rax)
	if n < 0 {
		return nil
	}
	switch number {
	case syscall.SYS_OPENAT:
		return tr.opened(int(n), tr.path(tid, regs.Rsi), int(regs.Rdx), tr.fresh[tid])
	case syscall.SYS_WRITE:
		return tr.wrote(int(regs.Rdi), -1, n)
	case syscall.SYS_PWRITE64:
		return tr.wrote(int(regs.Rdi), int64(regs.R10), n)
	case copyRange:
		return tr.wrote(int(regs.Rdx), -1, n)
	case syscall.SYS_FTRUNCATE:
		return tr.note(call{what: "cut", at: int64(regs.Rsi)}, int(regs.Rdi))
	case syscall.SYS_FSYNC, syscall.SYS_FDATASYNC:
		return tr.note(call{what: "sync"}, int(regs.Rdi))
	case syscall.SYS_LINK:
		tr.named("link", tr.path(tid, regs.Rdi), tr.path(tid, regs.Rsi))
	case syscall.SYS_TRUNCATE:
		if path := tr.path(tid, regs.Rdi); tr.ours(path) {
			var st syscall.Stat_t
			if err := syscall.Stat(path, &st); err != nil {
				return err
			}
			tr.calls = append(tr.calls, call{what: "cut", file: tr.files[st.Ino], path: path, at: int64(regs.Rsi)})
		}
	case linkat:
		tr.named("link", tr.path(tid, regs.Rsi), tr.path(tid, regs.R10))
	case syscall.SYS_RENAME:
		tr.named("rename", tr.path(tid, regs.Rdi), tr.path(tid, regs.Rsi))
	case renameat, renameat2:
		tr.named("rename", tr.path(tid, regs.Rsi), tr.path(tid, regs.R10))
	case unlinkat:
		tr.named("remove", tr.path(tid, regs.Rsi), "")
	case syscall.SYS_UNLINK:
		tr.named("remove", tr.path(tid, regs.Rdi), "")
	case syscall.SYS_PWRITEV, syscall.SYS_WRITEV, syscall.SYS_FALLOCATE, syscall.SYS_SENDFILE, syscall.SYS_MSYNC:
		return fmt.Errorf("it made the call %d, which the test does not know", number)
	}
	return nil
}

// path reads a path from the memory of a thread. All of ours are absolute.
func (tr *tracer) path(tid int, at uint64) string {
	var b [4096]byte
	n, _ := syscall.PtracePeekData(tid, uintptr(at), b[:256])
	path, _, _ := strings.Cut(string(b[:n]), "\x00")
	return path
}

func (tr *tracer) ours(path string) bool { return strings.HasPrefix(path, tr.dir+"/") }

func (tr *tracer) opened(fd int, path string, flags int, fresh bool) error {
	if !tr.ours(path) {
		return nil
	}
	if fresh && flags&syscall.O_CREAT != 0 {
		var st syscall.Stat_t
		if err := syscall.Stat(path, &st); err != nil {
			return err
		}
		tr.count++
		tr.files[st.Ino] = tr.count // the number may have been that of a file that was removed
		tr.calls = append(tr.calls, call{what: "make", file: tr.count, path: path})
		return nil
	}
	if flags&syscall.O_TRUNC != 0 {
		return tr.note(call{what: "cut"}, fd)
	}
	return nil
}

// wrote notes bytes that were written at a place, or before the place where
// the next ones would go (-1).
func (tr *tracer) wrote(fd int, at, n int64) error {
	link := fmt.Sprintf("/proc/%d/fd/%d", tr.pid, fd)
	if path, err := os.Readlink(link); err != nil || !tr.ours(path) {
		return nil
	}
	if at < 0 {
		info, err := os.ReadFile(fmt.Sprintf("/proc/%d/fdinfo/%d", tr.pid, fd))
		if err != nil {
			return err
		}
		if _, err := fmt.Sscanf(string(info), "pos: %d", &at); err != nil {
			return err
		}
		at -= n
	}
	f, err := os.Open(link)
	if err != nil {
		return err
	}
	defer f.Close()
	data := make([]byte, n)
	if _, err := f.ReadAt(data, at); err != nil && err != io.EOF {
		return err
	}
	return tr.note(call{what: "write", at: at, data: data}, fd)
}

func (tr *tracer) note(c call, fd int) error {
	path, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%d", tr.pid, fd))
	if err != nil {
		return nil
	}
	path = strings.TrimSuffix(path, " (deleted)")
	if path != tr.dir && !tr.ours(path) {
		return nil
	}
	var st syscall.Stat_t
	if err := syscall.Stat(fmt.Sprintf("/proc/%d/fd/%d", tr.pid, fd), &st); err != nil {
		return err
	}
	if c.path = path; st.Mode&syscall.S_IFMT == syscall.S_IFREG {
		if c.file = tr.files[st.Ino]; c.file == 0 {
			return fmt.Errorf("%s was there before", path)
		}
	}
	tr.calls = append(tr.calls, c)
	return nil
}

func (tr *tracer) named(what, path, to string) {
	if tr.ours(path) {
		tr.calls = append(tr.calls, call{what: what, path: path, to: to})
	}
}
