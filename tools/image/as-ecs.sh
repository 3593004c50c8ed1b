# Sourced by tests of images: builds one on a stand-in base and runs it as ECS would, with uid 1000 and a read-only root
# file system with a writable /tmp. Needs root, buildah, debootstrap; no container engine.
#
# BUILDAH_STORAGE=…   directory of the image storage, kept afterwards      (default: one of its own)
# NODE_IMAGE=…        tests on that base instead of the stand-in

tools=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(mktemp -d)
export BUILDAH_STORAGE="${BUILDAH_STORAGE:-$work/storage}"
mkdir -p "$BUILDAH_STORAGE"
storage=(--root "$BUILDAH_STORAGE/root" --runroot "$BUILDAH_STORAGE/run" --storage-driver vfs)
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
verdict() { [ "$failures" = 0 ] || { echo "$failures failed" >&2; exit 1; }; }

# Sets `base` to the base image.
make_base() { # make_base DOCKERFILE
  base=${NODE_IMAGE:-}
  [ -z "$base" ] || return 0
  echo "--- base"
  base=$("$tools/stand-in-base.sh" localhost/node:stand-in "$1" 2>"$work/base.log") ||
    { cat "$work/base.log" >&2; exit 1; }
}

# Sets `root` and `base_root` to the root file systems of the image and of its base.
build() { # build IMAGE DOCKERFILE CONTEXT VARIABLE=VALUE…
  local image=$1 dockerfile=$2 context=$3 arguments=() variable
  shift 3
  for variable in "$@"; do arguments+=(--build-arg "$variable"); done
  echo "--- build"
  buildah "${storage[@]}" bud --isolation chroot --format docker --pull=false \
    --build-arg "NODE_IMAGE=$base" "${arguments[@]}" -f "$dockerfile" -t "$image" "$context" >"$work/build.log" 2>&1 ||
    { tail -n 40 "$work/build.log" >&2; exit 1; }
  root=$(buildah "${storage[@]}" mount "$(buildah "${storage[@]}" from --pull=false "$image")")
  base_root=$(buildah "${storage[@]}" mount "$(buildah "${storage[@]}" from --pull=false "$base")")
}
config() { buildah "${storage[@]}" inspect --type image --format "$2" "$1"; } # config IMAGE FORMAT

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
  ' bash "$root" NODE_ENV=production "PORT=$port" "${variables[@]}"
    chroot --userspec=1000:1000 --groups=1000 "$root" "$@")
}
in_image() { prepare "$@"; "${run[@]}"; }

# Starts it in the background, and waits until it says that it listens.
start_service() { # start_service VARIABLE=VALUE… -- PROGRAM ARGUMENT…
  prepare "$@"
  "${run[@]}" >"$work/service.log" 2>&1 &
  service_pid=$!
  for _ in $(seq 100); do
    grep -q "listening on port $port" "$work/service.log" && break
    kill -0 "$service_pid" || break
    sleep 0.1
  done
}
answer() { curl -sS --max-time 5 "http://127.0.0.1:$port$1" || cat "$work/service.log"; } # answer PATH
# Sets `stopped` to the exit code after SIGTERM.
stop_service() {
  kill -TERM "$service_pid"
  stopped=0; wait "$service_pid" || stopped=$?
  service_pid=
}
mebibytes() { du --summarize --block-size=1M "$1" | cut -f1; }
sizes() { echo "--- size: application $(mebibytes "$root/app") MiB on a base of $(mebibytes "$base_root") MiB"; }
