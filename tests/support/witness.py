"""Somebody who hears every word that the product says, for looking through it afterwards."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings as plain_settings
from django.test import Client

from practice_hub import redact

# All that a library logs, and all that Django says about a request.
LOUD = ("", "urllib3", "tweepy", "oauthlib", "requests_oauthlib", "facebook", "celery", "django")


@dataclass
class Witness:
    """Everything that was said, by where it was said."""

    log: io.StringIO = field(default_factory=io.StringIO)
    pages: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def ask(self, client: Client, path: str, form: dict[str, Any] | None = None) -> Any:
        """A page as its reader gets it; what a link of a mail leads to is followed."""
        client.raise_request_exception = False
        response = client.get(path) if form is None else client.post(path, form)
        self.pages.append(f"{path if form else ''} {dict(response.headers)}")
        self.pages.append(response.getvalue().decode(errors="replace"))
        return response


@contextmanager
def listening(*, loud: tuple[str, ...] = LOUD) -> Iterator[Witness]:
    """Listens at the root as the console does: with its filters, but to every word of `loud`."""
    witness, root = Witness(), logging.getLogger()
    console = plain_settings.LOGGING["handlers"]["console"]
    handler = logging.StreamHandler(witness.log)
    handler.setFormatter(logging.Formatter("%(name)s %(pathname)s %(message)s"))
    for each in root.handlers:
        for one in each.filters:
            handler.addFilter(one)
    assert "redact" in console["filters"]
    handler.addFilter(redact.RedactFilter())
    before = {name: logging.getLogger(name).level for name in loud}
    root.addHandler(handler)
    for name in loud:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield witness
    root.removeHandler(handler)
    for name, level in before.items():
        logging.getLogger(name).setLevel(level)
