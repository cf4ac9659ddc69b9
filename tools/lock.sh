#!/bin/sh
# Renew both lock files: every version pinned with hashes, for every platform, naming no index.
set -eu
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/venv"
"$place/venv/bin/pip" install --quiet --disable-pip-version-check uv
echo 'flit_core>=3.12,<4' > "$place/build.in"
compile() {
    "$place/venv/bin/uv" pip compile pyproject.toml "$place/build.in" --universal \
        --python-version 3.11 --generate-hashes --no-header --no-annotate --quiet --upgrade "$@"
}
compile --extra postgres --output-file requirements.lock
compile --extra postgres --extra xlsform --extra dev --constraint requirements.lock --output-file requirements-dev.lock
if grep -n 'http' requirements.lock requirements-dev.lock; then
    echo "A lock file names an address; it must not." >&2
    exit 1
fi
