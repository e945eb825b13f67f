package watch

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"stet/record"
)

var noon = time.Date(2026, 1, 10, 12, 0, 0, 0, time.UTC)

func before(d time.Duration) time.Time { return noon.Add(-d) }

const day = 24 * time.Hour

// looked is a page that was looked at so long before noon, at a pace.
func looked(ago, pace time.Duration) record.Page {
	return record.Page{
		URL: "https://harbors.example/news", Added: before(90 * day), Version: 1,
		LastLook: before(ago), LastGood: before(ago), NextLook: before(ago - pace),
	}
}

func TestWhereAPageStands(t *testing.T) {
	hourly := func(last time.Duration) (runs []record.Run) { // the latest so long before noon
		for i := range 6 {
			start := before(last + time.Duration(i)*time.Hour)
			runs = append(runs, record.Run{ID: start.String(), Started: start, Ended: start.Add(time.Minute)})
		}
		return runs
	}
	blocked := looked(2*time.Hour, 6*time.Hour)
	blocked.Incident = &record.Incident{Kind: record.Blocked, FirstSeen: before(2 * day), Looks: 8}
	gone := looked(2*time.Hour, 6*time.Hour)
	gone.Gone = true
	fresh := record.Page{URL: "https://harbors.example/new", Added: before(10 * time.Minute)}
	late := record.Page{URL: "https://harbors.example/late", Added: before(4*time.Minute + 30*time.Second)}
	forgotten := record.Page{URL: "https://harbors.example/old", Added: before(3 * day)}
	for name, c := range map[string]struct {
		page     record.Page
		runs     []record.Run
		held     time.Time
		alien    bool // not on the watch list
		paceless bool // nobody knows when it is due
		want     string
	}{
		"looked at lately and not yet due":                       {page: looked(2*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), want: "seen"},
		"due since the last run":                                 {page: looked(6*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), want: "seen"},
		"due at every run and looked at in the last":             {page: looked(4*time.Minute, 0), runs: hourly(5 * time.Minute), want: "seen"},
		"the last looks were blocked":                            {page: blocked, runs: hourly(5 * time.Minute), want: "blind"},
		"removed":                                                {page: gone, runs: hourly(5 * time.Minute), want: "gone"},
		"new, and no run since":                                  {page: fresh, runs: hourly(20 * time.Minute), want: "waiting"},
		"new, and the last run passed it over":                   {page: fresh, runs: hourly(5 * time.Minute), want: string(record.NotReached)},
		"came to light in the last run, which passed it over":    {page: late, runs: hourly(5 * time.Minute), want: string(record.NotReached)},
		"never looked at for days, and no run":                   {page: forgotten, want: string(record.NoRun)},
		"due in the last run, which gave its host up":            {page: looked(8*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), want: string(record.NotReached)},
		"due in the last run, and its host asked to be left":     {page: looked(8*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), held: noon.Add(day), want: string(record.HostHeld)},
		"due, and its host is held by a clock that was ahead":    {page: looked(8*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), held: noon.Add(2 * day), want: string(record.NotReached)},
		"due, and its host was held long ago":                    {page: looked(8*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), held: before(day), want: string(record.NotReached)},
		"cron was off for days":                                  {page: looked(3*day, 6*time.Hour), runs: hourly(3 * day), want: string(record.NoRun)},
		"a little late, as runs are hourly":                      {page: looked(7*time.Hour, 6*time.Hour), runs: hourly(62 * time.Minute), want: "seen"},
		"of a daily pace and two hours late, cron was off":       {page: looked(26*time.Hour, day), runs: hourly(3 * time.Hour), want: "seen"},
		"no watch names it, whatever else is wrong with it":      {page: blocked, runs: hourly(5 * time.Minute), alien: true, want: "unwatched"},
		"due at every run, runs are daily and the last was late": {page: looked(27*time.Hour, 0), runs: []record.Run{{Started: before(27*time.Hour + time.Minute), Ended: before(27 * time.Hour)}, {Started: before(51 * time.Hour), Ended: before(51 * time.Hour)}}, want: "seen"},
		"nothing but an import since it was due":                 {page: looked(7*time.Hour, 6*time.Hour), runs: append(hourly(2*time.Hour), record.Run{ID: "import", Started: before(time.Minute), Ended: noon, Import: true}), want: "seen"},
		"nobody knows whether it is on a watch list":             {page: looked(8*time.Hour, 6*time.Hour), runs: hourly(5 * time.Minute), paceless: true, want: "seen"},
		"nobody knows that, and it could not be seen":            {page: blocked, runs: hourly(5 * time.Minute), paceless: true, want: "blind"},
		"the only run was cut off":                               {page: looked(8*time.Hour, time.Hour), runs: []record.Run{{Started: before(5 * time.Hour)}}, want: string(record.NotReached)},
	} {
		t.Run(name, func(t *testing.T) {
			k := Known{Pages: slices.Values([]record.Page{c.page}), Runs: c.runs, Watched: func(record.Page) bool { return !c.alien }, Paced: func(record.Page) bool { return !c.paceless }}
			if !c.held.IsZero() {
				k.Held = map[string]time.Time{"harbors.example": c.held}
			}
			h := Health(k, noon)
			if got := standing(h); got != c.want {
				t.Errorf("Health: the page is %q, want %q", got, c.want)
			}
			if h.Pages != 1 {
				t.Errorf("Health: %d pages, want 1", h.Pages)
			}
		})
	}
}

