#!/usr/bin/env bash
# Names the source that the action would build by its content, so that a build is used again until the source changes.
set -euo pipefail

cd "$(dirname "$0")/../.."
hash=$(find Cargo.toml Cargo.lock crates queries -type f ! -path '*/tests/*' | LC_ALL=C sort | git hash-object --stdin-paths | git hash-object --stdin)
echo "hash=$hash" >>"$GITHUB_OUTPUT"
