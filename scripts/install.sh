#!/bin/sh
# Usage: install.sh VENV LOCKFILE [PIP-OPTION...]
# Makes the virtual environment with the first Python that is new enough, and installs exactly
# what the lock file lists, checked by hash. PYTHON names an interpreter of your own choice.
set -eu
venv=$1
lock=$2
shift 2

fail() {
    echo "Practice Hub cannot be installed: $1" >&2
    exit 1
}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3 python}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
}

if ! { [ -x "$venv/bin/python" ] && is_new_enough "$venv/bin/python"; }; then
    python=$(find_python)
    if [ -z "$python" ] && [ -n "${PYTHON:-}" ]; then
        fail "PYTHON=$PYTHON is not a Python 3.11 or newer; name another one, or none to have one found"
    elif [ -z "$python" ]; then
        found=$(python3 --version 2>/dev/null || echo "no Python 3 at all")
        fail "it needs Python 3.11 or newer and finds $found; install a newer one, or name it: make demo PYTHON=/path/to/python3.11"
    fi
    "$python" -c 'import ensurepip, venv' >/dev/null 2>&1 ||
        fail "$python has no venv module; install it (on Debian and Ubuntu the package python3-venv) and try again"
    echo "Making the environment in $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv" || fail "the environment in $venv could not be made; see above"
fi

echo "Installing the packages of $lock (the first time takes a minute or two)"
# Leftovers of an earlier lock would hide a missing dependency, but do no harm at run time.
"$venv/bin/python" -m pip install -qq --disable-pip-version-check --no-input \
    --require-hashes --no-deps "$@" -r "$lock" ||
    fail "the packages of $lock could not be installed; the lines above say why (is the network reachable, is the disk full?)"
