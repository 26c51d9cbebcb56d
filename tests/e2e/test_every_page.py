"""Every page: axe finds nothing, in light and in dark, and none is wider than its window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page

from inbox.models import Conversation
from practice_hub.practices.models import User
from tests.e2e import ALIAS
from tests.e2e.axe import complaints
from tests.e2e.conftest import NewContext
from tests.e2e.desk import Desk
from tests.e2e.devices import STILL, too_wide
from tests.support.hub import Hub

OF_THE_DAY = (
    *("/inbox/", "/inbox/?queue=all&q=zzz", "/inbox/hand-over/", "/inbox/views/"),
    *("/inbox/palette/?q=hours", "/approve/", "/callbacks/", "/alerts/", "/roster/", "/sources/"),
    *("/snippets/", "/snippets/new/", "/account/", "/account/notifications/"),
    *("/account/undisturbed/", "/account/devices/", "/help/", "/help/hours/", "/help/tour/"),
)
OF_ONE = ("", "merge/", "split/", "in-private/")  # below the address of a conversation
OF_A_MANAGER = (
    *("/reports/", "/reports/time/", "/reports/when/", "/reports/who/", "/reports/care/"),
    *("/reports/voice/", "/reports/definitions/", "/reports/weekly/", "/health/", "/people/"),
    *("/settings/", "/settings/practice/", "/settings/voice/", "/settings/hours/"),
    *("/settings/targets/", "/settings/approvals/", "/settings/alerts/", "/settings/history/"),
    *("/settings/coach/", "/settings/data/", "/settings/sign-in/", "/audit/", "/styleguide/"),
)
OF_A_BEGINNER = ("/inbox/", "/setup/", "/setup/rehearsal/", "/settings/voice/", "/sources/")
DOORS = ("/demo/", "/accounts/login/", "/accounts/password/reset/")


def _complaints(page: Page, paths: Iterable[str]) -> dict[str, list[str]]:
    found = {}
    for path in paths:
        answer = page.goto(path)
        assert answer is not None and answer.status == 200, path
        found[path] = complaints(page) + too_wide(page)
    return {path: said for path, said in found.items() if said}


@contextmanager
def _also_an_operator(name: str) -> Iterator[None]:
    person = User.objects.using(ALIAS).filter(name=name)
    person.update(is_staff=True)
    yield
    person.update(is_staff=False)


def test_all_that_a_manager_opens(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    talk = Conversation.objects.using(ALIAS).filter(has_public=True, has_private=True).first()
    assert talk is not None
    of_one = [f"/inbox/{talk.pk}/{end}" for end in OF_ONE]
    mona = at_desk("Mona Weiss", at=None, has_touch=True, **STILL).page
    with _also_an_operator("Mona Weiss"):
        assert _complaints(mona, (*OF_THE_DAY, *of_one, *OF_A_MANAGER)) == {}


def test_what_a_beginner_opens(hub: Hub, at_desk: Callable[..., Desk]) -> None:
    """Of a practice that has nothing yet: what pages say then is not what they say later."""
    charlie = at_desk("Charlie Bishop", at=None, has_touch=True, **STILL).page
    assert _complaints(charlie, OF_A_BEGINNER) == {}


def test_the_doors(hub: Hub, new_context: NewContext) -> None:
    assert _complaints(new_context(hub.url, **STILL).new_page(), DOORS) == {}
