#!/bin/sh
# Ask the advisory database about every pinned version, with pip-audit in a place of its own.
# Ends in 0: every version was judged and nothing is known. 1: weaknesses are known. 2: not run:
# pip-audit is not to be had, the database was not reached, or it did not judge every version.
set -u
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
"${PYTHON:-python3}" -m venv "$place/venv" >"$place/log" 2>&1
if ! "$place/venv/bin/pip" install --quiet --disable-pip-version-check "${PIP_AUDIT:-pip-audit}" >>"$place/log" 2>&1; then
    echo "not run: pip-audit could not be installed."
    tail -n 3 "$place/log"
    exit 2
fi
"$place/venv/bin/python" tools/audit.py "$place/venv/bin/pip-audit" requirements.lock requirements-dev.lock
