#!/usr/bin/env bash
# usage: bin/record-release.sh [SERVICE…]    at a release: keeps its migrations and its statements in the tests' resources,
#                                           where the next release's migrations are held against them
#
# Runs the services' tests, and takes down every statement that they make a service send.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
need_jdk
need_maven

[ $# -gt 0 ] || set -- order payment stock ingest
for module in "$@"; do
  rm -f "$module/target/statements.sql"
  "$MAVEN" -B -ntp -q -pl "commons,$module" test -Dstatements=record '-Dtest=!MigrationTest' -Dsurefire.failIfNoSpecifiedTests=false
  rm -rf "$module/src/test/resources/release"
  mkdir -p "$module/src/test/resources/release"
  cp -R "$module/src/main/resources/db/migration" "$module/src/test/resources/release/"
  mv "$module/target/statements.sql" "$module/src/test/resources/release/"
done
