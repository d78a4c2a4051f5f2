#!/usr/bin/env bash
# usage: .ci/cluster/dry-run.sh FILE…    the cluster's own opinion of manifests, object by object
#
# Kinds of operators that the cluster hasn't got are named and left out.
set -euo pipefail

work=$(mktemp -d)
accounts=()
finish() {
  local made
  for made in "${accounts[@]}"; do
    kubectl delete serviceaccount "${made%/*}" --namespace "${made#*/}" >/dev/null
  done
  rm -rf "$work"
}
trap finish EXIT

# usage: account_for POD-FILE    makes the service account that a pod on its own is only taken with; it goes at the end
account_for() {
  local name namespace
  name=$(sed -n 's/^  serviceAccountName: *//p' "$1")
  namespace=$(sed -n 's/^  namespace: *//p' "$1")
  kubectl get serviceaccount "$name" --namespace "$namespace" >/dev/null 2>&1 && return
  kubectl create serviceaccount "$name" --namespace "$namespace" --save-config >/dev/null
  accounts+=("$name/$namespace")
}

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
    elif grep -qx 'kind: Pod' "$object"; then
      account_for "$object"
    fi
  done
  kubectl apply --dry-run=server -f "$work/objects" >"$work/taken" 2>"$work/told" || verdict=1
  echo "$(basename "$file"): $(wc -l <"$work/taken") taken"
  if grep -v 'unchanged' "$work/told" >&2; then # what it warns of is a fault, such as a pod that isn't restricted
    verdict=1
  fi
done
[ $verdict = 0 ]
