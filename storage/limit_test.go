//go:build !linux

package storage

import "errors"

func limitFiles(uint64) error { return errors.New("only on Linux") }
