#!/usr/bin/env bash
# Makes sure that the system holds what pip cannot bring: `system.sh run`, `test` or `bench`.
# Debian as root: installed by apt, and only when missing. Otherwise: prints the line to type.
set -euo pipefail

libraries=$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null || true)
missing=()
shell=chromium-headless-shell

has_library() { grep -qF "$1" <<<"$libraries"; }
need() { # need PACKAGE CHECK...: remembers the package when the check fails
  local package=$1
  shift
  "$@" >/dev/null 2>&1 || missing+=("$package")
}
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' || command -v initdb; }

need python3-venv "${PYTHON:-python3}" -c 'import ensurepip, venv'
need libpango-1.0-0 has_library libpango-1.0.so.0
need libpangoft2-1.0-0 has_library libpangoft2-1.0.so.0
need libharfbuzz-subset0 has_library libharfbuzz-subset.so.0
if [ "${1:-run}" != run ]; then
  need "$shell" command -v "${CHROMIUM:-$shell}"
  need libatomic1 has_library libatomic.so.1 # The driver that steers Chromium needs it.
  need postgresql has_postgres
  need poppler-utils command -v pdftotext
  need redis-server command -v redis-server
  need faketime command -v faketime
  need softhsm2 command -v softhsm2-util
  need nginx command -v nginx
  need caddy command -v caddy
  need systemd command -v systemd-analyze # Only to read the sample units.
fi
if [ "${1:-run}" = bench ]; then
  need wrk command -v wrk
fi
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "The system lacks: ${missing[*]}. On Debian or Ubuntu type this, then start again:" >&2
  echo "  sudo apt-get update && sudo apt-get install -y --no-install-recommends ${missing[*]}" >&2
  exit 1
fi

echo "Installing with apt: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
apt() { apt-get -qq "$@" >"$log" 2>&1 || { cat "$log" >&2 && exit 1; }; }
install() { apt install -y --no-install-recommends "$@"; }
apt update
if [[ " ${missing[*]} " == *" $shell "* ]] && command -v chromium >/dev/null; then
  # The lighter browser is only quicker: where it cannot be had, the tests take the other one.
  apt-get -qq install -y --no-install-recommends "$shell" >/dev/null 2>&1 || true
  missing=("${missing[@]/#$shell/}")
fi
if [[ " ${missing[*]} " == *" postgresql "* ]]; then
  # The tests start a PostgreSQL of their own; the package must not start another one beside it.
  install postgresql-common
  settings=/etc/postgresql-common/createcluster.conf
  pg_conftool "$settings" set create_main_cluster off
  trap 'pg_conftool "$settings" remove create_main_cluster' EXIT
fi
if [[ " ${missing[*]} " == *" redis-server "* || " ${missing[*]} " == *" nginx "* || " ${missing[*]} " == *" caddy "* ]]; then
  # Nor another Redis, nginx or Caddy: the packages would start one at once.
  hold=/usr/sbin/policy-rc.d
  [ -e "$hold" ] || { printf '#!/bin/sh\nexit 101\n' >"$hold" && chmod +x "$hold" && made_hold=1; }
fi
# shellcheck disable=SC2068  Emptied ones are left out.
[ -z "${missing[*]// /}" ] || install ${missing[@]}
[ -z "${made_hold:-}" ] || rm -f "$hold"
