#!/bin/sh
# A virtual environment with Python 3.12 or 3.13 in the folder $1, or one line that says what to install.
# A name on the PATH may be a pyenv shim that runs nothing: each candidate is tried.
set -eu
target=$1

fits() {
    "$1" -c 'import sys; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    for name in python3.12 python3.13 python3; do
        if fits "$name"; then command -v "$name"; return; fi
    done
    for path in "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.1[23]*/bin/python3 /opt/python*/bin/python3; do
        if [ -x "$path" ] && fits "$path"; then echo "$path"; return; fi
    done
    if command -v uv >/dev/null 2>&1; then
        UV_PYTHON_DOWNLOADS=never uv python find '>=3.12,<3.14' 2>/dev/null || true
    fi
}

python=$(find_python)
if [ -z "$python" ]; then
    echo "rasad: needs Python 3.12 or 3.13; install it: sudo apt-get install -y python3.12 python3.12-venv" \
         "(Ubuntu 24.04), python3.13 python3.13-venv (Debian 13), or: pyenv install 3.12" >&2
    exit 1
fi
rm -rf "$target"
if "$python" -m venv "$target" >/dev/null 2>&1; then exit 0; fi
rm -rf "$target"
# Debian keeps venv in a package of its own.
package=$("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    apt-get -q update >/dev/null && apt-get -q install -y "$package" >/dev/null
    exec "$python" -m venv "$target"
fi
echo "rasad: $python has no venv; run: sudo apt-get install -y $package" >&2
exit 1
