#!/usr/bin/env bash
# Builds and tests the images of the examples, and of each application that comes with a test of its image, on one base.
#
# usage: test-images.sh          needs root, buildah, debootstrap
set -uo pipefail

here=$(cd "$(dirname "$0")" && pwd)
project=$(cd "$here/../.." && pwd)
BUILDAH_STORAGE=$(mktemp -d)
export BUILDAH_STORAGE
trap 'rm -rf "$BUILDAH_STORAGE"' EXIT

NODE_IMAGE=$("$here/stand-in-base.sh" localhost/node:stand-in "$project/examples/hello/Dockerfile" 2>"$BUILDAH_STORAGE/log") ||
  { cat "$BUILDAH_STORAGE/log" >&2; exit 1; }
export NODE_IMAGE
tests=("$here/examples.test.sh")
while read -r application; do
  [ ! -f "$project/$application/image/image.test.sh" ] || tests+=("$project/$application/image/image.test.sh")
done < <(node -p "require('$project/package.json').workspaces.join('\n')")

status=0
for test in "${tests[@]}"; do
  echo "=== ${test#"$project/"}"
  bash "$test" || status=1
done
exit "$status"
