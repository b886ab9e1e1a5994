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
# Some tools make environments without pip.
.venv/bin/python -m pip --version >/dev/null 2>&1 || .venv/bin/python -m ensurepip >/dev/null
pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
# The lock names every package. --no-deps takes it as it is: pip resolves nothing, so a release made
# tomorrow cannot change or stop the install. tests/whole_app/test_lock.py proves that nothing lacks.
# Compiling all of it takes as long as the rest; tests import a part, and Python keeps what it
# compiled. A server is compiled here, since it may not be allowed to write there later.
compile=--compile
[ "$kind" = run ] || compile=--no-compile
"${pip[@]}" install "$compile" --no-deps --require-hashes -r "requirements/$kind.txt"
"${pip[@]}" install --no-deps --no-build-isolation -e .
"${pip[@]}" check
echo "$kind $(wanted "$kind")" >"$stamp"
