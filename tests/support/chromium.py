"""Where the browser for the tests is; `make test` installs one when there is none."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, expect, sync_playwright

from tests.support.patience import PATIENCE_MS

# The windows behind new pages have an address bar that nobody sees, and its popup is a page in a
# process of its own, which costs more than most pages that are looked at. Only the last such list
# counts, so what Playwright switches off stands here once more. Nor is a process kept ready for a
# page that may come: every browser of a test would start one more that shows nothing.
NOT_NEEDED = [
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "SpareRendererForSitePerProcess"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose"),
    *("HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter"),
    *("PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(NOT_NEEDED)}",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class NoChromiumError(Exception):
    """There is no browser to test with; the message says what to do."""


def chromium_path() -> str:
    """Return the path of a Chromium; raise NoChromiumError, so that tests fail and never skip."""
    for name in (os.environ.get("CHROMIUM_PATH", ""), *NAMES):
        if name and (found := shutil.which(name)):
            return found
    raise NoChromiumError(
        "The browser tests need Chromium and none is found: run `make test`, install the package "
        "chromium, or set CHROMIUM_PATH to a Chromium or Chrome."
    )


@contextmanager
def open_chromium() -> Iterator[Browser]:
    """A running Chromium, with patience in everything that is expected of its pages."""
    path = chromium_path()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield chromium
        chromium.close()
