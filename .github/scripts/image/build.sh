#!/usr/bin/env bash
# Builds a service's image as a local manifest list, the same bytes each time for the same commit and base images.
#   SERVICE    TEAM/SERVICE
#   PLATFORMS  what to build for; only files are copied into the last stage, so none of it is emulated
#   LIST       name of the manifest list
#   BASES      file that names the base images
#   NPM_CACHE  folder of this machine that npm takes packages from, and keeps them in; none unless it is given
set -euo pipefail
: "${SERVICE:?TEAM/SERVICE}"
service=${SERVICE##*/}
platforms=${PLATFORMS:-linux/amd64,linux/arm64}
list=${LIST:-localhost/tinjis/$service}
commit=$(git rev-parse HEAD)
epoch=$(git log -1 --format=%ct)

# shellcheck source=/dev/null
source "${BASES:-services/base-images.env}"
for base in "$BUILD_IMAGE" "$RUNTIME_IMAGE"; do
  # A tag moves, and with it what we publish. What is called localhost/ was made on this machine.
  if [[ ${REQUIRE_DIGESTS:-} && $base != localhost/* && $base != *@sha256:* ]]; then
    echo "base image $base has no digest; enter today's by .github/scripts/image/pin-bases.sh and have it reviewed" >&2
    exit 1
  fi
done

buildah manifest rm "$list" >/dev/null 2>&1 || true
# --timestamp sets the time of every file and of the image itself; --no-cache, because what is published comes from this commit alone.
buildah build --no-cache --platform "$platforms" --manifest "$list" --timestamp "$epoch" \
  --build-arg "BUILD_IMAGE=$BUILD_IMAGE" --build-arg "RUNTIME_IMAGE=$RUNTIME_IMAGE" --build-arg "SOURCE_DATE_EPOCH=$epoch" \
  --build-arg "REVISION=$commit" --build-arg "SOURCE_URL=$(sed -n 's/^repository: //p' policies/teams.yaml)" \
  ${NPM_CACHE:+--volume "$NPM_CACHE:/npm-cache" --build-arg NPM_CONFIG_CACHE=/npm-cache} ${BUILD_OPTIONS:-} --file "services/$service/Dockerfile" .
