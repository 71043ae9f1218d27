#!/usr/bin/env bash
# Builds both images from their Dockerfiles on local base images, runs them, and checks what an image must be. Last line: N passed, N failed.
# Needs Debian with buildah, and root or user namespaces. Here it is for linux/amd64 alone; CI builds arm64 from the same Dockerfiles.
set -uo pipefail
cd "$(dirname "$0")/../../.." || exit
PATH=$(pwd)/node_modules/.bin:$(pwd)/node_modules/node/bin:$PATH
export PATH BUILDAH_ISOLATION=chroot
passed=0
failed=0
scratch=$(mktemp -d)
container=''
program=''
postgres=''

cleanup() {
  [ -z "$postgres" ] || kill "$postgres" 2>/dev/null
  [ -z "$program" ] || kill "$program" 2>/dev/null
  [ -z "$container" ] || buildah rm "$container" >/dev/null 2>&1
  # Lists first: they hold the images.
  for each in payment antaeus; do buildah manifest rm "localhost/tinjis/check-$each" >/dev/null 2>&1; done
  # What a build leaves without a name; another build's, begun meanwhile, is in use and stays.
  comm -13 "$scratch/nameless" <(nameless) | xargs --no-run-if-empty buildah rmi >/dev/null 2>&1
  [ ! -f "$scratch/built" ] || xargs buildah rmi --force <"$scratch/built" >/dev/null 2>&1
  rm -rf "$scratch"
}

if ! command -v buildah >/dev/null || ! command -v dpkg-deb >/dev/null; then
  echo 'skipped: buildah or dpkg-deb is not installed (apt-get install buildah), so no image was built or checked'
  echo '0 passed, 0 failed'
  rm -rf "$scratch"
  exit 0
fi

nameless() { buildah images --quiet --filter dangling=true | sort; }
nameless >"$scratch/nameless"
trap cleanup EXIT

# check NAME FOUND EXPECTED
check() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
    printf '✔ %s\n' "$1"
  else
    failed=$((failed + 1))
    printf '✘ %s: found %s, expected %s\n' "$1" "${2:-nothing}" "$3"
  fi
}

# build LIST: the digest of what is built, as a registry would give it.
build() {
  LIST=$1 PLATFORMS=linux/amd64 BASES=$bases NPM_CACHE=$(npm config get cache 2>/dev/null) BUILD_OPTIONS=--pull-never \
    .github/scripts/image/build.sh >"$scratch/build.log" 2>&1 || { tail -n 20 "$scratch/build.log" >&2; return 1; }
  tail -n 1 "$scratch/build.log" >>"$scratch/built"
  buildah manifest push --quiet --all --digestfile "$scratch/digest" "$1" "oci:$2" >/dev/null && cat "$scratch/digest"
}

# probe PORT PATH: the status, asked until the program answers, for ten seconds at most.
probe() {
  node -e 'const [port, path] = process.argv.slice(1);
    const ask = (left) => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => console.log(status),
      () => (left > 0 ? setTimeout(ask, 100, left - 1) : console.log("no answer")));
    ask(100);' "$1" "$2"
}

free_ports() {
  node -e 'const { createServer } = require("node:net");
    const servers = [0, 1].map(() => createServer().listen(0));
    setTimeout(() => { console.log(servers.map((each) => each.address().port).join(" ")); servers.forEach((each) => each.close()); }, 50);'
}

bases=$(.github/scripts/image/local-bases.sh) || exit 1
node .github/scripts/image/database.ts payment antaeus >"$scratch/databases" 2>&1 &
postgres=$!
for _ in $(seq 300); do
  grep -q '^ready$' "$scratch/databases" && break
  sleep 0.1
