#!/usr/bin/env bash
# Renders the charts into this folder, or with --check fails if that would change anything.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

# usage: render RELEASE CHART FOLDER ARGUMENTS…    one file per template, as the chart renders it with its defaults
render() {
  local release=$1 chart=$2 folder=$3 scratch file
  shift 3
  scratch=$(mktemp -d)
  helm template "$release" "../helm/$chart" --namespace shop --skip-tests --output-dir "$scratch" "$@" >/dev/null \
    2> >(grep -v 'found symbolic link in path' >&2)
  mkdir -p "$folder"
  for file in "$scratch"/*/templates/*.yaml; do
    {
      echo "# Made by k8s/render.sh from helm/$chart: change it there."
      grep -v '^# Source: ' "$file"
    } >"$folder/$(basename "$file")"
  done
  rm -rf "$scratch"
}

render_all() {
  render shop webscale "$1"
  # Passwords are in no file: secrets.sh makes them.
  render data data "$1/data" --set secrets.create=false
}

case ${1:-} in
  '')
    rm -f ./*.yaml data/*.yaml
    render_all .
    ;;
  --check)
    fresh=$(mktemp -d)
    trap 'rm -rf "$fresh"' EXIT
    render_all "$fresh"
    if ! diff -r -u --exclude='*.sh' --exclude='*.md' . "$fresh"; then
      echo "k8s/ differs from what helm/ renders: run k8s/render.sh" >&2
      exit 1
    fi
    ;;
  *)
    echo "usage: k8s/render.sh [--check]    renders helm/ into k8s/, or fails if that would change anything"
    [ "$1" = --help ] || [ "$1" = -h ]
    ;;
esac
