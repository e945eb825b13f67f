package storage

import (
	"bytes"
	"fmt"
	"slices"

	"stet/record"
)

// Incidents returns incidents, the one last seen most lately first. It picks
// those that lasted at any time between the query's bounds, so that an outage
// that began before Since and goes on is told.
func (s *Store) Incidents(q Query) (incidents []record.Incident, err error) {
	err = s.read(func(t *tx) error {
		if q.Page != 0 {
			incidents, err = t.incidentsOfPage(q)
		} else {
			incidents, err = t.incidents(q)
		}
		return err
	})
	return incidents, err
}

func (t *tx) incidents(q Query) (incidents []record.Incident, err error) {
	since, until := q.bounds()
	for k := range t.descend(incidentsByTime, nil, nil) {
		if timeOf(k).Before(since) {
			break
		}
		key := bytes.Clone(k[timeSize:])
		in, err := t.parseIncident(key, t.get(incidentsBucket, key))
		if err != nil {
			return nil, err
		}
		if in.FirstSeen.Before(until) {
			incidents = append(incidents, in)
		}
	}
	return incidents, nil
}

func (t *tx) incidentsOfPage(q Query) (incidents []record.Incident, err error) {
	since, until := q.bounds()
	for k, v := range t.ascend(incidentsBucket, pageKey(q.Page)) {
		in, err := t.parseIncident(k, v)
		if err != nil {
			return nil, err
		}
		if in.FirstSeen.Before(until) && !in.LastSeen.Before(since) {
			incidents = append(incidents, in)
		}
	}
	slices.Reverse(incidents)
	slices.SortStableFunc(incidents, func(a, b record.Incident) int { return b.LastSeen.Compare(a.LastSeen) })
	return incidents, nil
}

func (t *tx) parseIncident(k, row []byte) (in record.Incident, err error) {
	return in, t.readRow(fmt.Sprintf("an incident of page %d", pageOf(k)), k, row, &in)
}

// putIncident keeps an incident, or what is known of it now. Which one it is
// says its page, its first sight and its kind.
func (t *tx) putIncident(s *sighting) error {
	if s.Incident == nil {
		return nil
	}
	in := *s.Incident
	key := incidentKey(s.Page.ID, in.FirstSeen, in.Kind)
	if row := t.get(incidentsBucket, key); row != nil {
		old, err := t.parseIncident(key, row)
		if err != nil {
			return err
		}
		if err := t.drop(incidentsByTime, incidentTimeKey(old.LastSeen, key)); err != nil {
			return err
		}
	}
	if err := t.put(incidentsByTime, incidentTimeKey(in.LastSeen, key), []byte{}); err != nil {
		return err
	}
	return t.putRow(incidentsBucket, key, s.incident)
}
