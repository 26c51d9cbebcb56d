"""How a practice goes live: it is opened here, and its owner comes by the printed link."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email, validate_slug
from django.utils import timezone

from practice_hub.practices.actions import PeopleError, open_practice
from practice_hub.practices.mail import invitation_url
from practice_hub.practices.models import validate_time_zone


class Command(BaseCommand):
    help = "Open a practice and print the invitation link of its owner."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="As people know it.")
        parser.add_argument("--slug", required=True, help="Short name: letters, digits, hyphens.")
        parser.add_argument("--time-zone", required=True, help="Like America/New_York.")
        parser.add_argument("--owner-email", required=True, help="Who is to own it.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            validate_slug(options["slug"])
            validate_time_zone(options["time_zone"])
            validate_email(options["owner_email"])
            invitation = open_practice(
                name=options["name"].strip(),
                slug=options["slug"],
                time_zone=options["time_zone"],
                owner_email=options["owner_email"],
                at=timezone.now(),
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except PeopleError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{invitation.practice.name} is open. Give its owner this link; it works once, "
            f"until {invitation.expires_at:%B %-d}:\n{invitation_url(invitation)}"
        )
