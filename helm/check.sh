#!/usr/bin/env bash
# Checks the charts without a cluster: lint, schema, rendering, drift of k8s/, Kubernetes' own schemas, policies.
set -euo pipefail

case ${1:-} in
  '') rendered='' ;;
  --rendered) mkdir -p "${2:?}" && rendered=$(cd "$2" && pwd) ;;
  *)
    echo "usage: helm/check.sh [--rendered FOLDER]    checks every chart with every values file, and keeps what they render in FOLDER"
    echo "needs Helm; Python and Go for Kubernetes' schemas, the Pod Security Standard, and the policies"
    [ "$1" = --help ] || [ "$1" = -h ]
    exit
    ;;
esac
cd "$(dirname "${BASH_SOURCE[0]}")/.."

command -v helm >/dev/null || { echo "helm/check.sh: needs helm: see https://helm.sh/docs/intro/install/" >&2 && exit 1; }

KUBERNETES=1.34.4
KUBECONFORM=v0.7.0
KUBE_SCORE=v1.20.0
tools=$PWD/.data/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

quiet_helm() { helm "$@" 2> >(grep -v 'found symbolic link in path' >&2); }

# usage: go_tool NAME PACKAGE@VERSION    prints where the program is, or nothing if it can't be had
go_tool() {
  if [ ! -x "$tools/$1" ]; then
    if ! command -v go >/dev/null || ! GOBIN=$tools go install "$2" >"$work/go.log" 2>&1; then
      echo "no $1 to be had here; what it would have found stays unfound" >&2
      return 0
    fi
  fi
  echo "$tools/$1"
}

# usage: schemas    prints a folder with Kubernetes' schemas, made from the OpenAPI document of its Go module, or nothing
schemas() {
  local folder=$tools/schemas-$KUBERNETES module
  if [ ! -d "$folder" ]; then
    mkdir -p "$work/module" && printf 'module schemas\n\ngo 1.24\n' >"$work/module/go.mod"
    module=$(cd "$work/module" && go mod download -json "k8s.io/kubernetes@v$KUBERNETES" 2>/dev/null |
      sed -n 's/.*"Dir": "\(.*\)".*/\1/p') || return 0
    [ -n "$module" ] || return 0
    python3 helm/schemas.py "$module/api/openapi-spec/swagger.json" "$folder"
  fi
  echo "$folder"
}

# usage: render CHART FOLDER ARGUMENTS…    into rendered/, where the scanners look
render() {
  local name=$1 folder=$2
  shift 2
  echo "$name"
  quiet_helm lint --strict "$folder" "$@" >"$work/lint" || { cat "$work/lint" && return 1; }
  quiet_helm template shop "$folder" --namespace shop "$@" >"$work/rendered/$name.yaml"
}

# usage: refused CHART VALUE    fails unless the schema refuses it
refused() {
  if helm template shop "$1" --set "$2" >"$work/out" 2>&1; then
    echo "$1 takes $2, which makes no sense" >&2
    return 1
  fi
  grep -q "don't meet the specifications of the schema" "$work/out" || { cat "$work/out" && return 1; }
}

mkdir -p "$work/rendered"
echo "-- lint and render"
for chart in helm/data helm/webscale stress-test-k8s/chart; do
  name=$(basename "$chart")
  render "$name" "$chart"
  for values in "$chart"/values-*.yaml; do
    [ ! -e "$values" ] || render "$name-$(basename "$values" .yaml)" "$chart" --values "$values"
  done
done
render data-operators helm/data --set postgres.mode=operator,kafka.mode=operator,redis.mode=external
render data-external helm/data --set postgres.mode=external,postgres.external.host=db,postgres.external.adminSecret=admin,kafka.mode=external,redis.mode=external
render webscale-route helm/webscale --set ingress.enabled=false,httpRoute.enabled=true,httpRoute.parentRefs[0].name=web
render webscale-watched helm/webscale --set monitoring.enabled=true,defaults.autoscaling.enabled=true,ingest.keda.enabled=true
render webscale-traced helm/webscale --set tracing.enabled=true,logging.json=false,logging.checkouts=true,ingest.autoscaling.enabled=true,ingest.scaling.enabled=true
render webscale-bare helm/webscale --set networkPolicy.enabled=false,ingest.enabled=false
render chart-headless stress-test-k8s/chart --set locust.headless=true
render chart-chaos stress-test-k8s/chart --set locust.enabled=false,checker.enabled=true,checker.chaos.enabled=true,monitoring.enabled=true