// standing says where the one page of h stands.
func standing(h record.Health) string {
	switch {
	case len(h.Blind) == 1:
		return "blind"
	case len(h.Overdue) == 1:
		return string(h.Overdue[0].Why)
	case len(h.Unwatched) == 1:
		return "unwatched"
	case h.Waiting == 1:
		return "waiting"
	case h.Gone == 1:
		return "gone"
	case h.Seen == 1:
		return "seen"
	}
	return "nowhere"
}

func TestABlindPageSaysSinceWhen(t *testing.T) {
	p := looked(time.Hour, 6*time.Hour)
	p.LastGood = before(3 * day)
	p.Incident = &record.Incident{Kind: record.Certificate, FirstSeen: before(2 * day), LastSeen: before(time.Hour), Looks: 8, Detail: "expired"}
	want := []record.Blind{{
		Page: p.URL, Kind: record.Certificate, Since: before(2 * day), LastLook: before(time.Hour), LastGood: before(3 * day),
		NextLook: p.NextLook, Looks: 8, Detail: "expired",
	}}
	if diff := cmp.Diff(want, Health(Known{Pages: slices.Values([]record.Page{p})}, noon).Blind); diff != "" {
		t.Errorf("Blind (-want +got):\n%s", diff)
	}
}

func TestListsThatCannotBeReadAreTold(t *testing.T) {
	bad := record.List{URL: "https://harbors.example/feed", Kind: record.FeedList, Incident: &record.Incident{Kind: record.ServerError}}
	runs := []record.Run{{Started: before(time.Hour), Ended: before(50 * time.Minute), Notes: []string{
		"the feed https://harbors.example/feed could not be read", "watch \"a\" has as many pages as max_pages allows",
	}}}
	h := Health(Known{Lists: []record.List{{URL: "https://harbors.example/sitemap.xml"}, bad}, Runs: runs}, noon)
	if diff := cmp.Diff(runs[0].Notes[1:], h.Notes); diff != "" {
		t.Errorf("Notes (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]record.List{bad}, h.Lists); diff != "" {
		t.Errorf("Lists (-want +got):\n%s", diff)
	}
}

func TestGaps(t *testing.T) {
	hours := func(list ...float64) (looks []record.Look) {
		for _, h := range list {
			looks = append(looks, record.Look{Time: noon.Add(time.Duration(h * float64(time.Hour)))})
		}
		return looks
	}
	for name, c := range map[string]struct {
		looks []record.Look
		pace  time.Duration
		now   float64 // hours after noon
		want  [][2]float64
	}{
		"nobody ever looked":                            {now: 100},
		"looks at their pace leave none":                {looks: hours(0, 6, 12, 18, 24), pace: 6 * time.Hour, now: 30},
		"a look that came a little late":                {looks: hours(0, 6, 12, 20, 26), pace: 6 * time.Hour, now: 30},
		"cron was off for two days":                     {looks: hours(0, 6, 12, 60, 66), pace: 6 * time.Hour, now: 70, want: [][2]float64{{12, 60}}},
		"cron is off":                                   {looks: hours(0, 6, 12), pace: 6 * time.Hour, now: 60, want: [][2]float64{{12, 0}}},
		"due at every run, and runs stopped":            {looks: hours(0, 6, 12, 18), now: 60, want: [][2]float64{{18, 0}}},
		"due at every run, too few looks to tell":       {looks: hours(0, 1), now: 60},
		"two gaps, the second longer":                   {looks: hours(0, 1, 2, 3, 10, 11, 12, 40, 41, 42), pace: time.Hour, now: 43, want: [][2]float64{{3, 10}, {12, 40}}},
		"a pace that rises":                             {looks: hours(0, 24, 48, 72, 73, 74, 75, 76), pace: time.Hour, now: 77},
		"a pace that falls":                             {looks: hours(0, 1, 2, 3, 27, 51, 75), pace: 24 * time.Hour, now: 80},
		"ten minutes late are no gap at a pace of two":  {looks: hours(0, 1./30, 2./30, 0.1, 0.3), pace: 2 * time.Minute, now: 0.3},
		"a look of long ago that a file had is no gap?": {looks: hours(-9000, 0, 6, 12, 18), pace: 6 * time.Hour, now: 20, want: [][2]float64{{-9000, 0}}},
	} {
		t.Run(name, func(t *testing.T) {
			p := record.Page{}
			if n := len(c.looks); n > 0 {
				p.LastLook = c.looks[n-1].Time
				p.NextLook = p.LastLook.Add(c.pace)
			}
			var want []record.Gap
			for _, g := range c.want {
				gap := record.Gap{From: noon.Add(time.Duration(g[0]) * time.Hour), To: noon.Add(time.Duration(g[1]) * time.Hour)}
				if g[1] == 0 && g[0] > 0 {
					gap.To = time.Time{}
				}
				want = append(want, gap)
			}
			got := Gaps(p, c.looks, noon.Add(time.Duration(c.now*float64(time.Hour))))
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("Gaps (-want +got):\n%s", diff)
			}
		})
	}
}

