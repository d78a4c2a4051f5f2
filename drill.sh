#!/usr/bin/env bash
# Breaks the running shop on purpose, and holds its books against everything that its clients were answered.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./drill.sh [DRILL…] [options]    all usual drills, or those that are named; --list names them

Each drill runs the whole system on data of its own, lets clients shop, does its harm, and prints its seed, how many
operations and faults there were, the longest unavailability, the time until nothing was on its way any more, and for
each invariant (docs/reliability.md) what was expected and found. Exits 0 if all of them hold, 1 if any doesn't.

  ./drill.sh --list
  ./drill.sh kill pause --seed 7       two of them, replayed
  ./drill.sh long --faults 500         random faults of every kind
  ./drill.sh ingest                    2 million rows of sensors and 10 million of the weather
  ./drill.sh control                   breaks the shop itself: the checker must notice
  ./drill.sh fuzz --requests 10000     every endpoint, from its OpenAPI description

      --seed N       replay (default: a new one, which is printed)
      --faults N     how many random ones, for "long" (default: 500)
      --requests N   at least so many, for "fuzz" (default: 10000)
      --rows N       of sensors, for "ingest" (default: 2000000); the weather has five times as many
      --shoppers N   the load: markets open at once (default: 4)
      --port PORT    the gateway's port; the next 15 are used too (default: 8200)
      --data DIR     where the data is kept (default: .data/drill); kept when a drill fails
      --list         say what there is, and end
  -h, --help         this text

Needs what ./run.sh needs. Single drills need more, and are skipped, with a word, where it isn't there: "clock" libfaketime
(Debian: faketime), "disk" Linux with root or user namespaces, "fuzz" a Python 3 with venv.
HELP
}

for argument in "$@"; do
  case $argument in
    -h | --help)
      usage
      exit
      ;;
  esac
done

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
need_jdk
"$root/run.sh" --version # builds what changed
exec "$JAVA_HOME/bin/java" -Xmx1g -Dwebscale.home="$root" \
  -cp "$root/drill/target/webscale-drill.jar:$root/local/target/webscale-local.jar:$root/drill/target/lib/*" \
  webscale.drill.Drills "$@"
