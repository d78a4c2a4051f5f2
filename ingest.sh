#!/usr/bin/env bash
# Loads files into the warehouse of a running system, or makes rows for it. ./ingest.sh --help
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
need_jdk
jar=$(find "$root/ingest/target" -name quarkus-run.jar 2>/dev/null | head -n 1)
[ -n "$jar" ] || fail "not built yet: ./run.sh builds it"
exec "$JAVA_HOME/bin/java" -Xmx64m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "$jar" "${@:---help}"
