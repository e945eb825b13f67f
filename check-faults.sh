#!/usr/bin/env bash
# Lets happen to an archive what it must survive: kill -9, power failures,
# flipped bits, full and failing disks. "check-faults.sh --short" is what
# check.sh runs; the long form takes about an hour on two cores.
set -euo pipefail
cd "$(dirname "$0")"

tests='Killed|ThePowerFails|DiskThat|DiskWithout|FullDisk|Flip|FileCutOff|ReaderThatStays|ClockIsSetBack|SecondRun|HeldByAnother|BesideAnotherProcess|PastFormats|UpgradeKilled|Restored'
kills=2000 flips=2000 outages=4000
while [ $# -gt 0 ]; do
	case $1 in
	--short) kills=200 flips=300 outages=200 ;;
	--tests) echo "$tests" && exit ;; # what it runs of storage
	--kills) kills=$2 && shift ;;
	--flips) flips=$2 && shift ;;
	--outages) outages=$2 && shift ;;
	*)
		echo "usage: $0 [--short] [--tests] [--kills N] [--flips N] [--outages N]" >&2
		exit 2
		;;
	esac
	shift
done

echo "$kills kills (a quarter of them in the middle of a whole life), $flips flipped bits, $outages power failures"
go test ./storage -count=1 -timeout 4h -v -run "$tests" -kills "$kills" -flips "$flips" -outages "$outages" |
	grep -E '^(---|    --- FAIL|FAIL|ok|panic)|_test\.go'
go test ./watch -count=1 -run 'Clock'
