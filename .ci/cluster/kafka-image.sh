#!/usr/bin/env bash
# usage: .ci/cluster/kafka-image.sh CLUSTER FOLDER    makes FOLDER/kafka.tar, which has what helm/data wants of apache/kafka
#
# Of the Maven artifacts that ./run.sh runs too, on FOLDER/debian-jre.tar: the test cluster reaches no registry.
set -euo pipefail
cluster=$(cd "$1" && pwd)
folder=$(cd "$2" && pwd)
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
version=$(sed -n 's|.*<kafka.version>\(.*\)</kafka.version>.*|\1|p' pom.xml)

root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
chmod 755 "$root"
mkdir -p "$root/opt/kafka/bin" "$root/opt/kafka/libs"
cp local/target/lib/*.jar "$root/opt/kafka/libs"
rm -f "$root"/opt/kafka/libs/embedded-*

# usage: program NAME CLASS
program() {
  cat >"$root/opt/kafka/bin/$1.sh" <<SH
#!/bin/sh
exec java \$KAFKA_HEAP_OPTS -cp "/opt/kafka/libs/*" $2 "\$@"
SH
  chmod +x "$root/opt/kafka/bin/$1.sh"
}
program kafka-storage kafka.tools.StorageTool
program kafka-server-start kafka.Kafka

"$cluster/cluster" image -name "docker.io/apache/kafka:$version" -from "$folder/debian-jre.tar" -user 1000:1000 \
  -cmd "sh" -out "$folder/kafka.tar" "$root"
