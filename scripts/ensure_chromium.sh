#!/bin/sh
# Sees to it that the browser tests find a Chromium: one that is there, or Debian's.
set -eu
cd "$(dirname "$0")/.."

find_chromium() {
    for candidate in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1; then
            return 0
        fi
    done
    return 1
}

find_chromium && exit 0

run_as_root=
if [ "$(id -u)" -ne 0 ]; then
    run_as_root="sudo -n"
    sudo -n true >/dev/null 2>&1 || run_as_root=none
fi

if [ "$run_as_root" != none ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's chromium for the browser tests"
    export DEBIAN_FRONTEND=noninteractive
    $run_as_root apt-get update -qq >/dev/null || true
    $run_as_root apt-get install -y -qq --no-install-recommends \
        chromium fonts-inter fonts-dejavu-core fonts-noto-color-emoji >/dev/null || true
fi

if ! find_chromium; then
    echo "The browser tests need Chromium and none is found: install the package chromium," \
        "or set CHROMIUM_PATH to a Chromium or Chrome." >&2
    exit 1
fi
