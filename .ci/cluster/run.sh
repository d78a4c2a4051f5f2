#!/usr/bin/env bash
# From nothing to a consistent shop in a throw-away cluster, and every proof that needs one.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: .ci/cluster/run.sh [OPTIONS] CLUSTER

Starts the throw-away cluster whose tools are in the folder CLUSTER, builds the images, and proves in it: the manifests, the
deploy script, what is closed, ingest, consistency with and without chaos, that a broken saga is noticed, an upgrade and a
rollback under load, Locust, and the uninstall.

      --kills N         how often chaos kills each part (default: 1)
      --upgrades N      default: 1
      --images FOLDER   where the images' archives are kept for the next run (default: nowhere)
      --keep            leave the cluster up afterwards
  -h, --help            this text
HELP
}

kills=1 upgrades=1 images='' keep=''
while [ $# -gt 1 ] || [ "${1:-}" = --help ] || [ "${1:-}" = -h ]; do
  case $1 in
    --kills) kills=$2 && shift ;;
    --upgrades) upgrades=$2 && shift ;;
    --images) mkdir -p "$2" && images=$(cd "$2" && pwd) && shift ;;
    --keep) keep=yes ;;
    -h | --help) usage && exit ;;
    *) usage >&2 && exit 2 ;;
  esac
  shift
