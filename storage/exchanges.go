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

func (t *tx) putExchanges(key []byte, exchanges []record.Exchange) error {
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
			if err := t.putCertificate(d, der); err != nil {
				return err
			}
		}
		tls.Chain = nil
		rows[i].TLS = &tls
	}
	return t.putRow(exchangesBucket, key, rows)
}

func (t *tx) putCertificate(d record.Digest, der []byte) error {
	if t.get(certsBucket, d[:]) != nil {
		return nil
	}
	return t.put(certsBucket, d[:], seal(d[:], asBinary, der))
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
