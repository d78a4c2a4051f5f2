#!/usr/bin/env bash
# usage: .ci/cluster/dry-run.sh FILE…    the cluster's own opinion of manifests, object by object
#
# Kinds of operators that the cluster hasn't got are named and left out.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kubectl api-versions >"$work/known"
verdict=0
for file in "$@"; do
  rm -rf "$work/objects" && mkdir "$work/objects"
  awk -v folder="$work/objects" '/^---/ { n++; next } { print > (folder "/" n + 0 ".yaml") }' "$file"
  for object in "$work"/objects/*.yaml; do
    version=$(sed -n 's/^apiVersion: *//p' "$object")
    if [ -z "$version" ]; then
      rm "$object"
    elif ! grep -qxF "$version" "$work/known"; then
      echo "  left out: $(sed -n 's/^kind: *//p' "$object") of $version"
      rm "$object"
    fi
  done
  kubectl apply --dry-run=server -f "$work/objects" >"$work/taken" 2>"$work/told" || verdict=1
  echo "$(basename "$file"): $(wc -l <"$work/taken") taken"
  if grep -v 'unchanged' "$work/told" >&2; then # what it warns of is a fault, such as a pod that isn't restricted
    verdict=1
  fi
done
exit $verdict
