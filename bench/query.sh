#!/usr/bin/env bash
# Measures the cached answers next to a no-op of the same service.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./bench.sh query [options]

Measures JSON (the average of ten places in turns, the busiest hosts, the votes) and pages (a place by link and by form,
the votes) that are in the cache, each right after a no-op of the same service that it is compared with. Prints medians.
Fails when an answer isn't 200, or when JSON falls below 0.7 or a page below 0.4 of the no-op. Uses wrk.

      --url URL        the query service of a system that runs already (default: a system of our own)
      --port PORT      the gateway's port of a system of our own (default: 8100)
      --connections N  one number of connections, or several (default: "64 1000")
      --rounds N       (default: 5)
      --seconds S      length of each load (default: 3)
      --warm S         warm-up of each kind of load (default: 10)
      --quick          a smoke test: --rounds 1 --seconds 1 --warm 2, and no verdict on speed
  -h, --help           this text
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
# shellcheck source=bench/system.sh
. "$root/bench/system.sh"

url='' port=8100 connections='64 1000' rounds=5 seconds=3 warm=10 quick=''
kinds=(average top-hosts votes place form votes-page)
declare -A least=([average]=70 [top-hosts]=70 [votes]=70 [place]=40 [form]=40 [votes-page]=40)

while [ $# -gt 0 ]; do
  case $1 in
    --url | --port | --connections | --rounds | --seconds | --warm)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --quick) rounds=1 seconds=1 warm=2 quick=yes ;;
    -h | --help)
      usage
      exit
      ;;
    *) fail "unknown option $1; see ./bench.sh query --help" ;;
  esac
  shift
done
need wrk wrk
need curl curl

# Ten places with a thousand measurements each, by the way that everybody's data takes.
load_weather() {
  local answer
  awk 'BEGIN {
    srand(7)
    print "location,temperature,humidity,wind_speed,timestamp"
    for (i = 0; i < 10000; i++)
      printf "Place %d,%.2f,%.2f,%.2f,2026-%02d-%02dT00:00:00Z\n",
        i % 10, rand() * 50 - 10, 20 + rand() * 80, rand() * 20, 1 + i % 12, 1 + i % 28
  }' >"$work/weather.csv"
  answer=$(curl -sf -T "$work/weather.csv" -X POST "http://localhost:$((port + 4))/ingest/weather") ||
    fail "can't load the weather"
  await_load "http://localhost:$((port + 4))" "$answer"
}

# usage: load KIND CONNECTIONS SECONDS    prints us answers refused broken p50 p99
load() {
  local result
  wrk -t 1 -c "$2" -d "$3s" --timeout 10s -s "$root/bench/query.lua" "$url" -- "$1" "${locations[@]}" >"$work/wrk"
  result=$(sed -n 's/^RESULT //p' "$work/wrk")
  [ -n "$result" ] || fail "wrk gave no result: $(cat "$work/wrk")"
  tr ' ' '\n' <<<"$result" | sed 's/.*=//' | paste -sd ' ' -
}

# usage: measure KIND CONNECTIONS    sets rate, p50 and p99
measure() {
  local us answers refused broken
  read -r us answers refused broken p50 p99 < <(load "$1" "$2" "$seconds")
  [ "$refused$broken" = 00 ] || fail "$1: $refused answers were refusals, $broken requests broke"
  rate=$((answers * 1000000 / us))
}

[ -n "$url" ] || {
  start_system
  url=http://localhost:$((port + 5))
  load_weather
}
mapfile -t locations < <(curl -sf "$url/weather/locations?limit=10" | tr -d '[]"\n' | tr ',' '\n' | sed 's/ /%20/g')
[ "${#locations[@]}" -gt 0 ] || fail "$url knows no location; load some weather first"

echo "warming up"
for kind in noop "${kinds[@]}"; do
  load "$kind" 64 "$warm" >/dev/null
done

slow=''
for at in $connections; do
  echo "measuring: $rounds rounds of $seconds s, $at connections"
  for ((round = 1; round <= rounds; round++)); do
    for kind in "${kinds[@]}"; do
      measure noop "$at"
      noop=$rate
      echo "$noop $p50 $p99" >>"$work/noop-$at"
      measure "$kind" "$at"
      echo "$rate $p50 $p99 $(awk -v r="$rate" -v n="$noop" 'BEGIN { printf "%.3f", r / n }')" >>"$work/$kind-$at"
    done
  done
  printf '\n%-12s %12s %10s %9s %9s\n' load requests/s "of no-op" "p50 ms" "p99 ms"
  for kind in noop "${kinds[@]}"; do
    rate=$(cut -d' ' -f1 "$work/$kind-$at" | median)
    ratio=1
    [ "$kind" = noop ] || ratio=$(cut -d' ' -f4 "$work/$kind-$at" | median)
    awk -v k="$kind" -v r="$rate" -v x="$ratio" -v p50="$(cut -d' ' -f2 "$work/$kind-$at" | median)" \
      -v p99="$(cut -d' ' -f3 "$work/$kind-$at" | median)" \
      'BEGIN { printf "%-12s %12d %10.2f %9.2f %9.2f\n", k, r, x, p50 / 1000, p99 / 1000 }'
    awk -v x="$ratio" -v least="${least[$kind]:-0}" 'BEGIN { exit !(100 * x < least) }' && slow="$slow $kind at $at,"
  done
  echo
done
[ -z "$slow" ] || [ -n "$quick" ] || fail "too slow beside the no-op:${slow%,}"
