#!/usr/bin/env bash
# Writes what a pull request changes in every cluster to difference.md and to the run's summary. BASE is the base branch's commit.
# Ends as `tinjis diff` does: with 1 where the change does not render.
set -uo pipefail
from=$(git merge-base "${BASE:?commit of the base branch}" HEAD) || exit
npx tinjis diff "$from" --markdown >difference.md
status=$?
cat difference.md >>"${GITHUB_STEP_SUMMARY:-/dev/null}"
exit "$status"