echo "-- nonsense is refused"
refused helm/webscale order.replica=3
refused helm/webscale order.replicas=many
refused helm/webscale order.env.lower=1
refused helm/webscale redis.url=data-redis
refused helm/webscale tracing.ratio=2
refused helm/webscale ingest.keda.enabled=true,ingest.scaling.enabled=true
refused helm/data postgres.mode=sqlite
refused helm/data kafka.clusterId=short
refused stress-test-k8s/chart locust.weights.shopping=1
refused stress-test-k8s/chart locust.runTime=soon

echo "-- nothing that must not be there"
if grep -rnE 'image: .*(bitnami|:latest)' "$work/rendered"; then
  exit 1
fi
if grep -nE '(pathType|PathPrefix|type: Exact)' "$work/rendered"/*.yaml | grep -E '(path|value): *"?/(q|internal)([/",}]|$)'; then
  echo "a management path is routed" >&2
  exit 1
fi

echo "-- k8s/ is what the charts render"
k8s/render.sh --check

kubeconform=$(go_tool kubeconform "github.com/yannh/kubeconform/cmd/kubeconform@$KUBECONFORM")
folder=$(schemas)
if [ -n "$kubeconform" ] && [ -n "$folder" ]; then
  echo "-- Kubernetes $KUBERNETES knows every field"
  # Kinds of operators have their schemas in the operators.
  "$kubeconform" -strict -summary -schema-location "$folder/{{ .ResourceKind }}{{ .KindSuffix }}.json" \
    -skip Cluster,Database,Kafka,KafkaNodePool,HTTPRoute,HealthCheckPolicy,ScaledObject,ServiceMonitor,PrometheusRule "$work/rendered"
fi

if command -v go >/dev/null && (cd helm/podsecurity && go build -o "$tools/podsecurity" .) 2>"$work/go.log"; then
  echo "-- every pod is within the restricted Pod Security Standard"
  "$tools/podsecurity" "$work"/rendered/*.yaml
else
  cat "$work/go.log" >&2 2>/dev/null || true
  echo "the Pod Security Standard stays unchecked: its rules are a Go module" >&2
fi

kube_score=$(go_tool kube-score "github.com/zegl/kube-score/cmd/kube-score@$KUBE_SCORE")
if [ -n "$kube_score" ]; then
  echo "-- policies"
  # Left out on purpose: CPU limits throttle where shares suffice; versions are never moved, so nothing is pulled again;
  # spreading is done by topologySpreadConstraints; official images have users below 10000.
  for file in "$work"/rendered/*.yaml; do
    ignored=(--ignore-test container-image-pull-policy --ignore-test deployment-has-host-podantiaffinity
      --ignore-test container-security-context-user-group-id)
    case $file in # a load test is one run of what may be lost, a laptop has one pod of each, KEDA sets its own number, and bare says what it is
      */chart*) ignored+=(--ignore-test deployment-has-poddisruptionbudget --ignore-test networkpolicy-targets-pod --ignore-test deployment-replicas --ignore-test deployment-strategy) ;;
      *-minikube.yaml | */webscale-watched.yaml | */webscale-traced.yaml) ignored+=(--ignore-test deployment-replicas) ;;
      */webscale-bare.yaml) continue ;;
      */data-operators.yaml) ignored+=(--ignore-test networkpolicy-targets-pod) ;; # their pods are the operators'
    esac
    "$kube_score" score --kubernetes-version v1.34 --output-format ci --ignore-container-cpu-limit "${ignored[@]}" "$file" || true
  done >"$work/score"
  if grep -E '^\[(CRITICAL|WARNING)\]' "$work/score" | sort -u; then
    exit 1
  fi
fi
[ -z "$rendered" ] || cp "$work"/rendered/*.yaml "$rendered"
echo "charts are fine"
