package main

import (
	"fmt"
	"strings"

	"stet/report"
	"stet/storage"
)

// How much damage and how many looks are told singly without --verbose.
const (
	fewDamages = 30
	fewLooks   = 5
)

// healthText says what verify found, for somebody who wants to know what is
// lost, what is not, and what to do.
func healthText(h storage.Health, verbose bool) string {
	t := &healthTeller{h: h, verbose: verbose}
	switch {
	case h.Whole:
		t.whole()
	case onlyAgainst(h):
		t.against()
	default:
		t.damaged()
	}
	return t.b.String()
}

// onlyAgainst reports whether nothing is wrong with the archive but that it
// does not hold against the checkpoint that was kept elsewhere.
func onlyAgainst(h storage.Health) bool {
	return h.Kept != "" && h.Kept != storage.KeptHolds && len(h.Damage)+h.More == 1
}

// againstWhat says in short how an archive does not hold against a checkpoint.
func againstWhat(h storage.Health) string {
	switch h.Kept {
	case storage.KeptNewer:
		return h.Archive + " is older than the checkpoint"
	case storage.KeptBroken:
		return h.Archive + " is not as it was when the checkpoint was signed"
	case storage.KeptUnsigned:
		return "the checkpoint is not as it was signed"
	}
	return h.Archive + " is not the archive that the checkpoint is of"
}

type healthTeller struct {
	b       strings.Builder
	h       storage.Health
	verbose bool
}

func (t *healthTeller) say(format string, args ...any) {
	t.b.WriteString(report.Clean(fmt.Sprintf(format, args...)) + "\n")
}

func (t *healthTeller) whole() {
	t.say("%s is whole: %s.", t.h.Archive, counted(t.h.Counts))
	if t.h.Checkpoint != "" {
		t.say("Its log of %s holds against %s.", plural(t.h.Counts.Leaves, "look"), plural(t.h.Counts.Checkpoints, "signed checkpoint"))
		t.say("The key that signs it: %s", t.h.Key)
	}
	if t.h.Format < storage.Format {
		t.say("It is of format %d, and is upgraded to %d when it is first written to; a copy is kept.", t.h.Format, storage.Format)
	}
	if t.h.Quick {
		t.say("The bytes of payloads were left out (--quick).")
	}
}

func (t *healthTeller) against() {
	n := int64(t.h.Counts.Leaves)
	switch t.h.Kept {
	case storage.KeptNewer:
		t.say("%s is older than the checkpoint, which was signed for %d looks: it has %d of them.", t.h.Archive, n+t.h.Behind, n)
		t.say("So it is where a backup was restored. Where none was, the last %s were taken out.", plural(int(t.h.Behind), "look"))
		t.say("Whether what it has is as it was when the checkpoint was signed, only one of %d looks or fewer can tell.", n)
	case storage.KeptBroken:
		t.say("%s.", againstWhat(t.h))
		t.say("So it is where an older backup was restored and runs went on from there. Where none was, looks")
		t.say("were altered, added or taken out since: a backup or an export of that time can tell which.")
	case storage.KeptStrange:
		t.say("%s: no key that it knows signed that.", againstWhat(t.h))
		t.say("Either the checkpoint belongs to another archive, or another one lies in the place of this one,")
		t.say("or it was lost and begun anew.")
	default:
		t.say("The checkpoint is not as it was signed: its text or its signature was altered. It says nothing of %s.", t.h.Archive)
	}
	t.say("What it holds is whole in itself: %s.", counted(t.h.Counts))
	if t.h.Quick {
		t.say("The bytes of payloads were left out (--quick).")
	}
}

func (t *healthTeller) damaged() {
	t.say("%s is damaged. Verify altered nothing.", t.h.Archive)
	t.b.WriteString("\n")
	t.damage()
	if len(t.h.Touched) > 0 {
		t.b.WriteString("\n")
		t.say("What it touches:")
	}
	for _, touched := range t.h.Touched {
		t.say("  %s", t.touched(touched))
	}
	t.b.WriteString("\n")
	t.sound()
	if t.h.Quick {
		t.say("The bytes of payloads were left out (--quick): more may be damaged.")
	}
	t.b.WriteString("\n")
	t.say("What to do: copy the file as it is, then put the last backup in its place; the next run goes on from there.")
	if t.h.Counts.Pages > 0 {
		t.say("Until then what is sound can be shown and compared as ever. Where there is no backup, stet export --sound")
		t.say("saves what can be read, and stet import takes that into a new archive.")
	}
}

// damage lists what is damaged. Where buckets cannot be found, one line
// stands for all of them.
func (t *healthTeller) damage() {
	addresses := map[string]string{}
	for _, page := range t.h.Touched {
		if page.URL != "" {
			addresses[fmt.Sprintf("page %d", page.Page)] = page.URL
		}
	}
	told, left, missing := 0, t.h.More, 0
	for _, d := range t.h.Damage {
		if strings.HasPrefix(d.Where, "bucket ") && d.What == "it is missing" {
			missing++
			continue
		}
		if told++; told > fewDamages && !t.verbose {
			left++
			continue
		}
		where := d.Where
		if page, rest, ok := strings.Cut(where, ": "); ok && addresses[page] != "" {
			where = addresses[page] + ": " + rest
		}
		t.say("  %s: %s", where, strings.TrimPrefix(d.What, t.h.Archive+" is damaged: "))
	}
	if missing > 0 {
		t.say("  %s of the archive cannot be found, and nothing of what lies in them", plural(missing, "part"))
	}
	if left > 0 {
		t.say("  and %d more (-v and --format json tell up to 1000)", left)
	}
}

// sound says what is still sound.
func (t *healthTeller) sound() {
	t.say("Found: %s.", counted(t.h.Counts))
	sound := max(t.h.Counts.Pages-len(t.h.Touched), 0)
	switch {
	case t.h.Counts.Pages == 0:
		t.say("Still sound: nothing that verify could find.")
	case !t.h.Elsewhere && sound == 0:
		t.say("Still sound: what is not named above.")
	case !t.h.Elsewhere:
		t.say("Still sound: all that is kept of the other %s, and what is not named above of these.", plural(sound, "page"))
	case sound > 0:
		t.say("Of %s nothing was found damaged, but what is damaged above may hide rows of any page.", plural(sound, "other page"))
	default:
		t.say("What is damaged above may hide rows of any page.")
	}
}

func (t *healthTeller) touched(touched storage.Touched) string {
	s := touched.URL
	if s == "" {
		s = fmt.Sprintf("page %d, whose address cannot be read", touched.Page)
	}
	for _, v := range touched.Versions {
		s += fmt.Sprintf(", version %d", v)
	}
	for i, at := range touched.Looks {
		if i == fewLooks && len(touched.Looks) > fewLooks+1 && !t.verbose {
			return s + fmt.Sprintf(" and %s more, the last of %s", plural(len(touched.Looks)-i, "look"), touched.Looks[len(touched.Looks)-1].Format(lookTime))
		}
		s += ", look of " + at.Format(lookTime)
	}
	return s
}

// lookTime tells looks apart that came soon after each other.
const lookTime = "2006-01-02T15:04:05.000Z07:00"
