"""Connect a network account from the command line; secrets never stand in the arguments."""

from __future__ import annotations

import json
import os
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from listening.accounts import connect_account
from listening.connectors import registry
from listening.connectors.base import Network
from listening.connectors.entry import NetworkEntry
from listening.refusals import SourceRefusedError
from practice_hub.practices.models import Practice


class Command(BaseCommand):
    help = (
        "Connects an X account or a Facebook page by token. The secrets come from environment "
        "variables such as X_ACCESS_TOKEN or FACEBOOK_PAGE_ACCESS_TOKEN, or with --secrets from a "
        "JSON file (- reads standard input). They never stand in the arguments, which every user "
        "of a machine can read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--practice", required=True, help="short name of the practice (slug)")
        parser.add_argument("--network", required=True, choices=[n.value for n in Network])
        parser.add_argument("--secrets", default="", help="JSON file with the fields; - is stdin")

    def handle(self, *args: Any, practice: str, network: str, secrets: str, **options: Any) -> None:
        entry = registry.NETWORKS[Network(network)]
        values = _from_json(secrets) if secrets else _from_environment(entry)
        found = _practice(practice)
        try:
            account = connect_account(
                practice=found, network=network, values=values, actor=None, now=timezone.now()
            )
        except SourceRefusedError as refusal:
            raise CommandError(_sentence(refusal, entry)) from None
        self.stdout.write(f"{account} is connected for {found.name}; its feeds are due now.")


def _practice(slug: str) -> Practice:
    found = Practice.objects.filter(slug=slug).first()
    if found is None:
        known = ", ".join(Practice.objects.order_by("slug").values_list("slug", flat=True)[:20])
        raise CommandError(f"There is no practice {slug}. Known: {known or 'none yet'}.")
    return found


def variable_name(entry: NetworkEntry, field: str) -> str:
    """Name of the environment variable for one field, such as X_ACCESS_TOKEN."""
    return f"{entry.network.value}_{field.upper()}"


def _from_environment(entry: NetworkEntry) -> dict[str, str]:
    names = [field.name for field in entry.credential_fields]
    return {name: os.environ.get(variable_name(entry, name), "") for name in names}


def _from_json(source: str) -> dict[str, str]:
    try:
        text = sys.stdin.read() if source == "-" else Path(source).read_text(encoding="utf-8")
        values = json.loads(text)
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):  # the message would repeat a part of the secrets
        raise CommandError("The secrets are not valid JSON.") from None
    if not isinstance(values, dict):
        raise CommandError("The secrets must be one JSON object with a text for each field.")
    return {str(name): str(value) for name, value in values.items()}


def _sentence(refusal: SourceRefusedError, entry: NetworkEntry) -> str:
    lines = [refusal.message]
    for name, words in refusal.fields.items():
        lines.append(f"{words} Set {variable_name(entry, name)} or give {name} in the JSON.")
    return "\n".join(lines)
