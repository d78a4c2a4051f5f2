#!/usr/bin/env bash
# Measures checkouts against the number of pods of each service.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: stress-test-k8s/scale.sh --url URL [OPTIONS] [-- ARGUMENTS OF helm upgrade]

Gives order, payment and stock, first each by itself and then all of them, more and more pods by `helm upgrade`, warms
them up, and measures a no-op and checkouts of distinct orders in turns. Prints medians. Fails when
a checkout isn't answered 200 or the books don't balance. Rolls the release back in the end, however it ends.
REPLACES all users, items and orders. Uses wrk.

      --url URL         where the ingress answers from here
      --target URL      where the loads go if not to the ingress: from a node, http://CLUSTER-IP of the order service
      --replicas "N …"  default: "1 2 3"
      --connections N   default: 64
      --seconds S       length of each load (default: 5)
      --pairs N         of a no-op and checkouts, for each number of pods (default: 3)
      --warm S          warm-up before them (default: 30)
      --namespace NAME  default: $NAMESPACE or shop
  -h, --help            this text

Pods that share the processors of one machine share its speed, too: give each a node to see what they are worth.
HELP
}

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
# shellcheck source=bin/toolchain.sh
. "$root/bin/toolchain.sh"
# shellcheck source=bin/deploy.sh
. "$root/bin/deploy.sh"

target=''
users=10000 items=10000 pieces=1000000000
replicas='1 2 3' connections=64 seconds=5 pairs=3 warm=30
options "url target replicas connections seconds pairs warm namespace" "$@"
[ -n "$url" ] || fail "--url: where does the ingress answer?"
command -v wrk >/dev/null || fail "needs wrk: apt install wrk, or see https://github.com/wg/wrk"
need_cluster

# usage: pods ORDER PAYMENT STOCK
pods() {
  install_app --reuse-values --set "order.replicas=$1,payment.replicas=$2,stock.replicas=$3" \
    --set order.autoscaling.enabled=false,payment.autoscaling.enabled=false,stock.autoscaling.enabled=false >/dev/null
}

# usage: load KIND SECONDS    sets rate to answers per second, p50 and p99 to milliseconds
load() {
  local answer failures orders=$((12000 * $2)) threads=2
  [ "$connections" -gt 1 ] || threads=1
  [ "$1" = noop ] || post "/orders/batch_init/$orders/$items/$users/1" >/dev/null
  answer=$(wrk -t "$threads" -c "$connections" -d "$2s" --timeout 10s -s "$root/bench/load.lua" "${target:-$url}" \
    -- "$1" "$threads" "$orders" "$items" "$RANDOM" | sed -n 's/^RESULT //p')
  read -r rate p50 p99 failures < <(awk -F '[ =]' '{printf "%.0f %.1f %.1f %d\n", $4 / $2 * 1e6, $10 / 1e3, $12 / 1e3, $6 + $8 + $16}' <<<"$answer")
  [ "$failures" = 0 ] || fail "not every $1 was answered 200, or there were too few orders: $answer"
}

median() { sort -n | awk '{v[NR] = $1} END {printf "%.2f", NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2}'; }

# usage: measure ORDER PAYMENT STOCK    prints a line
measure() {
  local i noop rates='' ratios='' halves='' tails=''
  pods "$@"
  load checkout "$warm"
  for ((i = 0; i < pairs; i++)); do
    load noop "$seconds"
    noop=$rate
    load checkout "$seconds"
    rates+="$rate"$'\n' halves+="$p50"$'\n' tails+="$p99"$'\n'
    ratios+=$(awk -v a="$rate" -v b="$noop" 'BEGIN {printf "%.3f", a / b}')$'\n'
  done
  printf '%5d %7d %5d %11.0f %8.2f %8.1f %8.1f\n' "$@" "$(printf %s "$rates" | median)" \
    "$(printf %s "$ratios" | median)" "$(printf %s "$halves" | median)" "$(printf %s "$tails" | median)"
}

before=$(helm history shop --namespace "$namespace" --max 1 -o json | sed 's/.*"revision":\([0-9]*\).*/\1/')
trap 'step "back to how it was" && quiet_helm rollback shop "$before" --namespace "$namespace" --wait --timeout "$timeout" >/dev/null' EXIT

step "$users users and $items items"
post "/payment/batch_init/$users/$pieces" >/dev/null
post "/stock/batch_init/$items/$pieces/1" >/dev/null

step "$connections connections; median of $pairs loads of $seconds s after $warm s of warm-up"
printf '%5s %7s %5s %11s %8s %8s %8s\n' order payment stock checkouts/s 'x no-op' 'p50 ms' 'p99 ms'
first=${replicas%% *}
# Pods stay as others join them, so only the first ones have to get from nothing to as warm as they are later.
pods "$first" "$first" "$first"
load checkout $((2 * warm))
measure "$first" "$first" "$first"
for n in $replicas; do
  [ "$n" != "$first" ] || continue
  measure "$n" "$first" "$first"
  measure "$first" "$n" "$first"
  measure "$first" "$first" "$n"
  measure "$n" "$n" "$n"
done

step "the books"
balanced
