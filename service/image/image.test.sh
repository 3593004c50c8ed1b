#!/usr/bin/env bash
# W6: builds the image on a stand-in base and runs it as ECS would: its own entry point and command, uid 1000,
# read-only root file system with a writable /tmp. Needs root, buildah, debootstrap; no container engine.
#
# usage: image.test.sh          NODE_IMAGE=… tests on that base instead of the stand-in
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
repository=$(cd "$here/../.." && pwd)
work=$(mktemp -d)
export BUILDAH_STORAGE="$work/storage"
mkdir -p "$BUILDAH_STORAGE"
storage=(--root "$BUILDAH_STORAGE/root" --runroot "$BUILDAH_STORAGE/run" --storage-driver vfs)
image=localhost/webapp:test
service_pid=

cleanup() {
  [ -z "$service_pid" ] || kill -KILL "$service_pid" 2>/dev/null || true
  buildah "${storage[@]}" rm --all >/dev/null 2>&1 || true
  rm -rf "$work"
}
trap cleanup EXIT

failures=0
check() { # check WHAT WANTED GOT
  if [ "$2" = "$3" ]; then
    echo "ok    $1"
  else
    echo "FAIL  $1: wanted '$2', got '$3'"
    failures=$((failures + 1))
  fi
}

base=${NODE_IMAGE:-}
if [ -z "$base" ]; then
  echo "--- base"
  base=$("$here/stand-in-base.sh" localhost/node:stand-in 2>"$work/base.log") || { cat "$work/base.log" >&2; exit 1; }
fi

echo "--- build"
buildah "${storage[@]}" bud --isolation chroot --format docker --pull=false \
  --build-arg "NODE_IMAGE=$base" --build-arg VERSION=1.2.3 \
  -f "$repository/service/Dockerfile" -t "$image" "$repository" >"$work/build.log" 2>&1 ||
  { tail -n 40 "$work/build.log" >&2; exit 1; }

config() { buildah "${storage[@]}" inspect --type image --format "$1" "$image"; }
check "entry point" "[node --enable-source-maps /app/main.js]" "$(config '{{.Docker.Config.Entrypoint}}')"
check "command" "[web]" "$(config '{{.Docker.Config.Cmd}}')"
check "user" "1000:1000" "$(config '{{.Docker.Config.User}}')"
check "version label" "1.2.3" "$(config '{{index .Docker.Config.Labels "org.opencontainers.image.version"}}')"
check "health check" "[CMD node /app/healthcheck.js]" "$(config '{{.Docker.Config.Healthcheck.Test}}')"

root=$(buildah "${storage[@]}" mount "$(buildah "${storage[@]}" from --pull=false "$image")")
base_root=$(buildah "${storage[@]}" mount "$(buildah "${storage[@]}" from --pull=false "$base")")
check "nothing but the bundle" "healthcheck.js healthcheck.js.map main.js main.js.map package.json" \
  "$(cd "$root/app" && find . -type f -printf '%P\n' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
check "no package of the embedded database" "" "$(find "$root" -xdev -ipath '*pglite*')"

port=$(node -e 'const s=require("net").createServer().listen(0,()=>{console.log(s.address().port);s.close()})')
# Sets `run` to what starts a program in the image's root file system, the way the task definition does.
prepare() { # prepare VARIABLE=VALUE… -- PROGRAM ARGUMENT…
  local variables=()
  while [ "$1" != -- ]; do variables+=("$1"); shift; done
  shift
  run=(unshare --mount --propagation private bash -ec '
    root=$1; shift
    mount --bind "$root" "$root"
    mount -t tmpfs tmpfs "$root/tmp"
    mount --bind /dev "$root/dev"
    mount -o remount,bind,ro "$root"
    exec env -i PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin "$@"
  ' bash "$root" NODE_ENV=production "PORT=$port" SHUTDOWN_DELAY_SECONDS=1 "${variables[@]}"
    chroot --userspec=1000:1000 --groups=1000 "$root" "$@")
}
in_image() { prepare "$@"; "${run[@]}"; }
entry=(node --enable-source-maps /app/main.js)

echo "--- run"
check "root file system is read-only" "EROFS" \
  "$(in_image -- node -e 'try{fs.writeFileSync("/x","")}catch(e){console.log(e.code)}')"
check "/tmp is writable, uid" "1000" \
  "$(in_image -- node -e 'fs.writeFileSync("/tmp/x","");console.log(process.getuid())')"
check "the embedded database is refused" "1" \
  "$(in_image -- "${entry[@]}" web >"$work/embedded.log" 2>&1 && echo 0 || echo $?)"
grep -q "DB_ENGINE" "$work/embedded.log" || check "… with a reason" "DB_ENGINE …" "$(cat "$work/embedded.log")"

# A database that cannot be reached must not keep the process from starting: it is degraded, not dead.
prepare DB_ENGINE=postgres DB_HOST=127.0.0.1 DB_PORT=1 DB_USERNAME=u DB_PASSWORD=p -- "${entry[@]}" web
"${run[@]}" >"$work/service.log" 2>&1 &
service_pid=$!
for _ in $(seq 100); do
  grep -q "listening on port $port" "$work/service.log" && break
  kill -0 "$service_pid" || break
  sleep 0.1
done
check "GET /" "Hello World!" "$(curl -sS --max-time 5 "http://127.0.0.1:$port/" || cat "$work/service.log")"
check "health check" "0" "$(in_image -- node /app/healthcheck.js >&2 && echo 0 || echo $?)"
check "readiness without a database" "503" \
  "$(curl -sS --max-time 10 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/readyz")"
kill -TERM "$service_pid"
stopped=0; wait "$service_pid" || stopped=$?
service_pid=
check "exit code after SIGTERM" "0" "$stopped"
check "health check of a stopped service" "1" "$(in_image -- node /app/healthcheck.js >/dev/null 2>&1 && echo 0 || echo $?)"

mebibytes() { du --summarize --block-size=1M "$1" | cut -f1; }
echo "--- size: application $(mebibytes "$root/app") MiB on a base of $(mebibytes "$base_root") MiB"
[ "$failures" = 0 ] || { echo "$failures failed" >&2; exit 1; }
