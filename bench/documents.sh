#!/usr/bin/env bash
# Measures the JSON documents next to a no-op of the same service, and next to Redis by itself.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./bench.sh documents [options]

Measures get, subdoc, increments of many documents and of one, and post, each as often as the no-op that it is compared
with, in turns. Prints medians of requests a second, and redis-benchmark's for the command of Redis that does the same.
Fails when an answer isn't 200, when the one document doesn't hold as many increments as were answered, or when get falls
below 0.6 or an increment below 0.4 of the no-op. Uses wrk and redis-benchmark.

      --url URL        the query service of a system that runs already (default: a system of our own)
      --redis PORT     where its Redis listens (default: four above the service)
      --port PORT      the gateway's port of a system of our own (default: 8100)
      --connections N  (default: 64)
      --rounds N       (default: 5)
      --seconds S      length of each load (default: 5)
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

url='' redis='' port=8100 connections=64 rounds=5 seconds=5 warm=10 quick=''
documents=1000
kinds=(noop get subdoc noop-put increment increment-one post)

while [ $# -gt 0 ]; do
  case $1 in
    --url | --redis | --port | --connections | --rounds | --seconds | --warm)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --quick) rounds=1 seconds=1 warm=2 quick=yes ;;
    -h | --help)
      usage
      exit
      ;;
    *) fail "unknown option $1; see ./bench.sh documents --help" ;;
  esac
  shift
done
need wrk wrk
need curl curl
need redis-benchmark redis-tools

# usage: load KIND SECONDS SEED    prints us answers refused broken p50 p99
load() {
  local result
  wrk -t 1 -c "$connections" -d "$2s" -s "$root/bench/documents.lua" "$url" -- "$1" "$documents" "$3" >"$work/wrk"
  result=$(sed -n 's/^RESULT //p' "$work/wrk")
  [ -n "$result" ] || fail "wrk gave no result: $(cat "$work/wrk")"
  tr ' ' '\n' <<<"$result" | sed 's/.*=//' | paste -sd ' ' -
}

[ -n "$url" ] || {
  start_system
  url=http://localhost:$((port + 5))
}
service_port=${url##*:}
redis=${redis:-$((service_port + 4))}

echo "storing $documents documents"
for ((i = 0; i < documents; i++)); do
  [ "$i" = 0 ] || echo next
  printf 'silent\nfail\noutput = /dev/null\nurl = "%s/api/v1/redisjson"\n' "$url"
  printf 'data = "{\\"id\\":\\"bench:%d\\",\\"age\\":0,\\"location\\":[{},{\\"latitude\\":1.5}]}"\n' "$i"
done >"$work/curl"
curl -K "$work/curl" || fail "can't store documents at $url"
curl -sf -o "$work/body" -d '{"id":"bench:one","age":0}' "$url/api/v1/redisjson" || fail "can't store documents at $url"

ones=0
echo "warming up"
for kind in "${kinds[@]}"; do
  read -r _ answers _ < <(load "$kind" "$warm" 0)
  [ "$kind" != increment-one ] || ones=$((ones + answers))
done

echo "measuring: $rounds rounds of $seconds s, $connections connections"
for ((round = 1; round <= rounds; round++)); do
  for kind in "${kinds[@]}"; do
    read -r us answers refused broken p50 p99 < <(load "$kind" "$seconds" "$round")
    [ "$refused$broken" = 00 ] || fail "$kind: $refused answers were refusals, $broken requests broke"
    [ "$kind" != increment-one ] || ones=$((ones + answers))
    echo "$((answers * 1000000 / us)) $p50 $p99" >>"$work/$kind"
  done
done

# usage: alone COMMAND…    Redis' requests a second for one of its own commands
alone() {
  redis-benchmark -p "$redis" -c "$connections" -n 200000 --csv "$@" | tail -n 1 | cut -d, -f2 | tr -d '"' | cut -d. -f1
}

declare -A beside=([noop]=noop [get]=noop [subdoc]=noop [noop-put]=noop-put [increment]=noop-put [increment-one]=noop-put [post]=noop-put)
declare -A least=([get]=60 [increment]=40 [increment-one]=40)
if [ "$(redis-cli -p "$redis" TYPE bench:one)" = ReJSON-RL ]; then
  declare -A same=([get]="JSON.GET bench:1" [subdoc]='JSON.GET bench:1 $.location[1].latitude' [increment]="JSON.NUMINCRBY bench:1 $.age 1" [post]='JSON.SET bench:x $ {"a":1}')
else
  declare -A same=([get]="GET bench:1" [subdoc]="GET bench:1" [increment]="INCR bench:count" [post]='SET bench:x {"a":1}')
fi

printf '\n%-14s %12s %10s %9s %9s   %s\n' load requests/s "of no-op" "p50 ms" "p99 ms" "Redis alone"
slow=''
for kind in "${kinds[@]}"; do
  rate=$(cut -d' ' -f1 "$work/$kind" | median)
  base=$(cut -d' ' -f1 "$work/${beside[$kind]}" | median)
  p50=$(cut -d' ' -f2 "$work/$kind" | median)
  p99=$(cut -d' ' -f3 "$work/$kind" | median)
  redis_alone=''
  if [ -n "${same[$kind]:-}" ]; then
    read -ra command <<<"${same[$kind]}"
    redis_alone="$(alone "${command[@]}") ${command[0]}"
  fi
  awk -v k="$kind" -v r="$rate" -v b="$base" -v p50="$p50" -v p99="$p99" -v a="$redis_alone" \
    'BEGIN { printf "%-14s %12d %10.2f %9.2f %9.2f   %s\n", k, r, r / b, p50 / 1000, p99 / 1000, a }'
  percent=$(awk -v r="$rate" -v b="$base" 'BEGIN { print int(100 * r / b) }')
  [ "$percent" -ge "${least[$kind]:-0}" ] || slow="$slow $kind"
done

found=$(curl -sf "$url/api/v1/subdoc/bench:one/age" | sed 's/.*"json":\([0-9]*\).*/\1/')
echo
echo "increments of one document: $ones answered, $found counted"
# wrk hangs up at the end of a load, on requests that are then counted but never answered.
if [ "$found" -lt "$ones" ] || [ "$found" -gt $((ones + connections * (rounds + 1))) ]; then
  fail "increments were lost or counted twice"
fi
[ -z "$slow" ] || [ -n "$quick" ] || fail "too slow beside the no-op:$slow"
