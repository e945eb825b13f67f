#!/usr/bin/env bash
# Checks everything, as CI does: format, vet, staticcheck, all tests, those of
# what keeps looks and orders them with the race detector too, and the commands
# of the README. "check.sh --race" has the race detector watch the crawler as
# well, which takes some minutes more. Needs Go; the race detector needs a C
# compiler, and rendering pages Chromium: both are installed where that can be
# done. Each step says how many seconds had gone when it began.
set -euo pipefail
cd "$(dirname "$0")"

raced=(./watch ./memento)
case ${1-} in
'') ;;
--race) raced+=(./crawler) ;;
*)
	echo "usage: $0 [--race]" >&2
	exit 2
	;;
esac

out=$(mktemp -d)
beside=() # processes that run beside the steps
trap 'for p in "${beside[@]}"; do kill "$p" 2>/dev/null || true; done; rm -rf "$out"' EXIT

say() { printf '\n== %s (%d s)\n' "$*" $SECONDS; }

say format
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
	printf 'gofmt would change:\n%s\n' "$unformatted"
	exit 1
fi

compiler() { command -v "$(go env CC)"; }
browser() { command -v chromium || command -v chromium-browser || command -v google-chrome; }
equip() {
	if ! compiler || ! browser; then apt-get update -qq; fi
	compiler || apt-get install -y -qq gcc libc6-dev
	browser || timeout 300 apt-get install -y -qq --no-install-recommends chromium
}
(equip >"$out/equipped" 2>&1 || true) &
installing=$!
beside+=("$installing")

say vet
go vet ./...
go build -o "$out/staticcheck" honnef.co/go/tools/cmd/staticcheck

say "the reader of PDFs is compiled once, and kept for the tests below"
go test -count=1 ./extract/pdf

wait "$installing" || true
race=-race
if ! compiler >/dev/null; then
	race=
	echo "no C compiler is to be had: the tests run without the race detector"
fi
browser >/dev/null || echo "no Chromium is to be had: what renders pages is not tested"

# Tests wait for time and for disks as well: staticcheck and the compiler have
# what they leave.
say "staticcheck, and beside it the tests"
(
	nice "$out/staticcheck" ./... || exit 1
	nice go test $race -run '^$' "${raced[@]}" ./storage # compiles them
) >"$out/beside.txt" 2>&1 &
checking=$!
beside+=("$checking")
mapfile -t packages < <(go list ./... | grep -vxE 'stet/(storage|watch|memento)')
go test -skip '^TestWild$' "${packages[@]}"
if ! wait "$checking"; then
	cat "$out/beside.txt"
	exit 1
fi

# The faults and the run in the wild have steps of their own below.
say "tests ${race} of what goes on side by side"
go test $race "${raced[@]}"
go test $race -skip "$(./check-faults.sh --tests)" ./storage

say "faults, in their short form"
./check-faults.sh --short

say "a run in the wild"
go test -count=1 -run TestWild ./cmd/stet

say "the README's first command"
go run ./cmd/stet demo --dir "$out/demo" >"$out/demo.txt"
tail -n 8 "$out/demo.txt"

say "exports, by tools that are not ours"
./check-warc.sh

say "all is well"
