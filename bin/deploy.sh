# shellcheck shell=bash
# Installs the charts into the cluster that kubectl points to, and proves it by buying something.
#
# usage: source bin/toolchain.sh; source bin/deploy.sh; set the variables below; deploy | dry_run | uninstall
#
# Only bash 3.2 and POSIX tools, so that it works on a Mac as it comes.

HELM_MIN=3.14
KUBERNETES_MIN=1.28

namespace=${NAMESPACE:-shop}
timeout=10m
app_arguments=()  # for helm, such as --values FILE
data_arguments=()
url=              # where the ingress answers, if known
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

step() { printf '\n%s  %s\n' "$(date +%H:%M:%S)" "$*"; }

# Helm says in passing that a chart's library is a link.
quiet_helm() { helm "$@" 2> >(grep -v 'found symbolic link in path' >&2); }

# usage: options "NAME …" ARGUMENT…    sets the variable NAME for each --NAME VALUE; what follows -- is for helm
options() {
  local names=" $1 "
  shift
  while [ $# -gt 0 ]; do
    case $1 in
      -h | --help) usage && exit ;;
      --) shift && app_arguments=("$@") && return ;;
    esac
    [[ $1 == --* && $names == *" ${1#--} "* ]] || fail "unknown option $1; see --help"
    [ $# -gt 1 ] || fail "$1 needs a value"
    printf -v "${1#--}" %s "$2"
    shift 2
  done
}

# usage: at_least 3.14 3.19.5
at_least() {
  [ "$(printf '%s\n%s\n' "$1" "$2" | sort -t . -k1,1n -k2,2n | head -n 1)" = "$1" ]
}

need_tool() {
  command -v "$1" >/dev/null || fail "needs $1: see $2"
}

need_cluster() {
  local found
  need_tool kubectl https://kubernetes.io/docs/tasks/tools/
  need_tool helm https://helm.sh/docs/intro/install/
  need_tool curl https://curl.se
  found=$(helm version --template '{{.Version}}' 2>/dev/null | sed 's/^v//')
  at_least "$HELM_MIN" "$found" || fail "needs Helm $HELM_MIN or newer, found $found"
  found=$(kubectl version -o json 2>/dev/null | sed -n '/"serverVersion"/,/}/s/.*"gitVersion": "v\([0-9.]*\).*/\1/p') || true
  [ -n "$found" ] || fail "reaches no cluster: check kubectl's context ($(kubectl config current-context 2>/dev/null || echo none))"
  at_least "$KUBERNETES_MIN" "$found" || fail "needs Kubernetes $KUBERNETES_MIN or newer, found $found"
  echo "Kubernetes $found, namespace $namespace"
}

# Two releases: the stores outlive any change of the services.
install_data() {
  quiet_helm upgrade --install data "$root/helm/data" --namespace "$namespace" \
    --wait --wait-for-jobs --timeout "$timeout" ${data_arguments[@]+"${data_arguments[@]}"} "$@"
}

install_app() {
  quiet_helm upgrade --install shop "$root/helm/webscale" --namespace "$namespace" \
    --wait --timeout "$timeout" ${app_arguments[@]+"${app_arguments[@]}"} "$@"
}

# Prints what doesn't run yet, every ten seconds, while a command runs.
with_progress() {
  "$@" >/dev/null &
  local command=$! waited=0
  # What a script runs in the background doesn't hear Ctrl-C.
  trap 'kill "$command" 2>/dev/null || true; exit 130' INT TERM
  while kill -0 "$command" 2>/dev/null; do
    sleep 1
    waited=$((waited + 1))
    if [ $((waited % 10)) = 0 ]; then
      kubectl --namespace "$namespace" get pods --no-headers 2>/dev/null |
        awk '$3 != "Completed" { split($2, n, "/"); if (n[1] != n[2]) printf "          %s %s\n", $1, $3 }'
    fi
  done
  trap - INT TERM
  wait "$command"
}

