package main

import (
	"errors"
	"fmt"
	"io/fs"

	"github.com/spf13/cobra"

	"stet/storage"
)

// store returns an archive, which tells the person when it was upgraded. It
// does so under --quiet too: a second file of that size came to be.
func (a *app) store(path string) *storage.Store {
	s := storage.Open(path)
	s.OnUpgrade(func(u storage.Upgrade) {
		fmt.Fprintf(a.err, "%s was of format %d and is of format %d now. As it was it lies in %s, which is yours to remove.\n", u.Archive, u.From, u.To, u.Backup)
	})
	return s
}

func (a *app) backupCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "backup FILE",
		Short: "Copy the archive, also while a run goes on, and prove the copy whole",
		Long: `Copy the archive into a file that is not there yet. The copy is one consistent
state of the archive, also where a run goes on beside it, and gets its name
only once it is proven whole. To restore it, put it in the archive's place.

The key that signs the log is not in the copy: keep one of it apart.

` + exitCodes,
		Example: "  stet backup /mnt/usb/stet-$(date +%F).db",
		Args:    cobra.ExactArgs(1),
		RunE: func(c *cobra.Command, args []string) error {
			_, s, err := a.open()
			if err != nil {
				return err
			}
			var how storage.Verification
			done := a.showBytes(&how)
			h, err := s.Backup(c.Context(), args[0], how.Progress)
			done()
			if errors.Is(err, fs.ErrExist) {
				return usage{fmt.Errorf("%s is there already; it was left as it is", args[0])}
			}
			if err == nil {
				a.say("%s is a whole copy of %s: %s.", args[0], s.Path(), counted(h.Counts))
			}
			return err
		},
	}
}

func (a *app) compactCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "compact",
		Short: "Give back the room in the archive that nothing takes any more",
		Long: `Write the archive anew without the room that rewritten rows left behind. The
new file takes the place of the old one once it is proven whole; until then
both need room on the disk. Not while a run goes on.

` + exitCodes,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			_, s, err := a.open()
			if err != nil {
				return err
			}
			var how storage.Verification
			done := a.showBytes(&how)
			before, after, err := s.Compact(c.Context(), how.Progress)
			done()
			if err == nil {
				a.say("%s took %d bytes and takes %d now.", s.Path(), before, after)
			}
			return err
		},
	}
}