done
[ $# = 1 ] || { usage >&2 && exit 2; }
cluster=$(cd "$1" && pwd)/cluster
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
work=$(mktemp -d)
images=${images:-$work/images}
url=http://127.0.0.1:${HTTP_PORT:-8080}
inside=http://192.168.49.2 # the node, where the ingress listens
namespace=shop

section() { printf '\n-- %s %s\n' "$(date +%H:%M:%S)" "$1"; }

finish() {
  local verdict=$?
  if [ $verdict != 0 ]; then
    kubectl --namespace $namespace get pods,events 2>/dev/null | tail -n 60 || true
  fi
  [ -n "$keep" ] || "$cluster" delete || true
  rm -rf "$work"
}
trap finish EXIT
"$cluster" up
KUBECONFIG=$("$cluster" kubeconfig)
export KUBECONFIG PATH=${KUBECONFIG%/pki/*}/bin:$PATH

# The values that fit the cluster, whose images are made of Debian's packages.
deploy=(./deploy-charts-cluster.sh --url "$url"
  --data-values helm/data/values-minikube.yaml --data-values .ci/cluster/data-values.yaml
  --values helm/webscale/values-minikube.yaml)

# usage: stress VALUE…    a fresh release of the tests' chart
stress() {
  helm uninstall stress --namespace $namespace --ignore-not-found --wait >/dev/null
  helm upgrade --install stress stress-test-k8s/chart --namespace $namespace --set "target=$inside" \
    --set locust.image.repository=library/locust --set-string locust.image.tag=2 "${@/#/--set=}" >/dev/null
}

# usage: ended JOB SECONDS    waits for a Job and prints its log; fails as the Job did
ended() {
  local deadline=$((SECONDS + $2)) state=''
  while [ -z "$state" ] && [ $SECONDS -lt $deadline ]; do
    sleep 2
    state=$(kubectl --namespace $namespace get job "$1" -o jsonpath='{.status.succeeded}{.status.failed}')
  done
  kubectl --namespace $namespace logs --tail=80 "job/$1"
  [ "$(kubectl --namespace $namespace get job "$1" -o jsonpath='{.status.succeeded}')" = 1 ]
}

section "images"
.ci/cluster/images.sh "$(dirname "$cluster")" "$images"

section "the API server takes every manifest of every values file, and every pod is restricted"
kubectl get namespace $namespace >/dev/null 2>&1 || kubectl create namespace $namespace
kubectl label namespace $namespace --overwrite pod-security.kubernetes.io/{enforce,warn}=restricted
helm/check.sh --rendered "$work/rendered"
.ci/cluster/dry-run.sh "$work"/rendered/*.yaml k8s/*.yaml k8s/data/*.yaml

section "from nothing to a paid order, and again"
"${deploy[@]}" --dry-run
"${deploy[@]}"
password() { kubectl --namespace $namespace get secret data-postgres-shop-order -o jsonpath='{.data.password}'; }
before=$(password)
"${deploy[@]}"
[ "$before" = "$(password)" ]

section "what is internal stays inside"
for path in /q/health /q/metrics /q/audit /internal/charges /orders/../q/audit /documents/..%2fq/metrics //q/audit; do
  status=$(curl -s -o /dev/null -w '%{http_code}' --path-as-is "$url$path")
  echo "$path: $status"
  case $status in 4*) ;; *) exit 1 ;; esac
done

section "a file through Kafka into Postgres, and an answer about it"
rows=20000
awk -v rows=$rows 'BEGIN {
  print "record_time,sensor_id,value"
  for (i = 0; i < rows; i++) printf "2021-01-01T%02d:%02d:%02d.000+00:00,cluster,%d\n", i / 3600, i / 60 % 60, i % 60, i
}' >"$work/records.csv"
load=$(curl -sSf --data-binary @"$work/records.csv" "$url/ingest/records" | sed 's/.*"load_id" *: *"\([^"]*\)".*/\1/')
for _ in $(seq 60); do
  curl -sSf "$url/ingest/loads/$load" >"$work/load"
  grep -q '"state" *: *"DONE"' "$work/load" && break
  sleep 1
done
cat "$work/load" && echo
grep -q "\"rows_stored\" *: *$rows\b" "$work/load"
curl -sSf "$url/records?sensor_id=cluster&points=1" | tee "$work/answer" | head -c 200 && echo
grep -q "\"count\" *: *$rows\b" "$work/answer"

section "consistency"
stress locust.enabled=false checker.enabled=true
ended stress-checker 600

section "consistency while every part is killed $kills times"
stress locust.enabled=false checker.enabled=true checker.chaos.enabled=true "checker.chaos.kills=$kills"
ended stress-checker $((600 + kills * 240))

section "checkouts against the number of pods"
stress-test-k8s/scale.sh --url "$url" --replicas 2 --pairs 1 --seconds 2 --warm 3 -- \
  --set order.database.poolMax=6,payment.database.poolMax=6,stock.database.poolMax=6

section "an upgrade and a rollback under load"
stress-test-k8s/upgrades.sh --url "$url" --upgrades "$upgrades" --users 10 -- \
  --set order.replicas=2,payment.replicas=2,stock.replicas=2

section "Locust: a master and a worker"
stress locust.headless=true locust.workers=1 locust.users=20 \
  locust.spawnRate=10 locust.runTime=30s locust.resources.requests.cpu=100m \
  locust.weights.checkout=1 locust.weights.journey=1 locust.weights.weather=1 locust.weights.votes=1 locust.orders=1000
ended stress-locust-master 300

section "a saga whose fence is switched off is noticed"
# From here on giving an attempt up forgets its sale instead of asking whether there was one. That matters when order dies
# between a sale and its end; so for a minute and a half the sales of every eighth order can't be written down as its end.
psql() { kubectl --namespace $namespace exec -i data-postgres-0 -- psql --quiet --username postgres --set ON_ERROR_STOP=1 "$1"; }
psql shop_stock <<'SQL'
CREATE FUNCTION fence_blindly() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM taking
     WHERE order_id = NEW.order_id AND generation = NEW.generation AND attempt = NEW.attempt AND state = 'TAKEN';
    RETURN NEW;
END $$;
CREATE TRIGGER fence_blindly BEFORE INSERT ON taking
    FOR EACH ROW WHEN (NEW.state = 'FENCED') EXECUTE FUNCTION fence_blindly();
SQL
kubectl --namespace $namespace scale deployment shop-order --replicas=2
kubectl --namespace $namespace rollout status deployment shop-order --timeout=2m
psql shop_order <<'SQL'
SELECT clock_timestamp() + interval '90 seconds' AS until \gset
CREATE FUNCTION end_late() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF clock_timestamp() < TG_ARGV[0]::timestamptz THEN
        RAISE EXCEPTION 'not now';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER end_late BEFORE UPDATE OF state ON orders
    FOR EACH ROW WHEN (NEW.state = 'PAID' AND hashtext(NEW.id) & 7 = 0) EXECUTE FUNCTION end_late(:'until');
SQL
stress locust.enabled=false checker.enabled=true checker.shoppers=8 checker.chaos.enabled=true \
  'checker.chaos.parts={order}' checker.chaos.kills=3 checker.chaos.pace=10
if ended stress-checker 900 | tee "$work/noticed" || ! grep -q '^BAD .*stock-conserved' "$work/noticed"; then
  echo "the checker didn't notice" >&2
  exit 1
fi
helm uninstall stress --namespace $namespace >/dev/null

section "uninstall"
./deploy-charts-cluster.sh --uninstall --with-data
