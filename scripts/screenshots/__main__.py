"""Takes pictures of all pages, and those of the README, from a demo that it starts itself.

`python -m scripts.screenshots [--address http://127.0.0.1:8000] [--to screenshots] [--no-readme]`
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import django
from playwright.sync_api import Browser, Error

from scripts.screenshots.all import take_all
from scripts.screenshots.readme import take_for_readme
from tests.support.chromium import open_chromium
from tests.support.hub import Hub

README_FOLDER = "docs/img"


def main() -> int:
    options = _options()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "practice_hub.settings")
    django.setup()  # the table of addresses is read from it, nothing else
    with _demo(options.address) as address, open_chromium() as browser:
        try:
            return _take(browser, address, options)
        except Error as error:
            reason = str(error).splitlines()[0]
            print(f"No pictures: is the demo running at {address}? {reason}", file=sys.stderr)
            return 1


def _take(browser: Browser, address: str, options: argparse.Namespace) -> int:
    troubles = take_all(browser, address, Path(options.to))
    if not options.no_readme:
        take_for_readme(browser, address, Path(README_FOLDER))
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--address", help="of a demo that runs already, such as http://127.0.0.1:8000"
    )
    parser.add_argument("--to", default="screenshots", help="folder of the pictures of all pages")
    parser.add_argument("--no-readme", action="store_true", help=f"leave {README_FOLDER} as it is")
    return parser.parse_args()


@contextmanager
def _demo(address: str | None) -> Iterator[str]:
    if address:
        yield address.rstrip("/")
        return
    with TemporaryDirectory() as folder, Hub(Path(folder)) as hub:
        yield hub.url


if __name__ == "__main__":
    raise SystemExit(main())
