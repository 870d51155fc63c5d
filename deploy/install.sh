#!/bin/sh
# Install the lock file $2 into the environment of the Python $1: uv when it is there (fast), else pip.
# Both check every file against the lock's hashes; uv knows nothing of pip's settings, so pip has the last word.
set -eu
python=$1
lock=$2
echo "rasad: installing the packages of $lock (minutes the first time)" >&2
for uv in "$(dirname "$python")/uv" uv; do
    if "$uv" --version >/dev/null 2>&1 \
        && "$uv" pip install --quiet --require-hashes --python "$python" -r "$lock" 2>/dev/null; then
        exit 0
    fi
done
# The lock is complete, so nothing is left to resolve; older pips (23.2) stumble over lxml's extras when they try.
exec "$python" -m pip install --quiet --disable-pip-version-check --no-input --no-deps --require-hashes -r "$lock"
