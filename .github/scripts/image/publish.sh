#!/usr/bin/env bash
# Publishes the archive that another job built, tagged with the commit of this checkout, and hands on name, image and digest.
#   SERVICE         TEAM/SERVICE
#   ARCHIVE         path of the archive
#   DIGEST          what the job that built it says the digest is; any other archive is refused
#   REGISTRY_USER, REGISTRY_TOKEN
#   REGISTRY        image path without service; the team file's unless a test says otherwise
set -euo pipefail
: "${SERVICE:?TEAM/SERVICE}" "${ARCHIVE:?path of the archive}" "${DIGEST:?sha256:…}"
service=${SERVICE##*/}
registry=${REGISTRY:-$(sed -n 's/^registry: //p' policies/teams.yaml)}
name=$registry/$service
image=$name:$(git rev-parse HEAD)
found=sha256:$(skopeo inspect --raw "oci-archive:$ARCHIVE" | sha256sum | cut -d ' ' -f 1)
if [ "$found" != "$DIGEST" ]; then
  echo "the archive holds $found, but $DIGEST was built: something else was handed over; run the workflow again" >&2
  exit 1
fi
# Where docker keeps it: cosign and the attestations look there. The token goes by standard input, never by argument.
auth=${DOCKER_CONFIG:-$HOME/.docker}/config.json
mkdir -p "$(dirname "$auth")"
if [ -n "${REGISTRY_TOKEN:-}" ]; then
  skopeo login --authfile "$auth" --username "$REGISTRY_USER" --password-stdin "${registry%%/*}" <<<"$REGISTRY_TOKEN"
fi
# What is published has the very digest that was checked, or nothing is published.
skopeo copy --all --preserve-digests --authfile "$auth" "oci-archive:$ARCHIVE" "docker://$image"
printf 'name=%s\nimage=%s\ndigest=%s\n' "$name" "$image" "$found" | tee -a "${GITHUB_OUTPUT:-/dev/null}"
