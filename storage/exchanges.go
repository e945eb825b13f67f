package storage

import (
	"fmt"

	"stet/record"
)

// An exchangeRow is an exchange as it is kept: the certificates, which are
// the same for months, lie apart under their digests.
type exchangeRow struct {
	record.Exchange
	Chain []record.Digest `json:"chain,omitempty"`
}

// encodeExchanges returns exchanges as they are kept, and their certificates.
func (p *packer) encodeExchanges(exchanges []record.Exchange) (encoded, map[record.Digest][]byte, error) {
	if len(exchanges) == 0 {
		return encoded{}, nil, nil
	}
	certs := map[record.Digest][]byte{}
	rows := make([]exchangeRow, len(exchanges))
	for i, e := range exchanges {
		rows[i].Exchange = e
		if e.TLS == nil || len(e.TLS.Chain) == 0 {
			continue
		}
		tls := *e.TLS
		for _, der := range tls.Chain {
			d := record.DigestOf(der)
			rows[i].Chain = append(rows[i].Chain, d)
			certs[d] = der
		}
		tls.Chain = nil
		rows[i].TLS = &tls
	}
	row, err := p.encodeLogged(rows)
	return row, certs, err
}

func (t *tx) putExchanges(key []byte, s *sighting) error {
	if s.exchanges.body == nil {
		return nil
	}
	for d, der := range s.certs {
		if t.get(certsBucket, d[:]) != nil {
			continue
		}
		if err := t.putRow(certsBucket, d[:], encoded{coding: asBinary, body: der}); err != nil {
			return err
		}
	}
	return t.putRow(exchangesBucket, key, s.exchanges)
}

// exchanges returns the exchanges of the look with the given key, if any
// were kept.
func (t *tx) exchanges(key []byte) ([]record.Exchange, error) {
	v := t.get(exchangesBucket, key)
	if v == nil {
		return nil, nil
	}
	what := fmt.Sprintf("the exchanges of a look at page %d", pageOf(key))
	var rows []exchangeRow
	if err := t.readRow(what, key, v, &rows); err != nil {
		return nil, err
	}
	exchanges := make([]record.Exchange, len(rows))
	for i, row := range rows {
		exchanges[i] = row.Exchange
		for _, d := range row.Chain {
			_, der, err := unseal(d[:], t.get(certsBucket, d[:]))
			if err == nil && exchanges[i].TLS == nil {
				err = fmt.Errorf("certificates without TLS")
			}
			if err != nil {
				return nil, t.damaged(what+": certificate "+d.String(), err)
			}
			exchanges[i].TLS.Chain = append(exchanges[i].TLS.Chain, append([]byte(nil), der...))
		}
	}
	return exchanges, nil
}
