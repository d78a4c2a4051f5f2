#!/usr/bin/env bash
# usage: .ci/cluster/run.sh CLUSTER    from nothing to a consistent shop in the throw-away cluster of that folder, in short
set -euo pipefail
cluster=$(cd "$1" && pwd)/cluster
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
images=$(mktemp -d)
"$cluster" up
trap '"$cluster" delete; rm -rf "$images"' EXIT
KUBECONFIG=$("$cluster" kubeconfig)
export KUBECONFIG PATH=${KUBECONFIG%/pki/*}/bin:$PATH
url=http://127.0.0.1:${HTTP_PORT:-8080}
namespace=shop

section() { printf '\n-- %s\n' "$1"; }

section "images"
.ci/cluster/images.sh "$(dirname "$cluster")" "$images"

# The shop and the documents; there is no image of a broker here.
deploy=(./deploy-charts-cluster.sh --url "$url"
  --data-values helm/data/values-minikube.yaml --data-values .ci/cluster/data-values.yaml --data-set kafka.mode=external
  --values helm/webscale/values-minikube.yaml --set ingest.enabled=false)

section "from nothing to a paid order, and again"
"${deploy[@]}" --dry-run
"${deploy[@]}"
before=$(kubectl --namespace $namespace get secret data-postgres-shop-order -o jsonpath='{.data.password}')
"${deploy[@]}"
[ "$before" = "$(kubectl --namespace $namespace get secret data-postgres-shop-order -o jsonpath='{.data.password}')" ]

section "the API server takes every manifest, and every pod is restricted"
kubectl apply --dry-run=server -f k8s/ -f k8s/data/ >/dev/null

section "what is internal stays inside"
for path in /q/health /q/metrics /q/audit /internal/charges /orders/../q/audit /documents/..%2fq/metrics //q/audit; do
  status=$(curl -s -o /dev/null -w '%{http_code}' --path-as-is "$url$path")
  echo "$path: $status"
  case $status in 4*) ;; *) exit 1 ;; esac
done

section "consistency"
helm upgrade --install stress stress-test-k8s/chart --namespace $namespace \
  --set target=http://192.168.49.2,locust.enabled=false,checker.enabled=true >/dev/null
for _ in $(seq 300); do
  ended=$(kubectl --namespace $namespace get job stress-checker -o jsonpath='{.status.succeeded}{.status.failed}')
  [ -z "$ended" ] || break
  sleep 2
done
kubectl --namespace $namespace logs job/stress-checker
[ "$(kubectl --namespace $namespace get job stress-checker -o jsonpath='{.status.succeeded}')" = 1 ]
helm uninstall stress --namespace $namespace >/dev/null

section "an upgrade and a rollback under load"
stress-test-k8s/upgrades.sh --url "$url" --upgrades 1 --users 10 -- \
  --set order.replicas=2,payment.replicas=2,stock.replicas=2

section "uninstall"
./deploy-charts-cluster.sh --uninstall --with-data
