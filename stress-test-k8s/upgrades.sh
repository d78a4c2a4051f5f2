#!/usr/bin/env bash
# Upgrades and rolls back while clients shop, and fails if one of them noticed.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: stress-test-k8s/upgrades.sh --url URL [OPTIONS] [-- ARGUMENTS OF helm upgrade]

Replaces every pod of the services by `helm upgrade` so many times, then rolls back once, while the public stress test
runs through the ingress. No request may fail, and the books have to balance afterwards.

      --url URL           where the ingress answers from here
      --upgrades N        default: 10
      --users N           clients, each with one checkout a second (default: 30)
      --namespace NAME    default: $NAMESPACE or shop
  -h, --help              this text

Needs kubectl, Helm and Locust, or a Python 3.10 or newer to install Locust for.
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$root"
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
# shellcheck source=bin/deploy.sh
. bin/deploy.sh
upgrades=10 users=30
options "url upgrades users namespace" "$@"
[ -n "$url" ] || fail "--url: where does the ingress answer?"
need_cluster

need_locust() {
  if locust=$(command -v locust); then
    return
  fi
  locust=$root/.data/locust/bin/locust
  [ -x "$locust" ] || { python3 -m venv "$root/.data/locust" && "$root/.data/locust/bin/pip" -q install locust; }
}

need_locust
orders=10000
step "$orders orders"
post "/payment/batch_init/$orders/1000000" && post "/stock/batch_init/$orders/1000000/1" && post "/orders/batch_init/$orders/$orders/$orders/1"
echo

work=$(mktemp -d)
step "$users clients"
PYTHONDONTWRITEBYTECODE=1 WEIGHTS='{"checkout": 1}' ORDERS=$orders THRESHOLDS='{"failures": 0, "requests": 1}' \
  "$locust" -f "$root/stress-test-k8s/chart/files/locustfile.py" --headless --only-summary --host "$url" \
  --users "$users" --spawn-rate "$users" --csv "$work/load" >"$work/log" 2>&1 &
load=$!
trap 'kill "$load" 2>/dev/null || true; rm -rf "$work"' EXIT
sleep 5

# The setting that changes means nothing: it makes Kubernetes replace the pods.
for ((i = 1; i <= upgrades; i++)); do
  install_app --reuse-values --set-string "defaults.env.ROLLOUT=$(date +%s)" >/dev/null
  echo "$(date +%H:%M:%S)  upgrade $i of $upgrades: $(awk -F, '$2 == "Aggregated" { print $3 " requests, " $4 " failed" }' "$work/load_stats.csv")"
done
quiet_helm rollback shop --namespace "$namespace" --wait --timeout "$timeout" >/dev/null
echo "$(date +%H:%M:%S)  rollback"

kill -TERM "$load"
verdict=0
wait "$load" || verdict=$?
step "what the clients saw"
grep -vE 'INFO|^$' "$work/log" | tail -n 40
cat "$work/load_failures.csv"

step "the books"
balanced || verdict=1
exit "$verdict"
