#!/usr/bin/env bash
# Makes base images from what this machine's package managers give: Debian packages and npm's Node. For checking the Dockerfiles where no
# image registry is in reach; laid out as node:…-slim (a shell, npm) and distroless (no shell, /nodejs/bin/node).
# Prints the file that build.sh takes as BASES.
set -euo pipefail
cache=${TINJIS_IMAGE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/tinjis/images}
root=$(pwd)
version=$("$root/node_modules/node/bin/node" --version)
mkdir -p "$cache/packages"
printf 'BUILD_IMAGE=localhost/tinjis/base-build:%s\nRUNTIME_IMAGE=localhost/tinjis/base-runtime:%s\n' "$version" "$version" >"$cache/bases.env"

# Made once for a version of Node: `buildah rmi` them to take newer Debian packages.
if buildah images "localhost/tinjis/base-build:$version" >/dev/null 2>&1 && buildah images "localhost/tinjis/base-runtime:$version" >/dev/null 2>&1; then
  echo "$cache/bases.env"
  exit
fi

unpack() {
  local into=$1 package deb
  shift
  rm -rf "$into" && mkdir -p "$into"
  for package in "$@"; do
    deb=$(find "$cache/packages" -name "${package}_*.deb" | head -n 1)
    if [ -z "$deb" ]; then
      # apt downloads as a user of its own, who cannot write here; it says so and goes on as root.
      (cd "$cache/packages" && apt-get download "$package" >/dev/null 2>&1) || { echo "apt-get cannot download $package" >&2; exit 1; }
      deb=$(find "$cache/packages" -name "${package}_*.deb" | head -n 1)
    fi
    dpkg-deb --extract "$deb" "$into"
  done
}

libraries=(libc6 libgcc-s1 libstdc++6 libatomic1 base-files)
unpack "$cache/runtime" "${libraries[@]}"
unpack "$cache/build" "${libraries[@]}" dash bash coreutils findutils sed libtinfo6 libselinux1 libacl1 libattr1 libgmp10 libpcre2-8-0

npm=$(dirname "$(dirname "$(readlink -f "$(command -v npm)")")")
install -D "$root/node_modules/node/bin/node" "$cache/runtime/nodejs/bin/node"
install -D "$root/node_modules/node/bin/node" "$cache/build/usr/local/bin/node"
mkdir -p "$cache/build/usr/local/lib/node_modules" "$cache/build/tmp" "$cache/build/root" "$cache/build/etc/ssl/certs" "$cache/runtime/etc"
cp -r "$npm" "$cache/build/usr/local/lib/node_modules/npm"
ln -sf ../lib/node_modules/npm/bin/npm-cli.js "$cache/build/usr/local/bin/npm"
ln -sf dash "$cache/build/bin/sh"
# A machine behind a proxy has its authorities there.
cp -L /etc/ssl/certs/ca-certificates.crt "$cache/build/etc/ssl/certs/" 2>/dev/null || true
echo 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin' >"$cache/runtime/etc/passwd"
echo 'root:x:0:0:root:/root:/bin/sh' >"$cache/build/etc/passwd"

for kind in build runtime; do
  container=$(buildah from scratch)
  buildah add --quiet "$container" "$cache/$kind" / >/dev/null
  environment=PATH=/usr/local/bin:/usr/bin:/bin:/nodejs/bin
  buildah config --env "$environment" "$container"
  [ "$kind" = runtime ] || buildah config --env NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt "$container"
  buildah commit --quiet --rm "$container" "localhost/tinjis/base-$kind:$version" >/dev/null
done
echo "$cache/bases.env"
