#!/usr/bin/env bash
# Runs the whole system on this machine: builds what changed, then becomes the launcher (same process id).
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./run.sh [--port PORT] [--data DIR] [--fresh] [--no-training]

Builds what changed, then runs the data stores, the services and the gateway until Ctrl-C.

      --port PORT     the gateway's port; the next twelve are used too (default: $PORT or 8000)
      --data DIR      where the data is kept (default: .data)
      --fresh         forget old data
      --no-training   skip the training of the JVMs after a build
  -h, --help          this text
  -V, --version       the versions of what is run

Needs a JDK 25 or newer and a Maven, on Linux or macOS; no Docker, no installed database.
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

# A shell without job control starts "./run.sh &" with SIGINT ignored, and neither bash nor Java can undo that.
if [ -z "${WEBSCALE_SIGNALS:-}" ] && [ -n "$(trap -p INT)" ]; then
  export WEBSCALE_SIGNALS=default
  if env --default-signal=INT true 2>/dev/null; then
    exec env --default-signal=INT "${BASH_SOURCE[0]}" "$@"
  elif command -v perl >/dev/null; then
    exec perl -e '$SIG{INT} = "DEFAULT"; exec @ARGV' "${BASH_SOURCE[0]}" "$@"
  fi
fi

called_from=$PWD
root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
need_jdk

stamp=$root/local/target/built
log=$root/local/target/build.log

# Whether every module is built, and nothing that a build reads is younger than the last one.
up_to_date() {
  local module modules=()
  [ -e "$stamp" ] || return 1
  while IFS= read -r module; do
    [ -d "$root/$module/target" ] || return 1
    modules+=("$root/$module/pom.xml" "$root/$module/src/main")
  done < <(sed -n 's|.*<module>\(.*\)</module>.*|\1|p' "$root/pom.xml")
  [ -z "$(find "$root/pom.xml" "${modules[@]}" -newer "$stamp" -print 2>/dev/null | head -n 1)" ]
}

stop_build() {
  kill "$maven" 2>/dev/null || true
  wait "$maven" || true
  rm -f "$log.pipe"
}

build() {
  need_maven
  mkdir -p "$root/local/target"
  : >"$stamp.new"
  echo "building (log: $log)"
  rm -f "$log.pipe"
  mkfifo "$log.pipe"
  tee "$log" <"$log.pipe" | sed -un -e 's/^\[INFO\] Building \(.*[0-9]\]\)$/  \1/p' -e '/^\[ERROR\]/p' &
  filter=$!
  "$MAVEN" -B -ntp -f "$root/pom.xml" package -DskipTests -Dspotless.check.skip=true >"$log.pipe" 2>&1 &
  maven=$!
  # bash runs a trap only after the command in the foreground; Maven in the background lets a signal end both at once.
  trap 'stop_build; exit 130' INT
  trap 'stop_build; exit 143' TERM
  wait "$maven" && built=yes || built=no
  wait "$filter" || true
  rm -f "$log.pipe"
  trap - INT TERM
  [ "$built" = yes ] || fail "the build failed; its log is $log"
  mv "$stamp.new" "$stamp"
}

up_to_date || build

cd "$called_from"
exec "$JAVA_HOME/bin/java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+UseCompactObjectHeaders \
  -jar "$root/local/target/webscale-local.jar" "$@"
