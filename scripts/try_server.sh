#!/usr/bin/env bash
# Runs for real what `make test` only reads: the image by its Dockerfile, and the units of systemd in a container of
# that image, as they would run on a machine. Minutes. Needs podman, as root, and a registry that has debian:12-slim.
# Where podman needs more to be said: PODMAN="podman --root /srv/storage", BUILD_WITH="--network host", RUN_WITH="…".
set -euo pipefail
cd "$(dirname "$0")/.."

read -ra podman <<<"${PODMAN:-podman}"
read -ra build_with <<<"${BUILD_WITH:-}"
read -ra run_with <<<"${RUN_WITH:-}"
server=docs/server name=berakhlak-try
folder=$(mktemp -d)
trap '"${podman[@]}" rm -f "$name" >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT

say() { printf '== %s\n' "$*"; }
inside() { "${podman[@]}" exec "$name" "$@"; }
is_ready() { inside /usr/local/bin/is-ready >/dev/null 2>&1; }
wait_until() { # wait_until WHAT COMMAND...: for three minutes
  local what=$1
  shift
  for _ in $(seq 90); do
    if "$@"; then say "$what"; return; fi
    sleep 2
  done
  inside journalctl --no-pager -n 40 || true
  say "not so in three minutes: $what"
  exit 1
}

say "the image is built by $server/container/Dockerfile"
git archive HEAD | tar -x -C "$folder" --one-top-level=tree
"${podman[@]}" build --quiet "${build_with[@]}" -f "$folder/tree/$server/container/Dockerfile" -t berakhlak-360 "$folder/tree"

say "with a systemd, the units, and settings of production on SQLite"
cp $server/berakhlak-*.service "$folder"
# What asks whether all is well, under the very limits of the worker.
sed 's/jobs work --threads 2/doctor/; s/^Type=exec/Type=oneshot/; s/^Restart=.*/Restart=no/' \
  $server/berakhlak-worker.service >"$folder/berakhlak-doctor.service"
cat >"$folder/settings" <<END
BERAKHLAK_ENV=production
SECRET_KEY=$(python3 -c 'import secrets; print(secrets.token_hex(32))')
SECURE_COOKIES=1
PUBLIC_URL=https://360.example.go.id
TRUSTED_PROXIES=1
END
cat >"$folder/Dockerfile" <<'END'
FROM localhost/berakhlak-360
USER root
RUN apt-get update && apt-get install -y --no-install-recommends systemd systemd-sysv
COPY berakhlak-web.service berakhlak-worker.service berakhlak-doctor.service /etc/systemd/system/
COPY settings /etc/berakhlak/settings
RUN chmod 600 /etc/berakhlak/settings && systemctl enable berakhlak-web berakhlak-worker
ENTRYPOINT ["/sbin/init"]
CMD []
END
"${podman[@]}" build --quiet "${build_with[@]}" -t "$name" "$folder"
"${podman[@]}" run -d --name "$name" --systemd=always --privileged --network none "${run_with[@]}" "$name" >/dev/null

wait_until "the web unit serves" is_ready
wait_until "the worker unit does jobs, though it began before the database was made" \
  inside systemctl --quiet is-active berakhlak-worker
inside systemctl start berakhlak-doctor
inside journalctl --no-pager -o cat -u berakhlak-doctor
inside sh -c 'kill -9 "$(systemctl show -p MainPID --value berakhlak-web)"'
wait_until "killed, the web unit has been started again" \
  inside sh -c '[ "$(systemctl show -p NRestarts --value berakhlak-web)" = 1 ] && is-ready 2>/dev/null'
inside systemctl stop berakhlak-web berakhlak-worker
inside systemctl show berakhlak-web berakhlak-worker -p Id,Result,ExecMainStatus
[ "$(inside systemctl show berakhlak-web -p ExecMainStatus --value)" = 0 ]
say "stopped: each ended with 0"
