#!/usr/bin/env bash
# Checks what stet exports with tools that are not ours: warcio indexes and
# parses the WARC, ReplayWeb.page shows a page of the WACZ in headless
# Chromium, and stet imports what GNU wget writes. Takes a minute at most;
# what cannot be had here is skipped, and the reason said.
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"' EXIT

skip() { echo "skipped: $*"; }
left() { echo $((55 - SECONDS > 1 ? 55 - SECONDS : 1)); }

go build -o "$work/stet" ./cmd/stet
SECONDS=0
"$work/stet" demo --dir "$work/demo" >"$work/demo.txt"
stet() { "$work/stet" -q -a "$work/demo/stet.db" "$@"; }
stet export -o "$work/a.warc.gz"
stet export -o "$work/b.warc.gz"
stet export -o "$work/a.wacz"
stet export -o "$work/b.wacz"
cmp "$work/a.warc.gz" "$work/b.warc.gz"
cmp "$work/a.wacz" "$work/b.wacz"
echo "the same archive gives the same bytes"

if command -v wget >/dev/null && command -v python3 >/dev/null; then
	mkdir "$work/site"
	echo '<html><title>Tides</title><main><p>High water stands at 1,300 feet today, says the office.</p></main></html>' >"$work/site/tides.html"
	(cd "$work/site" && exec python3 -u -m http.server --bind 127.0.0.1 0 >"$work/port" 2>/dev/null) &
	server=$!
	for _ in $(seq 50); do grep -q 'port' "$work/port" 2>/dev/null && break; sleep 0.1; done
	port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' "$work/port")
	(cd "$work" && for n in 1 2; do
		wget -q --no-proxy --warc-file="w$n" --warc-cdx $([ "$n" = 1 ] || echo --warc-dedup=w1.cdx) -O /dev/null "http://127.0.0.1:$port/tides.html"
		sleep 1.1
	done)
	(cd "$work" && ./stet import -a wget.db w1.warc.gz w2.warc.gz) | tee "$work/imported"
	grep -q '2 looks: 1 the same, 0 changed, 1 new' "$work/imported"
	echo "stet imports what wget wrote, revisits included"
else
	skip "wget and python3 are not both there: their WARC is not imported"
fi

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
	skip "npm is not there: nothing but stet itself looked at the WARC"
	exit 0
fi
mkdir "$work/npm"
cp warc/testdata/*.mjs "$work/npm"
cd "$work/npm"
npm_() { timeout "$(left)" npm --silent --ignore-scripts --no-audit --no-fund --prefix "$work/npm" "$@" >/dev/null 2>&1; }
if ! npm_ install warcio@2.4.11; then
	skip "npm could not fetch warcio in time"
	exit 0
fi
node check.mjs "$work/a.warc.gz"
# Our keys and places are those that warcio finds; times differ in precision.
# It also lists the heads as received, which are metadata under urn:stet.
unpack() { grep -v '^urn:stet:' "$1" | sed -E 's/^([^ ]+) .*"offset":"?([0-9]+).*/\1 \2/' | sort; }
if command -v unzip >/dev/null; then
	unzip -p "$work/a.wacz" archive/data.warc.gz >data.warc.gz
	unzip -p "$work/a.wacz" indexes/index.cdx >ours.cdxj
	node node_modules/warcio/dist/cli.js cdx-index --format cdxj data.warc.gz >theirs.cdxj
	diff <(unpack ours.cdxj) <(unpack theirs.cdxj)
	echo "our index names the records that warcio finds: $(wc -l <ours.cdxj) captures"
fi

browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome || true)
if [ -z "$browser" ]; then
	skip "Chromium is not there: ReplayWeb.page was not tried"
	exit 0
fi
if ! npm_ install puppeteer-core || ! timeout "$(left)" npm --silent pack replaywebpage@2.4.6 >/dev/null 2>&1; then
	skip "npm could not fetch ReplayWeb.page in time"
	exit 0
fi
tar xzf replaywebpage-*.tgz package/ui.js package/sw.js
page=$("$work/stet" list -c "$work/demo/stet.yaml" --format json | sed -n 's/.*"\(http[^"]*cargo-theft\)".*/\1/p' | head -n 1)
status=0
CHROMIUM=$browser PLAYER=$PWD/package timeout "$(left)" node replay.mjs "$work/a.wacz" "$page" "$(date -u +%Y%m%d%H%M%S)" \
	"Cargo theft on the rivers" || status=$?
case $status in
124) skip "the browser was too slow here" ;;
3) skip "the browser does not start here" ;;
*) exit $status ;;
esac
