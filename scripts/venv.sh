#!/usr/bin/env bash
# Makes .venv hold exactly the locked packages: `venv.sh run` to serve, `venv.sh dev` to test.
# A stamp keeps the hash of what was installed, so that a second start costs a few milliseconds.
set -euo pipefail

kind=$1
python=${PYTHON:-python3}
stamp=.venv/installed

wanted() { cat "requirements/$1.txt" pyproject.toml | sha256sum | cut -d' ' -f1; }
installed() { [ -x .venv/bin/python ] && grep -qsx "$1 $(wanted "$1")" "$stamp"; }

# The development lock contains the other one.
installed "$kind" || { [ "$kind" = run ] && installed dev; } && exit 0

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11" >&2; exit 1; }
echo "Installing the locked packages of requirements/$kind.txt into .venv"
[ -x .venv/bin/python ] || "$python" -m venv .venv
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
"${pip[@]}" install --require-hashes -r "requirements/$kind.txt"
"${pip[@]}" install --no-deps --no-build-isolation -e .
echo "$kind $(wanted "$kind")" >"$stamp"
