#!/usr/bin/env bash
# The whole truth about this checkout: builds it, checks its format and runs every test.
set -euo pipefail

case ${1:-} in
  -h | --help)
    cat <<'HELP'
usage: ./test.sh [MAVEN ARGUMENTS]    builds everything and runs every test
  ./test.sh                           all of it
  ./test.sh -pl stock -am             one module and what it needs
  ./test.sh -DskipITs                 without the tests that start servers
  ./test.sh -Dtest=ExchangeTest -Dsurefire.failIfNoSpecifiedTests=false
Needs a JDK 25 or newer and a Maven; finds or fetches the right Maven itself.
HELP
    exit
    ;;
esac

cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
need_jdk
need_maven
exec "$MAVEN" -B -ntp verify "$@"