done
grep -q '^ready$' "$scratch/databases" || { cat "$scratch/databases" >&2; exit 1; }
# From a clone: what is checked is one commit, whatever is changed or committed here meanwhile.
git clone --quiet --shared . "$scratch/source" && cd "$scratch/source" || exit 1
commit=$(git rev-parse HEAD)
for SERVICE in payments/payment billing/antaeus; do
  export SERVICE
  name=${SERVICE##*/}
  list=localhost/tinjis/check-$name
  first=$(build "$list" "$scratch/$name-1")
  second=$(build "$list" "$scratch/$name-2")
  check "$name: builds from its Dockerfile" "${first%%:*}" sha256
  [ -n "$first" ] || continue
  check "$name: two builds of one commit have one digest" "$second" "$first"

  manifest=$(node -p 'const { readFileSync } = require("node:fs"); const [, folder] = process.argv;
    const read = (digest) => JSON.parse(readFileSync(`${folder}/blobs/${digest.replace(":", "/")}`, "utf8"));
    let found = JSON.parse(readFileSync(`${folder}/index.json`, "utf8"));
    while (found.manifests) found = read(found.manifests[0].digest);
    JSON.stringify({ ...read(found.config.digest), bytes: found.layers.reduce((sum, { size }) => sum + size, 0) })' "$scratch/$name-1")
  of() { node -p "const image = JSON.parse(process.argv[1]); $1" "$manifest"; }
  check "$name: runs as a number that is not root" "$(of 'image.config.User')" 65532:65532
  check "$name: says which commit it was built from" "$(of 'image.config.Labels["org.opencontainers.image.revision"]')" "$commit"
  check "$name: says its name, licence and source" "$(of '["title", "licenses", "source"].map((key) => Boolean(image.config.Labels[`org.opencontainers.image.${key}`])).join()')" true,true,true
  check "$name: bears the commit's time" "$(of 'Date.parse(image.created) / 1000')" "$(git log -1 --format=%ct)"
  check "$name: has no secret in its environment" "$(of 'image.config.Env.filter((each) => /KEY|TOKEN|PASSWORD|SECRET/i.test(each)).join()')" ''

  container=$(buildah from --pull-never "$(tail -n 1 "$scratch/built")")
  root=$(buildah mount "$container")
  check "$name: has no shell and no package manager" \
    "$(find "$root" \( -name sh -o -name bash -o -name dash -o -name busybox -o -name npm -o -name npx -o -name apt -o -name dpkg \) ! -type d -printf '%f ')" ''
  check "$name: holds nothing its own user could change" "$(find "$root/app" ! -user 0 -o -perm /022 ! -type l | head -n 3)" ''
  check "$name: holds no tests and no other service" "$(find "$root/app/services" -mindepth 1 -maxdepth 2 ! -path "*/$name*" ! -path '*/chassis*' -o -name test -o -name '*.test.ts' | head -n 3)" ''
  node .github/scripts/image/sbom.ts
  installed=$(cd "$root/app" && find node_modules -name package.json -path '*node_modules/*' ! -path '*/dist/*' -exec \
    node -p 'const { readFileSync } = require("node:fs"); process.argv.slice(1).filter((file) => /node_modules\/(@[^/]+\/)?[^/]+\/package.json$/.test(file))
      .map((file) => JSON.parse(readFileSync(file, "utf8"))).map(({ name, version }) => `${name}@${version}`).join("\n")' {} + | sort -u)
  listed=$(node -p 'require("./sbom.cdx.json").components.filter(({ name }) => !name.startsWith("@tinjis/")).map(({ name, version }) => `${name}@${version}`).join("\n")' | sort -u)
  rm -f sbom.cdx.json
  check "$name: the bill of materials lists what is installed" "$(diff <(echo "$listed") <(echo "$installed") | head -n 5)" ''

  read -r port ops < <(free_ports)
  mkdir -p "$scratch/settings"
  echo not-a-key-anybody-has >"$scratch/settings/key"
  printf '[{"caller": "check", "roles": ["charge"], "sha256": "%s"}]' "$(tr -d '\n' <"$scratch/settings/key" | sha256sum | cut -d ' ' -f 1)" >"$scratch/settings/keys.json"
  chmod 755 "$scratch" && chmod -R a+rX "$scratch/settings"
  buildah run --user 65532:65532 --volume "$scratch/settings:/run/check:ro" --env HOST=127.0.0.1 --env "PORT=$port" --env "OPS_PORT=$ops" --env DRAIN_SECONDS=0 \
    --env "DATABASE_URL=$(sed -n "s/^$name //p" "$scratch/databases")" --env API_KEYS_FILE=/run/check/keys.json \
    --env PAYMENT_PROVIDER_ENDPOINT=http://127.0.0.1:1/v1/charges --env PAYMENT_API_KEY_FILE=/run/check/key \
    "$container" -- /nodejs/bin/node "services/$name/src/start.ts" >"$scratch/run.log" 2>&1 &
  program=$!
  check "$name: runs, and lives" "$(probe "$ops" /live)" 200
  check "$name: is ready" "$(probe "$ops" /ready)" 200
  check "$name: answers on its public port, with a refusal where nothing was asked for" "$(probe "$port" /no-such-path)" 404
  kill "$program" 2>/dev/null
  wait "$program" 2>/dev/null
  program=''
  check "$name: starts what it holds" "$(buildah run --user 65532:65532 "$container" -- /nodejs/bin/node -p 'process.getuid()' 2>/dev/null)" 65532
  buildah run --user 65532:65532 "$container" -- /bin/sh -c true >/dev/null 2>&1
  check "$name: starts no shell" "$([ $? -ne 0 ] && echo refused)" refused
  printf '  %s: %s, %s MB compressed, %s MB of it our own\n' "$name" "$first" "$(of 'Math.round(image.bytes / 1e6)')" "$(du -sm "$root/app" | cut -f 1)"
  [ $failed -eq 0 ] || tail -n 5 "$scratch/run.log"
  buildah rm "$container" >/dev/null
  container=''
done
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
