#!/usr/bin/env bash
# Measures the running system from the outside, against two bounds taken in the same run.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./bench.sh checkout [options]
       ./bench.sh documents [options]    JSON documents; see ./bench.sh documents --help
       ./bench.sh query [options]        answers and pages from the cache; see ./bench.sh query --help
       ./bench.sh ingest [options]       files and generated rows; see ./bench.sh ingest --help

Measures checkouts of distinct orders and of one hot item, find and addItem, at each number of connections, next to two
bounds: a no-op of the same service through the same gateway (before every other load, so that each ratio compares
neighbours), and the bare SQL of a checkout on the same Postgres, at the batch fill that the checkouts had just before.
Prints medians; fails when a checkout isn't answered 200, when more or fewer orders are paid than were answered so, or
when the books don't balance after a load of checkouts. Uses wrk.

      --url URL        measure a system that runs already, started by ./run.sh; REPLACES orders, users and items in it
      --data DIR       where that system keeps its data (default: .data)
      --port PORT      the gateway's port of a system of our own (default: 8100)
      --connections N  one number of connections, or several: "1 64 256 1024" (default: "1 64 256")
      --pairs N        rounds (default: 5)
      --seconds S      length of each load (default: 5)
      --warm S         warm-up (default: 60)
      --orders N       orders for each load (default: 20000 for each of its seconds, 2000 at few connections)
      --cold           also: checkouts of the first 15 s after the start next to 15 s after the warm-up, at 64 connections
      --raw FILE       also write every measurement to FILE
      --quick          a smoke test: --pairs 1 --seconds 1 --warm 8
  -h, --help           this text

Latencies are wrk's, to the microsecond. CPU is in microseconds per answer, from /proc, so on Linux only; "others" is
what was taken by processes that don't belong to the system, in percent of the machine: above a few, don't trust the run.
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"

users=100000
items=100000
rich=2000000000
services=(order payment stock)
processes=(order payment stock gateway postgres)

url='' data='' port=8100 connections='1 64 256' pairs=5 seconds=5 warm=60 orders='' raw=/dev/null cold=''
ids=$items failures=0

parse() {
  [ $# -gt 0 ] || {
    usage >&2
    exit 2
  }
  case $1 in
    -h | --help)
      usage
      exit
      ;;
    checkout) shift ;;
    documents | ingest | query) exec "$root/bench/$1.sh" "${@:2}" ;;
    *) fail "unknown benchmark $1; see ./bench.sh --help" ;;
  esac
  while [ $# -gt 0 ]; do
    case $1 in
      --url | --data | --port | --connections | --pairs | --seconds | --warm | --orders | --raw)
        [ $# -gt 1 ] || fail "$1 needs a value"
        printf -v "${1#--}" %s "$2"
        shift
        ;;
      --cold) cold=yes ;;
      --quick) pairs=1 seconds=1 warm=8 ;;
      -h | --help)
        usage
        exit
        ;;
      *) fail "unknown option $1; see ./bench.sh --help" ;;
    esac
    shift
  done
  [ -z "$cold" ] || [ -z "$url" ] || fail "--cold needs a system of its own, not --url"
}

need_tools() {
  command -v wrk >/dev/null || fail "needs wrk and found none: install it, for example with
  apt install wrk | dnf install wrk | brew install wrk, or from https://github.com/wg/wrk"
  command -v curl >/dev/null || fail "needs curl"
  [ -r /proc/self/stat ] || fail "needs /proc, that is Linux"
  need_jdk
}

# --- the system under test ---

