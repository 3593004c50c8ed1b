#!/usr/bin/env bash
# Makes a base image without a container registry: Debian (debootstrap) with the Node.js that the Dockerfile names,
# from its npm package, and this machine's npm. It stands in for the official image, so that the Dockerfile can be
# built and tested where no registry is reachable and no container engine runs. Needs root, debootstrap and buildah.
#
# usage: stand-in-base.sh NAME DOCKERFILE      (buildah's storage is taken from BUILDAH_STORAGE, a directory)
set -euo pipefail

name=${1:?usage: stand-in-base.sh NAME DOCKERFILE}
dockerfile=${2:?usage: stand-in-base.sh NAME DOCKERFILE}
: "${BUILDAH_STORAGE:?BUILDAH_STORAGE must name the directory of the image storage}"
suite=${DEBIAN_SUITE:-bookworm}

for program in debootstrap buildah node npm; do
  command -v "$program" >/dev/null || { echo "stand-in-base: $program is not installed" >&2; exit 2; }
done
[ "$(id -u)" = 0 ] || { echo "stand-in-base: must run as root" >&2; exit 2; }

storage=(--root "$BUILDAH_STORAGE/root" --runroot "$BUILDAH_STORAGE/run" --storage-driver vfs)
rootfs=$(mktemp -d)
trap 'rm -rf "$rootfs"' EXIT

debootstrap --variant=minbase --include=ca-certificates,libstdc++6 "$suite" "$rootfs" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >&2
rm -rf "$rootfs"/var/cache/apt/archives/*.deb "$rootfs"/var/lib/apt/lists/* "$rootfs"/usr/share/{doc,man,locale}
chroot "$rootfs" groupadd --gid 1000 node
chroot "$rootfs" useradd --uid 1000 --gid node --create-home node

version=$(sed -nE 's/^ARG NODE_IMAGE=.*:([0-9]+\.[0-9]+\.[0-9]+)-.*$/\1/p' "$dockerfile")
package=$(npm pack "node-linux-$(node --print process.arch)@${version:?the Dockerfile names no version of Node.js}" \
  --silent --pack-destination "$rootfs/tmp")
tar --extract --gzip --file "$rootfs/tmp/$package" --directory "$rootfs/usr/local" --strip-components 1 package/bin/node
rm "$rootfs/tmp/$package"
npm_package=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
mkdir -p "$rootfs/usr/local/lib/node_modules"
cp -r "$npm_package" "$rootfs/usr/local/lib/node_modules/npm"
ln -s ../lib/node_modules/npm/bin/npm-cli.js "$rootfs/usr/local/bin/npm"

container=$(buildah "${storage[@]}" from scratch)
buildah "${storage[@]}" copy --quiet "$container" "$rootfs" / >/dev/null
if [ -n "${NODE_EXTRA_CA_CERTS:-}" ]; then
  # A proxy that inspects TLS is trusted inside as it is outside.
  buildah "${storage[@]}" copy --quiet "$container" "$NODE_EXTRA_CA_CERTS" /etc/ssl/certs/extra.pem >/dev/null
  buildah "${storage[@]}" config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/extra.pem "$container"
fi
buildah "${storage[@]}" config --env PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$container"
buildah "${storage[@]}" commit --quiet --rm "$container" "$name" >/dev/null
echo "$name"
