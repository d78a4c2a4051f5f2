#!/usr/bin/env bash
# Installs or upgrades everything in the cluster that kubectl points to, then buys something.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./deploy-charts-cluster.sh [OPTIONS]

Installs the data stores and the services by Helm, waits for them, and buys something. Safe to run again.

      --namespace NAME      default: $NAMESPACE or shop
      --data-values FILE    values for helm/data, such as helm/data/values-gke.yaml; may be repeated
      --values FILE         values for helm/webscale, such as helm/webscale/values-gke.yaml; may be repeated
      --set KEY=VALUE       one value of helm/webscale; may be repeated
      --data-set KEY=VALUE  one value of helm/data; may be repeated
      --push REGISTRY       build the images and push them there first (needs a JDK 25 and a Maven)
      --url URL             where the ingress answers from here, if its own address doesn't tell
      --timeout TIME        how long to wait for each chart (default: 10m)
      --dry-run             only tell what would be installed
      --uninstall           the opposite; with --with-data also the volumes and the passwords
  -h, --help                this text

Needs kubectl, Helm 3.14 and a cluster with Kubernetes 1.28 or newer, an ingress controller or a gateway, and a default
storage class.
HELP
}

called_from=$PWD
cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
# shellcheck source=bin/deploy.sh
. bin/deploy.sh

# usage: file PATH    as seen from where the script was called
file() {
  case $1 in
    /*) echo "$1" ;;
    *) if [ -e "$called_from/$1" ]; then echo "$called_from/$1"; else echo "$root/$1"; fi ;;
  esac
}

action=deploy with_data='' registry=''
while [ $# -gt 0 ]; do
  case $1 in
    --namespace | --data-values | --values | --set | --data-set | --push | --url | --timeout)
      [ $# -ge 2 ] || fail "$1 needs a value; see --help"
      ;;
  esac
  case $1 in
    --namespace) namespace=$2 && shift ;;
    --data-values) data_arguments+=(--values "$(file "$2")") && shift ;;
    --values) app_arguments+=(--values "$(file "$2")") && shift ;;
    --set) app_arguments+=(--set "$2") && shift ;;
    --data-set) data_arguments+=(--set "$2") && shift ;;
    --push) registry=$2 && shift ;;
    --url) url=$2 && shift ;;
    --timeout) timeout=$2 && shift ;;
    --dry-run) action=dry_run ;;
    --uninstall) action=uninstall ;;
    --with-data) with_data=--with-data ;;
    -h | --help) usage && exit ;;
    *) fail "unknown option $1; see --help" ;;
  esac
  shift
done

[ -z "$with_data" ] || [ "$action" = uninstall ] || fail "--with-data goes with --uninstall only"

need_cluster
case $action in
  dry_run) dry_run ;;
  uninstall) uninstall $with_data ;;
  deploy)
    if [ -n "$registry" ]; then
      step "images, to $registry"
      bin/images.sh --push "$registry" --arch "$(kubectl get nodes -o jsonpath='{.items[0].status.nodeInfo.architecture}')"
      app_arguments+=(--set "image.registry=$registry")
    fi
    deploy
    ;;
esac