find_system() {
  local name
  port=${url##*:}
  port=${port%%/*}
  [[ $port =~ ^[0-9]+$ ]] || fail "--url needs a port, like http://localhost:8000"
  for name in "${processes[@]}"; do
    kill -0 "$(pid "$name")" 2>/dev/null || fail "$data/run names no running $name; is --data right?"
  done
  [ "$(http GET /orders/noop)" = 200 ] || fail "$url/orders/noop doesn't answer 200"
}

before_cleanup() {
  exec 3>&- 4>&- 5>&- 6>&-
  wait "${query:-}" "${bare:-}" 2>/dev/null || true
}

pid() {
  awk '{print $1}' "$data/run/$1.pid" 2>/dev/null
}

# usage: http METHOD PATH    prints the status
http() {
  curl -s -o /dev/null -w '%{http_code}' -X "$1" "$url$2"
}

# usage: manage SERVICE PATH    prints the answer of a path that the gateway doesn't show
manage() {
  local i
  for i in "${!services[@]}"; do
    [ "${services[i]}" != "$1" ] || curl -sf "http://localhost:$((port + 1 + i))$2"
  done
}

init() {
  [ "$(http POST "$1")" = 200 ] || fail "POST $1 failed"
}

# usage: sql DATABASE STATEMENT    prints the first row
sql() {
  local answer
  echo "$*" >&3
  read -r answer <&4
  case $answer in
    error*) fail "$2: $answer" ;;
  esac
  echo "$answer"
}

# usage: bare_sql FILL LANES ORDERS    sets bare_rate to checkouts per second
bare_sql() {
  echo "$1 $2 $3 $seconds" >&5
  read -r bare_rate <&6 || fail "the bare SQL failed: $(cat "$work/bare.log")"
}

# Two Java programs on the same Postgres that answer line by line.
connect() {
  local jdbc options driver
  jdbc=jdbc:postgresql://127.0.0.1:$((port + 10))/
  PGPASSWORD=$(sed -n 's/^postgres=//p' "$data/passwords")
  export PGPASSWORD
  options=$(sed -n 's/^quarkus.datasource.jdbc.additional-jdbc-properties.options=//p' \
    "$root/commons/src/main/resources/META-INF/microprofile-config.properties")
  driver=$(find "$root/local/target/lib" -name 'postgresql-*.jar')
  mkfifo "$work/query.in" "$work/query.out" "$work/bare.in" "$work/bare.out"
  "$JAVA_HOME/bin/java" -Xmx32m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -cp "$driver" \
    "$root/bench/Query.java" "$jdbc" postgres <"$work/query.in" >"$work/query.out" &
  query=$!
  exec 3>"$work/query.in" 4<"$work/query.out"
  "$JAVA_HOME/bin/java" -Xmx256m -XX:+UseSerialGC -cp "$root/local/target/webscale-local.jar" \
    webscale.local.BareCheckouts "$jdbc" postgres "$options" \
    <"$work/bare.in" >"$work/bare.out" 2>"$work/bare.log" 3>&- 4<&- &
  bare=$!
  exec 5>"$work/bare.in" 6<"$work/bare.out"
  unset PGPASSWORD
}

# --- one load ---

# Prints the ticks of CPU that each process has had, then those of the whole machine. A server process that ended
# counts with its parent.
ticks() {
  local name children
  for name in order payment stock gateway; do
    sed 's/.*) //' "/proc/$(pid $name)/stat" | awk '{print $12 + $13}'
  done
  children=$(pgrep -P "$(pid postgres)" | sed 's|.*|/proc/&/stat|')
  {
    sed 's/.*) //' "/proc/$(pid postgres)/stat"
    # shellcheck disable=SC2086 # one word per file
    sed 's/.*) //' $children 2>/dev/null | awk '{$14 = $15 = 0; print}'
  } | awk '{sum += $12 + $13 + $14 + $15} END {print sum}'
  awk '/^cpu / {print $2 + $3 + $4 + $7 + $8 + $9}' /proc/stat
}

# Prints batches and members of each batcher of a checkout, then Postgres's writing transactions and bytes of WAL.
counters() {
  manage order /q/metrics | awk -F '[{}" ]+' '
    /^webscale_batch_size_count/ {batches[$3] = $4}
    /^webscale_batch_size_sum/ {members[$3] = $4}
    END {
      n = split("checkout-log payment stock", names, " ")
      for (i = 1; i <= n; i++) printf "%d %d ", batches[names[i]], members[names[i]]
    }'
  # Transactions that wrote, rolled back or not; Postgres tells of others only seconds later.
  sql postgres "SELECT pg_snapshot_xmax(pg_current_snapshot()), pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')"
}

# usage: difference BEFORE AFTER    of two lists of numbers, on one line
difference() {
  printf '%s\n' "$1" end "$2" | tr '\n' ' ' | awk -v RS=' end ' '
    NR == 1 {n = split($0, before)}
    NR == 2 {for (i = 1; i <= n; i++) printf "%.0f ", $i - before[i]}'
}

# usage: load KIND CONNECTIONS SECONDS    sets answer to wrk's, with the CPU of each process in µs per answer
load() {
  local threads=2 before after own
  [ "$2" -gt 1 ] || threads=1
  before=$(ticks)
  TIMEFORMAT='%U %S'
  { time wrk -t "$threads" -c "$2" -d "$3s" --timeout 10s -s "$root/bench/load.lua" "$url" \
    -- "$1" "$threads" "$ids" "$items" "$RANDOM" >"$work/wrk" 2>&1; } 2>"$work/time" || {
    cat "$work/wrk" >&2
    fail "wrk failed"
  }
  after=$(ticks)
  answer=$(sed -n 's/^RESULT //p' "$work/wrk")
  [ -n "$answer" ] || fail "wrk gave no result: $(cat "$work/wrk")"
  own=$(awk '{print $1 + $2}' "$work/time")
  answer=$(awk -v hz="$(getconf CLK_TCK)" -v own="$own" -v cpus="$(nproc)" '
    NR == 1 {for (i = 1; i <= NF; i++) {split($i, pair, "="); v[pair[1]] = pair[2]}}
    NR == 2 {
      ok = v["answers"] - v["refused"]
      printf "rate=%.0f p50=%.2f p99=%.2f max=%.0f ok=%d bad=%d exhausted=%d", ok / v["us"] * 1e6,
        v["p50"] / 1e3, v["p99"] / 1e3, v["max"] / 1e3, ok, v["refused"] + v["broken"], v["exhausted"]
      n = split("order payment stock gateway postgres", names, " ")
      for (i = 1; i <= n; i++) {
        printf " cpu_%s=%.1f", names[i], $i / hz * 1e6 / (ok > 0 ? ok : 1)
        known += $i / hz
      }
      others = 100 * ($(n + 1) / hz - known - own) / (v["us"] / 1e6 * cpus)
      printf " cpu_wrk=%.1f others=%.0f\n", own * 1e6 / (ok > 0 ? ok : 1), (others > 0 ? others : 0)
    }' <<<"$answer"$'\n'"$(difference "$before" "$after")")
  case $answer in
    *exhausted=0*) ;;
    *) fail "$ids orders were too few for $1 at $2 connections; give more by --orders" ;;
  esac
}

# usage: value KEY    of answer
value() {
  sed -n "s/.*\b$1=\([^ ]*\).*/\1/p" <<<" $answer"
}

failed() {
  echo "FAIL: $*" >&2
  failures=$((failures + 1))
}

# usage: fresh_orders CONNECTIONS ITEMS
fresh_orders() {
  ids=${orders:-$((seconds * ($1 < 16 ? 2000 : 20000)))}
  [ "$ids" -le 1000000 ] || ids=1000000
  init "/orders/batch_init/$ids/$2/$users/1"
}

# Waits until no checkout is on its way, then holds the books against each other and against the answers.
check_books() {
  local service paid _
  for _ in {1..100}; do
    [ "$(manage order /q/metrics | awk '/^webscale_checkout_in_flight/ {print int($2)}')" != 0 ] || break
    sleep 0.1
  done
  for service in "${services[@]}"; do
    for _ in 1 2 3; do # what payment is told comes after the answer
      manage "$service" /q/audit >"$work/audit" && grep -q '"balanced":true' "$work/audit" && break
      sleep 1
    done
    grep -q '"balanced":true' "$work/audit" || failed "the books of $service: $(head -c 2000 "$work/audit")"
  done
  paid=$(sql shop_order "SELECT count(*) FROM orders WHERE state = 'PAID' AND generation = (SELECT max(generation) FROM orders)")
  # wrk leaves without the answers to its last requests, one for each connection
  if [ "$paid" -lt "$(value ok)" ] || [ "$paid" -gt $(($(value ok) + $(value bad) + $1)) ]; then
    failed "$(value ok) checkouts were answered 200, but $paid orders are paid"
  fi
}

# usage: measured_checkout CONNECTIONS ITEMS    also adds to answer what it took
measured_checkout() {
  local before after
  fresh_orders "$1" "$2"
  before=$(counters)
  load checkout "$1" "$seconds"
  after=$(counters)
  answer+=" $(difference "$before" "$after" | awk -v ok="$(value ok)" -v connections="$1" '
    function per(a, b) {return b > 0 ? a / b : 0}
    {
      batches = ($1 + $3 + $5) / 3
      fill = int(per(ok, batches) + 0.5)
      lanes = int(per(connections, fill) + 0.5)
      printf "fill=%d lanes=%d", fill, (lanes > 1 ? lanes : 1)
      printf " fill_log=%.1f fill_payment=%.1f fill_stock=%.1f", per($2, $1), per($4, $3), per($6, $5)
      printf " writes=%.3f writes_per_batch=%.1f wal=%.0f\n", per($7, ok), per($7, batches), per($8, ok)
    }')"
  [ "$(value bad)" = 0 ] || {
    failed "$(value bad) of $(($(value ok) + $(value bad))) checkouts weren't answered 200, so far in all:"
    manage order /q/metrics | grep '^http_server_requests_seconds_count.*checkout' >&2
  }
  check_books "$1"
}

# --- the run ---

warm_up() {
  local end=$((SECONDS + warm)) at seconds=$((warm < 20 ? 1 : 4))
  echo "warming up for $warm s"
  while [ "$SECONDS" -lt "$end" ]; do
    for at in 64 256; do
      fresh_orders "$at" "$items"
      load addItem "$at" 1
      load find "$at" 1
      load noop "$at" 1
      load checkout "$at" "$seconds"
      bare_sql 32 4 50000
    done
  done
}

# Checkouts for 15 s at 64 connections; prints and sets rate.
fifteen_seconds() {
  local seconds=15
  measured_checkout 64 "$items"
  rate=$(value rate)
  printf '%s: %d/s, p50 %s ms, p99 %s ms\n' "$1" "$rate" "$(value p50)" "$(value p99)"
}

# usage: record ROUND CONNECTIONS LOAD MORE…
record() {
  echo "round=$1 connections=$2 load=$3 ${*:4} $answer" | tee -a "$work/raw" >>"$raw"
  printf 'round %d, %4d connections, %-13s %7d/s, p50 %7.2f ms, p99 %7.2f ms, others %3d %%\n' \
    "$1" "$2" "$3" "$(value rate)" "$(value p50)" "$(value p99)" "$(value others)"
}

# usage: round NUMBER CONNECTIONS
round() {
  local noop kind more distinct
  for kind in distinct hot find addItem; do
    load noop "$2" "$seconds"
    noop=$(value rate)
    record "$1" "$2" noop
    more="noop=$noop"
    case $kind in
      distinct)
        measured_checkout "$2" "$items"
        distinct=$(value rate)
        bare_sql "$(value fill)" "$(value lanes)" "$ids"
        more="$more bare=$bare_rate"
        ;;
      hot)
        measured_checkout "$2" 1
        more="$more distinct=$distinct"
        ;;
      find) load find "$2" "$seconds" ;;
      addItem)
        fresh_orders "$2" "$items"
        load addItem "$2" "$seconds"
        [ "$(value bad)" = 0 ] || failed "$(value bad) times addItem wasn't answered 200"
        ;;
    esac
    record "$1" "$2" "$kind" "$more"
  done
}

