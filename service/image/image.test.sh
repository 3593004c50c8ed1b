#!/usr/bin/env bash
# W6: builds the image and runs it as ECS would, with its own entry point and command.
#
# usage: image.test.sh          BUILDAH_STORAGE and NODE_IMAGE: see tools/image/as-ecs.sh
set -euo pipefail

repository=$(cd "$(dirname "$0")/../.." && pwd)
source "$repository/tools/image/as-ecs.sh"
image=localhost/webapp:test

make_base "$repository/service/Dockerfile"
build "$image" "$repository/service/Dockerfile" "$repository" VERSION=1.2.3
check "entry point" "[node --enable-source-maps /app/main.js]" "$(config "$image" '{{.Docker.Config.Entrypoint}}')"
check "command" "[web]" "$(config "$image" '{{.Docker.Config.Cmd}}')"
check "user" "1000:1000" "$(config "$image" '{{.Docker.Config.User}}')"
check "version label" "1.2.3" "$(config "$image" '{{index .Docker.Config.Labels "org.opencontainers.image.version"}}')"
check "health check" "[CMD node /app/healthcheck.js]" "$(config "$image" '{{.Docker.Config.Healthcheck.Test}}')"
check "nothing but the bundle" "healthcheck.js healthcheck.js.map main.js main.js.map package.json" \
  "$(cd "$root/app" && find . -type f -printf '%P\n' | LC_ALL=C sort | tr '\n' ' ' | sed 's/ $//')"
check "no package of the embedded database" "" "$(find "$root" -xdev -ipath '*pglite*')"
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
start_service SHUTDOWN_DELAY_SECONDS=1 \
  DB_ENGINE=postgres DB_HOST=127.0.0.1 DB_PORT=1 DB_USERNAME=u DB_PASSWORD=p -- "${entry[@]}" web
check "GET /" "Hello World!" "$(answer /)"
check "health check" "0" "$(in_image -- node /app/healthcheck.js >&2 && echo 0 || echo $?)"
check "readiness without a database" "503" \
  "$(curl -sS --max-time 10 -o /dev/null -w '%{http_code}' "http://127.0.0.1:$port/readyz")"
stop_service
check "exit code after SIGTERM" "0" "$stopped"
check "health check of a stopped service" "1" "$(in_image -- node /app/healthcheck.js >/dev/null 2>&1 && echo 0 || echo $?)"

sizes
verdict