// A run that takes long is none: only what lies between runs is a gap.
func TestGapsBetweenRuns(t *testing.T) {
	run := func(started, ended float64) record.Run {
		at := func(h float64) time.Time { return noon.Add(time.Duration(h * float64(time.Hour))) }
		return record.Run{Started: at(started), Ended: at(ended)}
	}
	k := Known{Runs: []record.Run{run(30, 38), run(38.5, 38.6), run(0, 1), run(2, 3), run(3.5, 4), run(5, 6)}}
	h := Health(k, noon.Add(39*time.Hour))
	want := []record.Gap{{From: noon.Add(6 * time.Hour), To: noon.Add(30 * time.Hour)}}
	if diff := cmp.Diff(want, h.Gaps); diff != "" {
		t.Errorf("Gaps (-want +got):\n%s", diff)
	}
	if !h.LastRun.Equal(noon.Add(38*time.Hour + 30*time.Minute)) {
		t.Errorf("LastRun = %v, want the latest start", h.LastRun)
	}
}

// A run of "stet watch" that is under way is no gap, as long as it looks.
func TestARunUnderWayIsNoGap(t *testing.T) {
	var runs []record.Run
	for h := range 6 {
		start := before(12*time.Hour - time.Duration(h)*time.Hour)
		runs = append(runs, record.Run{Started: start, Ended: start.Add(time.Hour)})
	}
	runs = append(runs, record.Run{Started: before(6 * time.Hour)})
	for ago, want := range map[time.Duration]int{10 * time.Minute: 0, 5 * time.Hour: 1} {
		h := Health(Known{Pages: slices.Values([]record.Page{looked(ago, time.Hour)}), Runs: runs}, noon)
		if len(h.Gaps) != want {
			t.Errorf("a look %v ago: Gaps = %v, want %d", ago, h.Gaps, want)
		}
	}
}

func TestTheOldestGoodLook(t *testing.T) {
	gone, never, alien := looked(900*time.Hour, 0), looked(time.Hour, 0), looked(800*time.Hour, 0)
	gone.Gone, never.LastGood, alien.URL = true, time.Time{}, "https://harbors.example/old"
	k := Known{
		Pages:   slices.Values([]record.Page{looked(time.Minute, 0), looked(50*time.Hour, 0), gone, never, alien}),
		Watched: func(p record.Page) bool { return p.URL != alien.URL },
	}
	if h := Health(k, noon); !h.Oldest.Equal(before(50*time.Hour)) || h.Pages != 5 {
		t.Errorf("Oldest = %v of %d pages, want 50 hours ago, of 5", h.Oldest, h.Pages)
	}
}
