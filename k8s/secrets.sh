#!/usr/bin/env bash
# usage: [NAMESPACE=shop] k8s/secrets.sh    makes the namespace and the passwords that don't exist yet
set -euo pipefail
namespace=${NAMESPACE:-shop}

kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace"
kubectl label namespace "$namespace" --overwrite pod-security.kubernetes.io/enforce=restricted >/dev/null

# usage: secret NAME [USERNAME]
secret() {
  local password arguments=()
  if kubectl --namespace "$namespace" get secret "$1" >/dev/null 2>&1; then
    return
  fi
  password=$(openssl rand -hex 16)
  [ $# -lt 2 ] || arguments=(--type=kubernetes.io/basic-auth "--from-literal=username=$2")
  kubectl --namespace "$namespace" create secret generic "$1" ${arguments[@]+"${arguments[@]}"} \
    --from-file=password=/dev/stdin < <(printf %s "$password")
  kubectl --namespace "$namespace" label secret "$1" app.kubernetes.io/instance=data app.kubernetes.io/part-of=webscale >/dev/null
}

secret data-postgres-admin postgres
for role in shop_order shop_payment shop_stock warehouse warehouse_reader; do
  secret "data-postgres-${role//_/-}" "$role"
done
secret data-redis
