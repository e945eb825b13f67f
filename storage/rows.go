package storage

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"

	"github.com/klauspost/compress/zstd"

	"stet/record"
)

// The ways in which the body of a row is written.
const (
	asJSON       = 1
	asPackedJSON = 2
	asBinary     = 3
)

// JSON shorter than this is not worth packing.
const packFrom = 512

// No row and no payload is longer than this when unpacked.
const maxSize = 1 << 30

const sealSize = 4

// castagnoli is the table of CRC-32C, for which processors have an instruction.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// seal makes a row.
func seal(key []byte, coding byte, body []byte) []byte {
	row := make([]byte, 0, 1+len(body)+sealSize)
	row = append(append(row, coding), body...)
	return binary.LittleEndian.AppendUint32(row, sumOf(key, row))
}

// unseal returns what seal put into a row, or an error if it is not that.
// The body lies in the row.
func unseal(key, row []byte) (coding byte, body []byte, err error) {
	if len(row) < 1+sealSize {
		return 0, nil, fmt.Errorf("row of %d bytes: too short", len(row))
	}
	body, sum := row[:len(row)-sealSize], row[len(row)-sealSize:]
	if binary.LittleEndian.Uint32(sum) != sumOf(key, body) {
		return 0, nil, fmt.Errorf("row of %d bytes: checksum does not match", len(row))
	}
	return body[0], body[1:], nil
}

func sumOf(key, row []byte) uint32 {
	return crc32.Update(crc32.Checksum(key, castagnoli), castagnoli, row)
}

// A packer packs and unpacks with zstd. Its methods may be called from many
// goroutines; it starts none.
type packer struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

func newPacker() *packer {
	// Neither constructor can fail with these options. Checksums are left
	// out: rows have a seal and payloads a digest.
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderCRC(false))
	if err != nil {
		panic(err)
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderMaxMemory(maxSize))
	if err != nil {
		panic(err)
	}
	return &packer{enc, dec}
}

// An encoded is a row without its seal.
type encoded struct {
	coding byte
	body   []byte
	digest record.Digest // of the JSON, where sealed by the log; else zero
}

// encode returns v as JSON, packed where that is shorter.
func (p *packer) encode(v any) (encoded, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return encoded{}, err
	}
	return p.packJSON(body), nil
}

// encodeLogged is encode for what the log has to prove.
func (p *packer) encodeLogged(v any) (encoded, error) {
	body, err := json.Marshal(v)
	if err != nil {
		return encoded{}, err
	}
	row := p.packJSON(body)
	row.digest = record.DigestOf(body)
	return row, nil
}

func (p *packer) packJSON(body []byte) encoded {
	if len(body) >= packFrom {
		if packed := p.enc.EncodeAll(body, nil); len(packed) < len(body) {
			return encoded{coding: asPackedJSON, body: packed}
		}
	}
	return encoded{coding: asJSON, body: body}
}

// read reads into v a row that encode wrote.
func (p *packer) read(key, row []byte, v any) error {
	coding, body, err := unseal(key, row)
	if err != nil {
		return err
	}
	return p.readJSON(coding, body, v)
}

func (p *packer) readJSON(coding byte, body []byte, v any) (err error) {
	if body, err = p.unpackJSON(coding, body); err != nil {
		return err
	}
	return json.Unmarshal(body, v)
}

func (p *packer) unpackJSON(coding byte, body []byte) ([]byte, error) {
	switch coding {
	case asJSON:
		return body, nil
	case asPackedJSON:
		return p.dec.DecodeAll(body, nil)
	}
	return nil, fmt.Errorf("row written in the unknown way %d", coding)
}

// readRow reads a row of JSON of the archive into v. A row that cannot be
// read is damage; what names it for a person.
func (t *tx) readRow(what string, key, row []byte, v any) error {
	return t.damaged(what, t.s.pack().read(key, row, v))
}

// damaged makes err, if there is one, an ErrDamaged that says where it is.
func (t *tx) damaged(what string, err error) error {
	if err == nil {
		return nil
	}
	return &failure{fmt.Sprintf("%s is damaged: %s: %v", t.s.path, what, err), ErrDamaged}
}

// putRow seals a row and keeps it.
func (t *tx) putRow(bucket string, key []byte, row encoded) error {
	return t.put(bucket, key, seal(key, row.coding, row.body))
}
