#!/usr/bin/env bash
# Runs the mapvet of the repository that this file is in, and builds it first if need be. pre-commit keeps a clone for each
# revision, so a build belongs to one revision and is used until pre-commit removes the clone.
#
# Not `language: rust`: pre-commit then runs `cargo install --path .`, and the root of a workspace is no package.
set -euo pipefail

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
installed=$repository/target/pre-commit
if ! [ -x "$installed/bin/mapvet" ] && ! [ -x "$installed/bin/mapvet.exe" ]; then
  command -v cargo >/dev/null || {
    echo "error: mapvet is built from source, and cargo is not installed (Rust 1.90 or newer)" >&2
    exit 2
  }
  # A commit sets variables of git that are about the repository of the commit.
  log=$(env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE cargo install --quiet --locked --path "$repository/crates/cli" --root "$installed" 2>&1) || {
    printf 'error: mapvet cannot be built\n%s\n' "$log" >&2
    exit 3
  }
fi
exec "$installed/bin/mapvet" "$@"
