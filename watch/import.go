package watch

import (
	"fmt"

	"stet/record"
)

// BeginImport is Begin of a run that takes in what others saw: whether pages
// were looked at in time is not judged by it. [Watcher.End] closes it.
func (w *Watcher) BeginImport() (record.Run, error) {
	run := w.newRun()
	run.Import = true
	return run, w.Store.PutRun(run)
}

// Import settles an answer that stet did not get itself but has from an
// archive file or a web archive: compared and judged like a look, and dated as
// they date it. a.Origin says where it comes from. The answers of a page come in time
// order; one that is not later than the page's last look is refused, since
// versions are numbered in the order of time.
//
// What may be asked of the page's server is not learnt from them: neither
// validators nor a host's wish to be left alone are taken over.
func (w *Watcher) Import(run string, p record.Page, a record.Answer) (record.Sighting, error) {
	switch {
	case a.Origin == "":
		return record.Sighting{}, fmt.Errorf("import %s: where it comes from is not said", p.URL)
	case p.Looks > 0 && !a.Time.After(p.LastLook):
		return record.Sighting{}, fmt.Errorf("import %s: the capture of %s is not later than the last look, of %s",
			p.URL, a.Time.UTC().Format("2006-01-02 15:04:05"), p.LastLook.UTC().Format("2006-01-02 15:04:05"))
	}
	return w.Settle(run, p, a)
}

// Enrol makes the pages of the watch list known, so that what is imported of
// them is read as their watch wants it.
func (w *Watcher) Enrol() error {
	_, err := w.enrol()
	return err
}
