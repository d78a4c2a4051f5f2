# shellcheck shell=bash
# What all benchmarks share: tools, a system of their own, and medians.
#
# usage: root=…; source bin/toolchain.sh; source bench/system.sh; port=…; start_system (sets data)
# Sets work, a folder for what is kept while it runs. At the end the system goes, with its data.

# shellcheck disable=SC2154 # root and port are the benchmark's

work=$(mktemp -d)
launcher=''
own_data=''

# usage: need TOOL PACKAGE…    fails and tells what to install
need() {
  command -v "$1" >/dev/null || fail "needs $1 (apt install ${*:2})"
}

start_system() {
  # Not under /tmp, which is memory on many machines: an fsync there costs nothing.
  mkdir -p "$root/.data"
  own_data=$(mktemp -d "$root/.data/bench.XXXXXX")
  data=$own_data
  chmod 755 "$data" # Postgres may have to run as another user
  echo "starting a system of our own in $data"
  "$root/run.sh" --port "$port" --data "$data" >"$work/run.log" 2>&1 &
  launcher=$!
  until grep -q '^ready in' "$work/run.log"; do
    kill -0 "$launcher" 2>/dev/null || {
      cat "$work/run.log" >&2
      launcher=''
      fail "the system didn't start"
    }
    sleep 0.2
  done
}

# A benchmark that has more to end defines before_cleanup.
cleanup() {
  local status=$?
  trap - EXIT INT TERM
  if declare -F before_cleanup >/dev/null; then
    before_cleanup
  fi
  if [ -n "$launcher" ]; then
    kill -TERM "$launcher" 2>/dev/null || true
    wait "$launcher" 2>/dev/null || true
  fi
  if [ -n "$own_data" ]; then
    rm -rf "$own_data"
    rmdir "$root/.data" 2>/dev/null || true # ours, if nothing else is in it
  fi
  rm -rf "$work"
  exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# usage: field NAME < JSON    the first value with that name, a word or a number
field() {
  sed -n "s/.*\"$1\" *: *\"\{0,1\}\([^\",}]*\).*/\1/p"
}

# usage: await_load URL ANSWER    until the load is done whose first answer that is
await_load() {
  local id state
  id=$(field load_id <<<"$2")
  [ -n "$id" ] || fail "no load: $2"
  while state=$(curl -sf "$1/ingest/loads/$id" | field state); [ "$state" != DONE ]; do
    [ "$state" != FAILED ] || fail "load $id failed"
    sleep 0.02
  done
}

median() {
  sort -n | awk '{ v[NR] = $1 } END { m = int((NR + 1) / 2); print (NR % 2 ? v[m] : (v[m] + v[m + 1]) / 2) }'
}
