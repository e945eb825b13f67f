//go:build race

package storage

const withRace = true
