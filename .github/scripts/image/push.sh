#!/usr/bin/env bash
# Publishes what build.sh built, tagged with the commit, and hands on name, image and digest.
#   SERVICE         TEAM/SERVICE
#   REGISTRY_USER, REGISTRY_TOKEN
#   REGISTRY        image path without service; the team file's unless a test says otherwise
set -euo pipefail
: "${SERVICE:?TEAM/SERVICE}"
service=${SERVICE##*/}
registry=${REGISTRY:-$(sed -n 's/^registry: //p' policies/teams.yaml)}
name=$registry/$service
image=$name:$(git rev-parse HEAD)
# Where docker keeps it: cosign and the attestations look there. The token goes by standard input, never by argument.
auth=${DOCKER_CONFIG:-$HOME/.docker}/config.json
mkdir -p "$(dirname "$auth")"
if [ -n "${REGISTRY_TOKEN:-}" ]; then
  buildah login --authfile "$auth" --username "$REGISTRY_USER" --password-stdin "${registry%%/*}" <<<"$REGISTRY_TOKEN"
fi
digest=$(mktemp)
buildah manifest push --all --authfile "$auth" --digestfile "$digest" ${PUSH_OPTIONS:-} "localhost/tinjis/$service" "docker://$image"
printf 'name=%s\nimage=%s\ndigest=%s\n' "$name" "$image" "$(cat "$digest")" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
rm -f "$digest"