machine() {
  local java
  java=$(sed -n 's/^JAVA_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")
  printf '%s; %d x %s, %d GiB; %s, data on %s; JDK %s, Postgres %s (fsync %s, synchronous_commit %s), %s; load before %s\n' \
    "$(git -C "$root" describe --always --dirty 2>/dev/null || echo 'no git')" "$(nproc)" \
    "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)" \
    "$(awk '/^MemTotal/ {print int($2 / 1048576 + 0.5)}' /proc/meminfo)" "$(uname -sr)" \
    "$(stat -f -c %T "$data")" "$java" "$(sql postgres 'SHOW server_version')" "$(sql postgres 'SHOW fsync')" \
    "$(sql postgres 'SHOW synchronous_commit')" "$(wrk --version 2>&1 | awk 'NR == 1 {print $1, $2}')" "$load_before"
}

# Prints "name=MiB" of each process; Postgres's share their buffers, which count once.
memory() {
  local name pids id
  for name in "${processes[@]}"; do
    pids=$(pid "$name")
    [ "$name" != postgres ] || pids="$pids $(pgrep -P "$pids")"
    for id in $pids; do
      awk '/^Pss:/ {print $2}' "/proc/$id/smaps_rollup" 2>/dev/null
    done | awk -v name="$name" '{sum += $1} END {printf "%s %.0f MiB  ", name, sum / 1024}'
  done
  echo
}

report() {
  awk '
    function median(at, load, key, n, i, j, x, a) {
      n = count[at, load]
      for (i = 1; i <= n; i++) {
        x = raw[at, load, i, key] + 0
        for (j = i - 1; j > 0 && a[j] > x; j--) a[j + 1] = a[j]
        a[j + 1] = x
      }
      return n % 2 ? a[(n + 1) / 2] : (a[n / 2] + a[n / 2 + 1]) / 2
    }
    # the median of the ratios of neighbours
    function ratio(at, load, to, i) {
      for (i = 1; i <= count[at, load]; i++) {
        if (raw[at, load, i, to] == 0) return "-"
        raw[at, load, i, "over"] = raw[at, load, i, "rate"] / raw[at, load, i, to]
      }
      return sprintf("%.2f", median(at, load, "over"))
    }
    {
      delete v
      for (i = 1; i <= NF; i++) {split($i, pair, "="); v[pair[1]] = pair[2]}
      at = v["connections"]; load = v["load"]
      n = ++count[at, load]
      for (key in v) raw[at, load, n, key] = v[key]
      if (!(at in seen)) {seen[at] = 1; ats[++m] = at}
    }
    END {
      split("noop distinct hot find addItem", loads, " ")
      title["noop"] = "no-op"; title["distinct"] = "checkout"; title["hot"] = "checkout, hot item"
      title["find"] = "find"; title["addItem"] = "addItem"
      printf "\n%-6s %-19s %8s %9s %9s %9s %9s %9s %7s\n", "conns", "load", "per s", "p50 ms", "p99 ms", "x no-op",
        "x bare", "x distinct", "others"
      for (i = 1; i <= m; i++) {
        for (j = 1; j <= 5; j++) {
          at = ats[i]; load = loads[j]
          printf "%-6d %-19s %8.0f %9.2f %9.2f %9s %9s %9s %6.0f%%\n", at, title[load], median(at, load, "rate"),
            median(at, load, "p50"), median(at, load, "p99"), ratio(at, load, "noop"), ratio(at, load, "bare"),
            ratio(at, load, "distinct"), median(at, load, "others")
          if (load == "distinct") printf "%-6d %-19s %8.0f\n", at, "bare SQL", median(at, load, "bare")
        }
      }
      p = split("order payment stock gateway postgres wrk", names, " ")
      printf "\n%-6s %-19s", "conns", "CPU in us"
      for (k = 1; k <= p; k++) printf " %8s", names[k]
      print "      sum"
      for (i = 1; i <= m; i++) {
        for (j = 1; j <= 5; j++) {
          at = ats[i]; load = loads[j]; sum = 0
          printf "%-6d %-19s", at, title[load]
          for (k = 1; k <= p; k++) {
            x = median(at, load, "cpu_" names[k]); sum += x
            printf " %8.1f", x
          }
          printf " %8.1f\n", sum
        }
      }
      printf "\n%-6s %-19s %9s %9s %9s %11s %11s %9s\n", "conns", "members of a batch", "log", "payment", "stock",
        "tx/batch", "tx/checkout", "WAL bytes"
      for (i = 1; i <= m; i++) {
        for (j = 2; j <= 3; j++) {
          at = ats[i]; load = loads[j]
          printf "%-6d %-19s %9.1f %9.1f %9.1f %11.1f %11.3f %9.0f\n", at, title[load],
            median(at, load, "fill_log"), median(at, load, "fill_payment"), median(at, load, "fill_stock"),
            median(at, load, "writes_per_batch"), median(at, load, "writes"),
            median(at, load, "wal")
        }
      }
    }' "$work/raw"
  printf '\nmemory: %s\nmachine: %s\n' "$(memory)" "$(machine)"
  echo "run: $pairs pairs of $seconds s after $warm s of warm-up; medians. Each checkout is twice in the log (begin, end)
and twice at payment (hold, settle); tx are transactions that wrote, rolled back or not."
}

parse "$@"
need_tools
load_before=$(cut -d ' ' -f 1-3 /proc/loadavg)
# shellcheck source=bench/system.sh
. "$root/bench/system.sh"
[ "$raw" = /dev/null ] || : >"$raw"
if [ -z "$url" ]; then
  start_system
  url=http://localhost:$port
else
  data=${data:-$root/.data}
  find_system
fi
connect
init "/payment/batch_init/$users/$rich"
init "/stock/batch_init/$items/$rich/1"
if [ -n "$cold" ]; then
  fifteen_seconds "the first 15 s"
  first=$rate
fi
warm_up
if [ -n "$cold" ]; then
  fifteen_seconds "15 s after the warm-up"
  awk -v first="$first" -v warm="$rate" 'BEGIN { printf "the first 15 s reach %.2f of that\n", first / warm }'
fi
for ((i = 1; i <= pairs; i++)); do
  for at in $connections; do
    round "$i" "$at"
  done
done
report
[ "$failures" = 0 ] || fail "$failures checks failed, see above"
