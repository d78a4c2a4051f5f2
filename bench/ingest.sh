#!/usr/bin/env bash
# Measures ingest from the body of a request to committed rows, next to psql's \copy of the same rows.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./bench.sh ingest [options]

Loads a CSV file of sensor records by POST, and makes weather rows with the generator, in turns with psql's \copy of the
same rows into the same tables with the same indexes, each emptied before. Prints medians of rows a second and of the
ratios of neighbours. Fails when a row is missing. Uses psql and curl. EMPTIES records and weather_data.

      --data DIR       the data of a system that runs already, on --port (default: a system of our own)
      --port PORT      the gateway's port (default: 8100)
      --rows N         of each load (default: 500000)
      --sensors N      of the records (default: 100)
      --rounds N       (default: 3)
      --quick          a smoke test: --rows 20000 --rounds 1
  -h, --help           this text
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
# shellcheck source=bench/system.sh
. "$root/bench/system.sh"

data='' port=8100 rows=500000 sensors=100 rounds=3

while [ $# -gt 0 ]; do
  case $1 in
    --data | --port | --rows | --sensors | --rounds)
      [ $# -gt 1 ] || fail "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --quick) rows=20000 rounds=1 ;;
    -h | --help)
      usage
      exit
      ;;
    *) fail "unknown option $1; see ./bench.sh ingest --help" ;;
  esac
  shift
done
need psql postgresql-client
need curl curl

[ -n "$data" ] || start_system
url=http://127.0.0.1:$port
export PGHOST=127.0.0.1 PGPORT=$((port + 10)) PGUSER=warehouse PGDATABASE=warehouse
PGPASSWORD=$(sed -n 's/^warehouse=//p' "$data/passwords")
export PGPASSWORD

sql() {
  psql -XqAt -v ON_ERROR_STOP=1 -c "$1"
}

# usage: empty TABLE
empty() {
  sql "TRUNCATE $1"
  sql "CHECKPOINT" 2>/dev/null || true
}

# usage: timed TABLE COMMAND…    sets rate, and holds the table against what it should have
timed() {
  local table=$1 begin end
  empty "$table"
  begin=$(date +%s%N)
  "${@:2}"
  end=$(date +%s%N)
  [ "$(sql "SELECT count(*) FROM $table")" = "$rows" ] || fail "$table doesn't have $rows rows after $2"
  rate=$((rows * 1000000000 / (end - begin)))
}

copy() {
  psql -Xq -v ON_ERROR_STOP=1 -c "\\copy $1 FROM '$2' (FORMAT csv, HEADER)"
}

upload() {
  local answer
  answer=$(curl -sf -H 'Content-Type: text/csv' -T "$1" -X POST "$url/ingest/records") || fail "the upload failed"
  await_load "$url" "$answer"
}

generate() {
  local answer
  answer=$(curl -sf -H 'Content-Type: application/json' \
    -d "{\"total_records\":$rows,\"batch_size\":20000}" "$url/ingest/weather/generate") || fail "the generator failed"
  await_load "$url" "$answer"
}

echo "making $rows records of $sensors sensors"
awk -v rows="$rows" -v sensors="$sensors" 'BEGIN {
  srand(42)
  print "record_time,sensor_id,value"
  each = rows / sensors
  for (i = 0; i < rows; i++) {
    t = (i % each) * 5
    printf "2021-%02d-%02dT%02d:%02d:%02d.000+08:00,%08x_%d,%.16f\n", int(t / 2419200) % 12 + 1, int(t / 86400) % 28 + 1,
      t / 3600 % 24, t / 60 % 60, t % 60, int(i / each) * 2654435761 % 4294967296, i / each, rand()
  }
}' >"$work/records.csv"

echo "warming up"
timed records upload "$work/records.csv"
timed weather_data generate
columns="location, temperature, humidity, wind_speed, timestamp"
psql -Xq -c "\\copy weather_data ($columns) TO '$work/weather.csv' (FORMAT csv, HEADER)"

for ((round = 1; round <= rounds; round++)); do
  timed records copy records "$work/records.csv"
  beside=$rate
  timed records upload "$work/records.csv"
  echo "records $rate $beside" | tee -a "$work/raw"
  timed weather_data copy "weather_data ($columns)" "$work/weather.csv"
  beside=$rate
  timed weather_data generate
  echo "weather $rate $beside" | tee -a "$work/raw"
done

printf '\n%-24s %12s %12s %8s\n' "rows a second" ingest '\copy' ratio
for kind in records weather; do
  printf '%-24s %12.0f %12.0f %8.2f\n' "$kind" \
    "$(awk -v k=$kind '$1 == k {print $2}' "$work/raw" | median)" \
    "$(awk -v k=$kind '$1 == k {print $3}' "$work/raw" | median)" \
    "$(awk -v k=$kind '$1 == k {print $2 / $3}' "$work/raw" | median)"
done
