#!/bin/sh
# Usage: lock.sh PYTHON
# Resolves the dependencies in pyproject.toml for every Python from 3.11 on and writes both lock
# files, with hashes and without the address of any package index.
set -eu
python=$1
"$python" -m uv --version >/dev/null 2>&1 || "$python" -m pip install --quiet uv

compile() {
    "$python" -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

compile --output-file requirements.lock pyproject.toml
compile --output-file requirements-dev.lock --constraint requirements.lock --group dev pyproject.toml
