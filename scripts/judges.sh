#!/usr/bin/env bash
# Fetches the judges that come from npm into build/judge/npm, as judges/package-lock.json pins them.
# Where Node or Java is not, those judges are named as not run: nothing fails here.
set -euo pipefail

place=build/judge/npm
command -v npm >/dev/null || { echo "npm is not installed: csp_evaluator and vnu will not look" >&2; exit 0; }
command -v java >/dev/null || echo "Java is not installed: vnu will not look (apt-get install default-jre-headless)" >&2
cmp -s judges/package-lock.json "$place/package-lock.json" && [ -d "$place/node_modules/vnu-jar" ] && exit 0
mkdir -p "$place"
cp judges/package.json judges/package-lock.json "$place"
npm ci --prefix "$place" --ignore-scripts --no-audit --no-fund --silent
