#!/usr/bin/env bash
# usage: .ci/cluster/images.sh CLUSTER FOLDER    makes every image that a test needs and gives it to the throw-away cluster
#
# CLUSTER is the folder of the test cluster's tools. It reaches no registry, so the bases are made of Debian's packages.
set -euo pipefail
cluster=$(cd "$1" && pwd)
mkdir -p "$2"
folder=$(cd "$2" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
need_jdk

for base in debian-jre postgres redis locust; do
  [ -e "$folder/$base.tar" ] || JAVA_HOME_25=$JAVA_HOME "$cluster/base-images" "$folder" "$base"
done
# Jib wants the entries of an archive without "./" before them.
if [ ! -e "$folder/base.tar" ]; then
  work=$(mktemp -d)
  tar -xf "$folder/debian-jre.tar" -C "$work"
  (cd "$work" && tar -cf "$folder/base.tar" -- *)
  rm -rf "$work"
fi
bin/images.sh --base "tar://$folder/base.tar"
.ci/cluster/kafka-image.sh "$cluster" "$folder"
"$cluster/cluster" load "$folder"/{postgres,redis,kafka,locust}.tar ./*/target/jib-image.tar stress-test-k8s/checker/target/jib-image.tar
