#!/usr/bin/env bash
# Checks everything, as CI does: format, vet, staticcheck, all tests with the
# race detector, and the commands of the README. Needs Go; the race detector
# needs a C compiler, and rendering pages Chromium: both are installed where
# that can be done.
set -euo pipefail
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }

say format
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
	printf 'gofmt would change:\n%s\n' "$unformatted"
	exit 1
fi

say vet
go vet ./...

say staticcheck
go tool staticcheck ./...

race=-race
if ! command -v "$(go env CC)" >/dev/null; then
	(apt-get update -qq && apt-get install -y -qq gcc libc6-dev) >/dev/null 2>&1 || true
fi
if ! command -v "$(go env CC)" >/dev/null; then
	race=
	echo "no C compiler is to be had: the tests run without the race detector"
fi

browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
if ! browser >/dev/null; then
	(apt-get update -qq && timeout 300 apt-get install -y -qq --no-install-recommends chromium) >/dev/null 2>&1 || true
fi
browser >/dev/null || echo "no Chromium is to be had: what renders pages is not tested"

say "the reader of PDFs is compiled once, and kept for the tests below"
go test -count=1 ./extract/pdf

say "tests ${race}"
go test $race ./...

say "faults, in their short form"
./check-faults.sh --short

say "the README's first command"
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
go run ./cmd/stet demo --dir "$out/demo" >"$out/demo.txt"
tail -n 8 "$out/demo.txt"

say "exports, by tools that are not ours"
./check-warc.sh

say "all is well"