deploy() {
  step "namespace $namespace, under the restricted Pod Security Standard"
  kubectl get namespace "$namespace" >/dev/null 2>&1 || kubectl create namespace "$namespace"
  kubectl label namespace "$namespace" --overwrite \
    pod-security.kubernetes.io/enforce=restricted pod-security.kubernetes.io/warn=restricted >/dev/null

  step "data stores"
  with_progress install_data || explain
  step "services"
  with_progress install_app || explain
  kubectl --namespace "$namespace" get pods

  step "a purchase inside the cluster, and everybody's books"
  quiet_helm test shop --namespace "$namespace" --timeout 3m --logs || explain

  step "a purchase through the ingress"
  find_url
  if [ -n "$url" ]; then
    buy
  else
    echo "no address answers yet"
  fi
  tell_urls
}

explain() {
  kubectl --namespace "$namespace" get pods || true
  kubectl --namespace "$namespace" get events --field-selector type=Warning --sort-by .lastTimestamp 2>/dev/null | tail -n 15 || true
  fail "not all of it came up; the table above says what, and 'kubectl --namespace $namespace logs POD' says why"
}

# The address of the ingress or the gateway, if it answers from here.
find_url() {
  local address tries
  [ -z "$url" ] || return 0
  for tries in 1 2 3 4 5; do
    [ "$tries" = 1 ] || sleep 2
    for address in \
      "$(kubectl --namespace "$namespace" get ingress shop-order -o jsonpath='{.status.loadBalancer.ingress[0].ip}{.status.loadBalancer.ingress[0].hostname}' 2>/dev/null)" \
      "$(kubectl --namespace "$namespace" get gateway -o jsonpath='{.items[0].status.addresses[0].value}' 2>/dev/null)" \
      127.0.0.1; do
      [ -n "$address" ] || continue
      if curl -sf -m 5 -o /dev/null -X POST "http://$address/payment/create_user"; then
        url=http://$address
        return
      fi
    done
  done
}

# usage: post PATH    prints the answer's body, and fails unless the status is 200
post() { curl -sSf -m 90 -X POST "$url$1"; }

# usage: field NAME    takes {"NAME":"value"} apart
field() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p"; }

buy() {
  local user item order
  user=$(post /payment/create_user | field user_id)
  post "/payment/add_funds/$user/10" >/dev/null
  item=$(post /stock/item/create/10 | field item_id)
  post "/stock/add/$item/1" >/dev/null
  order=$(post "/orders/create/$user" | field order_id)
  post "/orders/addItem/$order/$item/1" >/dev/null
  post "/orders/checkout/$order" >/dev/null
  curl -sSf -m 10 "$url/orders/find/$order" | tee /dev/stderr | grep -q '"paid":true'
  echo >&2
}

# usage: audit SERVICE    prints what the service says about its books, as the API server passes it on
audit() { kubectl get --raw "/api/v1/namespaces/$namespace/services/shop-$1:http/proxy/q/audit"; }

# Waits up to half a minute for the books of the shop to balance; otherwise prints what doesn't, and fails.
balanced() {
  local service answer found='' tries
  for ((tries = 0; tries < 30; tries++)); do
    [ "$tries" = 0 ] || sleep 1
    found=''
    for service in order payment stock; do
      answer=$(audit "$service" 2>&1) || true
      grep -q '"balanced" *: *true' <<<"$answer" || found+="$service: $answer"$'\n'
    done
    [ -n "$found" ] || { echo "balanced" && return; }
  done
  printf 'not balanced\n%s' "$found"
  return 1
}

tell_urls() {
  step "ready"
  cat <<TEXT
  ${url:-http://ADDRESS}  the ingress: kubectl --namespace $namespace get ingress
  http://localhost   after: minikube tunnel
  one service only:  kubectl --namespace $namespace port-forward service/shop-order 8000:80
TEXT
}

dry_run() {
  local chart
  step "what would be installed into namespace $namespace (nothing is changed)"
  for chart in data app; do
    "install_$chart" --dry-run=client | sed -n 's/^# Source: /  /p' | sort | uniq -c
  done
}

# Keeps the volumes and the passwords unless told otherwise: they are the data.
uninstall() {
  local release
  for release in shop data; do
    step "uninstalling $release"
    quiet_helm uninstall "$release" --namespace "$namespace" --ignore-not-found --wait --timeout "$timeout"
  done
  if [ "${1:-}" = --with-data ]; then
    step "deleting the volumes and the passwords"
    kubectl --namespace "$namespace" delete persistentvolumeclaims,secrets --selector app.kubernetes.io/instance=data
  else
    echo "kept: the volumes and the passwords (--with-data deletes them)"
  fi
}
