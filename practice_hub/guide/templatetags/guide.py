"""`{% setup_strip %}` and `{% first_run %}`: the way back to the setup, and what an inbox says
before anything is listened to; `{% help_url %}`: the help on this page;
`{% tour_card %}`: the card of the tour."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from practice_hub.guide.models import TourEnd
from practice_hub.guide.stations import stations
from practice_hub.guide.steps import Place, Setup, Standing, Step, known_steps, setup_of
from practice_hub.guide.views.setup import SESSION_KEY, town_url
from practice_hub.guide.views.tour import SESSION_KEY as TOUR_KEY
from practice_hub.guide.where import help_for
from practice_hub.quick_urls import address
from practice_hub.roles import Act, may

register = template.Library()


@dataclass(frozen=True, slots=True)
class Strip:
    """Where in the setup the reader is: `here` is the step of this page, `next` what comes then."""

    setup: Setup
    here: Standing | None
    next: Standing | None


@register.inclusion_tag("guide/_strip.html", takes_context=True)
def setup_strip(context: dict[str, Any]) -> dict[str, Any]:
    """Nothing, and no query, unless the reader came from the setup to a page of its steps."""
    request = context["request"]
    keys = [step.key for step in known_steps() if _belongs(request.path, step)]
    if not keys or not _is_in_setup(request):
        return {"strip": None}
    setup = setup_of(request.practice, timezone.now())
    here = [each for each in setup.standings if each.step.key in keys]
    first = next((each for each in here if each.is_open), here[-1])
    return {"strip": Strip(setup, first, setup.after(first.step.key))}


@register.simple_tag(takes_context=True)
def first_run(context: dict[str, Any]) -> Setup | None:
    """The setup, as long as nothing is listened to; asked only where a list is empty."""
    request = context["request"]
    setup = setup_of(request.practice, timezone.now())
    sources = setup.of(Place.SOURCES)
    return setup if sources and not sources.fact.is_done else None


@register.inclusion_tag("guide/_tour.html", takes_context=True)
def tour_card(context: dict[str, Any]) -> dict[str, Any]:
    """In the inbox, for who asked for it or has not closed it yet; a query where it is offered."""
    request = context["request"]
    is_shown = request.path.startswith(address("inbox:list")) and _is_toured(request)
    shown = stations() if is_shown else ()
    return {"stations": shown, "town_url": town_url()}


@register.simple_tag(takes_context=True)
def help_url(context: dict[str, Any]) -> str:
    """Where this page is explained; the list of all for a page that the table does not know."""
    request = context.get("request")
    slug = help_for(getattr(request, "resolver_match", None))
    return reverse("guide:help_page", args=[slug]) if slug else address("guide:help")


def _belongs(path: str, step: Step) -> bool:
    pages = (step.url.partition("#")[0], step.other_url)
    return any(page and path.startswith(page) for page in pages)


def _is_toured(request: HttpRequest) -> bool:
    membership = getattr(request, "membership", None)
    if membership is None:
        return False
    if request.session.get(TOUR_KEY):
        return True
    return settings.IS_TOUR_OFFERED and not TourEnd.objects.filter(user=membership.user_id).exists()


def _is_in_setup(request: HttpRequest) -> bool:
    membership = getattr(request, "membership", None)
    return (
        membership is not None
        and may(membership.role, Act.MANAGE_PRACTICE)
        and request.session.get(SESSION_KEY) == membership.practice_id
    )
