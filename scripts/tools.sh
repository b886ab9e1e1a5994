#!/usr/bin/env bash
# Makes build/NAME hold exactly the tools of requirements/NAME.txt: `tools.sh supply`.
# Apart from .venv: what only looks at the product shares no package with it.
set -euo pipefail

name=$1
place=build/$name
wanted=$(sha256sum "requirements/$name.txt" | cut -d' ' -f1)
grep -qsx "$wanted" "$place/installed" && exit 0

echo "Installing the locked tools of requirements/$name.txt into $place" >&2
[ -x "$place/bin/python" ] || "${PYTHON:-python3}" -m venv "$place"
"$place/bin/python" -m pip --disable-pip-version-check --quiet install \
  --no-compile --no-deps --require-hashes -r "requirements/$name.txt"
echo "$wanted" >"$place/installed"
