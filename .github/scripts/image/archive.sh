#!/usr/bin/env bash
# Writes what build.sh built to image.tar, and hands on the archive's name as an artifact and the digest of its image index.
#   SERVICE  TEAM/SERVICE
#   LIST     name of the manifest list, as build.sh has it
set -euo pipefail
: "${SERVICE:?TEAM/SERVICE}"
service=${SERVICE##*/}
scratch=$(mktemp)
trap 'rm -f "$scratch"' EXIT
rm -f image.tar
buildah manifest push --quiet --all --digestfile "$scratch" "${LIST:-localhost/tinjis/$service}" oci-archive:image.tar >/dev/null
# Several services are built in one run: each has an artifact of its own.
printf 'artifact=image-%s\ndigest=%s\n' "$service" "$(cat "$scratch")" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
