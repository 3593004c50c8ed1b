#!/usr/bin/env bash
# C8: builds the smallest application, and runs it as ECS would.
#
# usage: examples.test.sh          BUILDAH_STORAGE and NODE_IMAGE: see as-ecs.sh
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
source "$here/as-ecs.sh"
hello="$here/../../examples/hello"
image=localhost/hello:test

make_base "$hello/Dockerfile"
build "$image" "$hello/Dockerfile" "$hello"
check "command" "[node server.js]" "$(config "$image" '{{.Docker.Config.Cmd}}')"
check "user" "1000:1000" "$(config "$image" '{{.Docker.Config.User}}')"

echo "--- run"
start_service -- node /app/server.js
check "GET /" "Hello World!" "$(answer /)"
stop_service
# It has no handler: the signal ends it.
check "exit code after SIGTERM" "143" "$stopped"

sizes
verdict
