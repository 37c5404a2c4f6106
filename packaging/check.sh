#!/bin/sh
# Wheel and sdist, each installed into an empty environment, run from an empty folder without this repository.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
uv build -q --out-dir "$work/dist" "$here"
cp "$here/fixtures/syllabi/"*.md "$work/"
for package in "$work"/dist/*.whl "$work"/dist/*.tar.gz; do
    uv venv -q --clear "$work/venv"
    uv pip install -q --python "$work/venv" "$package"
    (cd "$work" && SYLLABUS_ORCHESTRATOR_HOME="$work/data" venv/bin/syllabus-orchestrator run ./*.md --dry-run >"$work/told")
    grep -q "Dry run" "$work/told"
done
cd "$work" && uvx -q --from dist/*.whl syllabus-orchestrator --version
