#!/usr/bin/env bash
# Builds the images of the services and of the checker, without a container engine.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: bin/images.sh [--push REGISTRY] [--arch ARCH] [--base IMAGE] [--untrained]

Builds each image into target/jib-image.tar, or pushes it. The services' images hold an AOT cache of their JVM, made by
running the whole system once out of the images themselves: pods are ready in a third of the time.

      --push REGISTRY  push the images there instead
      --arch ARCH      amd64 or arm64 (default: this machine's)
      --base IMAGE     the image with a Java 25 to build on, or tar:///… of one (default: that of pom.xml)
      --untrained      without the caches; so it is, too, where no cache can be made: it takes Linux, user namespaces,
                       and images for this machine's own architecture
  -h, --help           this text

Needs a JDK 25 and any Maven.
HELP
}

cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh

# usage: architecture    this machine's, by its name in images
architecture() {
  case $(uname -m) in
    arm64 | aarch64) echo arm64 ;;
    *) echo amd64 ;;
  esac
}

registry='' arch=$(architecture) trained=yes options=()
while [ $# -gt 0 ]; do
  case $1 in
    --push | --arch | --base) [ $# -ge 2 ] || fail "$1 needs a value; see --help" ;;
  esac
  case $1 in
    --push) registry=$2 && shift ;;
    --arch) arch=$2 && shift ;;
    --base) options+=("-Dimages.base=$2") && shift ;;
    --untrained) trained=no ;;
    -h | --help) usage && exit ;;
    *) fail "unknown option $1; see --help" ;;
  esac
  shift
done
need_jdk
need_maven
options+=("-Dimages.architecture=$arch")

# usage: build MAVEN-ARGUMENTS…
build() { "$MAVEN" -B -ntp -q verify -DskipTests -Dspotless.check.skip=true "${options[@]}" "$@"; }

if [ $trained = yes ] && { [ "$arch" != "$(architecture)" ] || ! unshare --map-root-user --mount true 2>/dev/null; }; then
  echo "no caches: they take Linux, user namespaces, and images for this machine's own architecture"
  trained=no
fi

target=(-Dimages=tar)
[ -z "$registry" ] || target=(-Dimages=push "-Dimages.registry=$registry")
if [ $trained = no ]; then
  build "${target[@]}"
  exit
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
build -Dimages=tar
"$JAVA_HOME/bin/java" -cp local/target/webscale-local.jar webscale.local.ImageTraining --work "$work"
mkdir -p stress-test-k8s/checker/target/aot # which runs once, and has no cache
build "${target[@]}" -Dimages.trained -Dquarkus.build.skip

# A cache fits the very files that it was made of, and the JVM only looks at their sizes.
for cache in */target/aot/app.aot; do
  service=${cache%%/*}
  diff -r --exclude=bom.json --exclude='jib-*-file' "$work/$service/root/app" "$service/target/quarkus-app" ||
    fail "$service was built anew meanwhile: its cache doesn't fit"
done
