#!/usr/bin/env bash
# Enters the digests the base images have today into services/base-images.env. Review what changed before you merge it.
set -euo pipefail
file=services/base-images.env
for name in BUILD_IMAGE RUNTIME_IMAGE; do
  image=$(sed -n "s/^$name=//p" "$file")
  digest=$(skopeo inspect --format '{{.Digest}}' "docker://${image%@*}")
  [[ $digest =~ ^sha256:[0-9a-f]{64}$ ]] || { echo "the registry gave no digest for ${image%@*}: $digest" >&2; exit 1; }
  sed -i "s|^$name=.*|$name=${image%@*}@$digest|" "$file"
done
