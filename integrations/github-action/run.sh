#!/usr/bin/env bash
# Runs mapvet for the action: annotations to the log, SARIF to a file, its exit status to the outputs. Ends with 0 whatever
# is found, so that the file can be uploaded first; the last step of the action gives the status.
#
# Reads MAPVET_PATTERNS and MAPVET_ARGS (one a line), MAPVET_FAIL_ON, MAPVET_NEW_ONLY, MAPVET_SARIF, MAPVET_FOLDER, and what
# GitHub sets. Works with the bash of macOS, which has no empty arrays under `set -u`.
set -euo pipefail

mapvet=$RUNNER_TEMP/mapvet/bin/mapvet
cd -- "${MAPVET_FOLDER:-.}"

# The lines of a text that are not blank, as arguments in `lines`.
split() {
  lines=()
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    [ -z "${line//[[:space:]]/}" ] || lines+=("$line")
  done <<<"$1"
}

split "${MAPVET_ARGS:-}"
common=(check "${lines[@]+"${lines[@]}"}")
split "${MAPVET_PATTERNS:-}"
patterns=(-- "${lines[@]+"${lines[@]}"}")

report=(--format github --fail-on "${MAPVET_FAIL_ON:-error}")
sarif=
if [ "${MAPVET_SARIF:-false}" = true ]; then
  sarif=$RUNNER_TEMP/mapvet.sarif
  rm -f -- "$sarif"
fi

status=0
if [ "${MAPVET_NEW_ONLY:-true}" = true ] && [ -n "${GITHUB_BASE_REF:-}" ]; then
  if [ -n "$sarif" ]; then
    # Code scanning compares with the target branch by itself. A report of what is new would tell it that the rest is fixed.
    "$mapvet" "${common[@]}" --quiet --exit-zero --format sarif --output "$sarif" "${patterns[@]}" || status=$?
  fi
  report+=(--new-from-merge-base "origin/$GITHUB_BASE_REF")
elif [ -n "$sarif" ]; then
  report+=(--output "sarif=$sarif")
fi
if [ "$status" = 0 ]; then
  "$mapvet" "${common[@]}" "${report[@]}" "${patterns[@]}" || status=$?
fi

[ -s "$sarif" ] || sarif=
{
  echo "status=$status"
  echo "sarif=$sarif"
} >>"$GITHUB_OUTPUT"
