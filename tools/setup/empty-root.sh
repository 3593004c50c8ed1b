#!/usr/bin/env bash
# Runs the README's commands in an otherwise empty Debian: debootstrap's smallest, the oldest Node that is supported,
# git, and a clone of this project's last commit in a path with a space. Nothing that a command forgets to bring can be
# there. Needs root, debootstrap, git, npm, and a kernel that makes namespaces. Fails where one of the commands fails.
#
# usage: empty-root.sh [option …] [-- COMMAND]…        without a command: npm run rehearse, npm test
#   --user            as a user without rights on a system without servers, which has Python already
#   --hand-in PATH    a file or directory of this machine that is there too, read-only, for what can't be reached from here
#   --variable NAME   a variable of this shell that is set there too
#   --terraform FILE  a program that a site on loopback publishes as this project's release of Terraform, under its own
#                     checksum; without it Terraform comes from HashiCorp
# DEBIAN_SUITE and DEBIAN_MIRROR say which Debian, TMPDIR where there is room for it (6 GB).
set -euo pipefail

project=$(cd "$(dirname "$0")/../.." && pwd) || exit
usage() { sed -n '/^# usage/,/^set/{/^set/d;s/^# \{0,1\}//;p;}' "$0" >&2; exit 2; }

user='' terraform='' hand_in=() variables=() commands=()
while [ $# -gt 0 ]; do
  case $1 in
    --user) user=user; shift ;;
    --hand-in | --variable | --terraform)
      [ $# -ge 2 ] || usage
      case $1 in
        --hand-in) [ -e "$2" ] || { echo "empty-root: there is no $2" >&2; exit 2; }; hand_in+=("$2") ;;
        --variable) variables+=("$2") ;;
        --terraform) [ -x "$2" ] || { echo "empty-root: $2 is no program" >&2; exit 2; }; terraform=$2 ;;
      esac
      shift 2 ;;
    --) shift; [ $# -gt 0 ] || usage; commands+=("$1"); shift ;;
    *) usage ;;
  esac
done
[ ${#commands[@]} -gt 0 ] || commands=("npm run rehearse" "npm test")

# In namespaces of its own, mounts and whatever is started here end with this script.
if [ -z "${EMPTY_ROOT_INSIDE:-}" ]; then
  for program in debootstrap git npm node unshare; do
    command -v "$program" >/dev/null || { echo "empty-root: $program is not installed" >&2; exit 2; }
  done
  [ "$(id -u)" = 0 ] || { echo "empty-root: must run as root" >&2; exit 2; }
  again=(${user:+--user} ${terraform:+--terraform "$terraform"})
  for one in "${hand_in[@]}"; do again+=(--hand-in "$one"); done
  for one in "${variables[@]}"; do again+=(--variable "$one"); done
  for one in "${commands[@]}"; do again+=(-- "$one"); done
  work=$(mktemp -d) inside=''
  # Nothing is removed below something that still runs.
  clean_up() {
    [ -z "$inside" ] || { kill -KILL "$inside" && wait "$inside"; } 2>/dev/null || true
    rm -rf --one-file-system "$work"
  }
  trap clean_up EXIT
  trap 'exit 130' INT
  trap 'exit 143' HUP TERM
  EMPTY_ROOT_INSIDE=$work unshare --mount --pid --fork --kill-child "$0" "${again[@]}" &
  inside=$!
  status=0
  wait "$inside" || status=$?
  inside=''
  exit "$status"
fi

work=$EMPTY_ROOT_INSIDE root=$EMPTY_ROOT_INSIDE/root
include=ca-certificates,git,libstdc++6${user:+,python3,python3-venv}
echo "Making an empty Debian ..."
debootstrap --variant=minbase --include="$include" "${DEBIAN_SUITE:-bookworm}" "$root" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >"$work/debootstrap.log" 2>&1 ||
  { tail -n 20 "$work/debootstrap.log" >&2; exit 1; }
for file in /etc/resolv.conf /etc/hosts; do cp "$file" "$root$file"; done

# Node with the npm that came with it.
oldest=$(node -p 'require(process.argv[1]).engines.node.replace(">=", "") + ".0"' "$project/package.json")
npm pack --silent --pack-destination "$work" "node-linux-$(node -p process.arch)@$oldest" "npm@10.1.0" >/dev/null
mkdir -p "$root/usr/local/lib/node_modules/npm"
tar -xzf "$work"/node-linux-*.tgz -C "$root/usr/local" --strip-components 1 package/bin/node
tar -xzf "$work"/npm-*.tgz -C "$root/usr/local/lib/node_modules/npm" --strip-components 1
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$root/usr/local/bin/npm"
ln -s ../lib/node_modules/npm/bin/npx-cli.js "$root/usr/local/bin/npx"

mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
for path in "${hand_in[@]}"; do
  if [ -d "$path" ]; then mkdir -p "$root$path"; else mkdir -p "$root$(dirname "$path")"; touch "$root$path"; fi
  mount --bind -o ro "$path" "$root$path"
done

home=/root clone=/srv/webapp\ platform
git clone --quiet --no-hardlinks "$project" "$root$clone"
if [ -n "$terraform" ]; then
  # What HashiCorp would publish, made of this program.
  archive=$(cd "$project" && node tools/setup/publish-terraform.cjs "$terraform" "$work/site" "$root$clone/tools/terraform/release.json")
  echo "Publishing $archive"
  node "$project/tools/setup/serve.cjs" "$work/site" >"$work/address" &
  until [ -s "$work/address" ]; do sleep 0.1; done
  TERRAFORM_RELEASE_MIRROR=$(cat "$work/address")
  variables+=(TERRAFORM_RELEASE_MIRROR)
fi
if [ -n "$user" ]; then
  chroot "$root" useradd --create-home "$user"
  chroot "$root" chown -R "$user:" "$clone"
  home=/home/$user
fi

passed=("HOME=$home" "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8)
for name in "${variables[@]}"; do [ -z "${!name+set}" ] || passed+=("$name=${!name}"); done
status=0
for command in "${commands[@]}"; do
  echo "== $command${user:+, without rights}"
  began=$SECONDS
  # The rights of a user, without a session that needs more than a namespace of processes.
  if chroot ${user:+--userspec="$user:$user"} "$root" env -i "${passed[@]}" sh -c "cd '$clone' && exec $command" </dev/null; then
    echo "== $command: passed after $((SECONDS - began)) s"
  else
    echo "== $command: FAILED after $((SECONDS - began)) s"
    status=1
  fi
done
exit "$status"
