#!/usr/bin/env bash
# From nothing to a paid order on minikube: builds the images, installs everything by Helm, buys something.
set -euo pipefail

usage() {
  cat <<'HELP'
usage: ./deploy-charts-minikube.sh [--skip-images] [OPTIONS OF deploy-charts-cluster.sh]

Builds the images and loads them into minikube, enables its ingress, installs the data stores and the services in sizes
that fit 2 CPUs and 4 GB, and buys something. Safe to run again.

      --skip-images   take the images that are there
      --dry-run       only tell what would be installed
      --uninstall     the opposite; with --with-data also the volumes and the passwords
  -h, --help          this text; ./deploy-charts-cluster.sh --help has the other options

Needs minikube, kubectl, Helm 3.14, a JDK 25 and any Maven:  minikube start --cpus 2 --memory 4g
HELP
}

cd "$(dirname "${BASH_SOURCE[0]}")"
# shellcheck source=bin/toolchain.sh
. bin/toolchain.sh
# shellcheck source=bin/deploy.sh
. bin/deploy.sh

images=yes changes=yes options=()
for argument in "$@"; do
  case $argument in
    -h | --help) usage && exit ;;
    --skip-images) images=no ;;
    --dry-run | --uninstall) changes=no && options+=("$argument") ;;
    *) options+=("$argument") ;;
  esac
done

need_tool minikube https://minikube.sigs.k8s.io/docs/start/
minikube status >/dev/null || fail "minikube doesn't run: minikube start --cpus 2 --memory 4g"

# What follows goes to minikube, and the user's own context stays as it is.
profile=$(minikube profile)
[ "$(kubectl config current-context 2>/dev/null)" = "$profile" ] ||
  echo "kubectl looks elsewhere at the moment: add --context $profile to the commands that are told below"
config=$(mktemp)
trap 'rm -f "$config"' EXIT
kubectl config view --flatten --minify --context "$profile" >"$config"
export KUBECONFIG=$config

# minikube 1.39 and newer come with Traefik, older ones with the retired ingress-nginx; either will do.
enable_ingress() {
  local addons
  addons=$(minikube addons list 2>/dev/null)
  if printf '%s\n' "$addons" | grep -E '\| *(ingress|traefik) ' | grep -q enabled; then
    return
  fi
  if printf '%s\n' "$addons" | grep -qE '\| *traefik '; then
    minikube addons enable traefik
  else
    minikube addons enable ingress
  fi
}

load_images() {
  local archive
  bin/images.sh
  for archive in */target/jib-image.tar stress-test-k8s/*/target/jib-image.tar; do
    [ ! -e "$archive" ] || minikube image load "$archive"
  done
}

if [ "$changes" = yes ]; then
  step "ingress"
  enable_ingress
  if [ "$images" = yes ]; then
    step "images"
    load_images
  fi
fi
class=()
if minikube addons list 2>/dev/null | grep -E '\| *traefik ' | grep -q enabled; then
  class=(--set ingress.className=traefik)
fi
./deploy-charts-cluster.sh --data-values helm/data/values-minikube.yaml --values helm/webscale/values-minikube.yaml \
  ${class[@]+"${class[@]}"} ${options[@]+"${options[@]}"}
