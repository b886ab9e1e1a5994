#!/usr/bin/env bash
# Renews static/vendor from the versions pinned in package.json. Needs npm; running and testing do not.
set -euo pipefail
cd "$(dirname "$0")/.."

fetched=$(mktemp -d)
trap 'rm -rf "$fetched"' EXIT
version=$(grep -oP '"@fontsource/plus-jakarta-sans": "\K[^"]+' package.json)
kept=static/vendor/plus-jakarta-sans-$version

fetch() { # fetch PACKAGE: unpacks it into $fetched/package
  npm pack --silent --pack-destination "$fetched" "$1@$version" >/dev/null
  tar -xzf "$fetched"/*.tgz -C "$fetched" && rm "$fetched"/*.tgz
}

mkdir -p "$kept"
fetch @fontsource-variable/plus-jakarta-sans # The web: one file, every weight.
cp "$fetched"/package/files/plus-jakarta-sans-latin{,-ext}-wght-normal.woff2 "$kept"
fetch @fontsource/plus-jakarta-sans # The PDF: one file for each weight.
cp "$fetched"/package/files/plus-jakarta-sans-latin{,-ext}-{400,600,700}-normal.woff2 "$kept"
cp "$fetched"/package/LICENSE "$kept"
chmod 644 "$kept"/*
(cd "$kept" && sha256sum LICENSE ./*.woff2 | sed 's| \./| |' >SHA256SUMS)
