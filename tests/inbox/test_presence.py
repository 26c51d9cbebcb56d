"""Who is looking and who is writing: words for colleagues, gone in half a minute (issue 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

from inbox import presence
from inbox.models import Conversation
from inbox.presence import Doing, Present, sentences
from practice_hub.practices.models import Membership
from practice_hub.telling import impatient_redis
from tests.inbox.view_desk import ViewDesk, post_to
from tests.people import Person

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper


def says(who: Person, row: Conversation, doing: str) -> str:
    return post_to(who, row, "presence", {"doing": doing}).content.decode()


def hears(who: Person, row: Conversation) -> str:
    answer = who.client.get(f"/inbox/{row.pk}/presence/")
    assert answer.status_code == 200
    return answer.content.decode()


def channels(callbacks: list[Any]) -> list[str]:
    """Where each change was told: to everybody, or to those who may read private messages."""
    return [callback.args[0].partition("-")[2].partition("-")[2] for callback in callbacks]


def test_colleagues_read_who_looks_and_who_writes(
    ana: Person,
    ben: Person,
    vera: Person,
    view_desk: ViewDesk,
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = view_desk.comment()
    assert "looking" not in says(ana, row, "LOOKING")  # one is not told of oneself
    assert "Ana is looking." in hears(ben, row)
    with django_capture_on_commit_callbacks() as told:
        says(ana, row, "PUBLIC")
        says(ana, row, "PUBLIC")  # a sign of life tells nobody anything new
    assert "Ana is writing a public answer." in hears(ben, row)
    assert "Ana is writing a public answer." in hears(vera, row)
    assert channels(told) == [""]
    says(ana, row, "LOOKING")
    with django_capture_on_commit_callbacks() as told:
        says(ana, row, "PRIVATE")
        says(ana, row, "NOTE")
    assert channels(told) == ["READ_PRIVATE"] * 2
    assert "Ana is writing a note." in hears(ben, row)
    assert "Ana is looking." in hears(vera, row)
    client = impatient_redis(settings.REDIS_URL, 1.0)
    left_seconds = client.ttl(f"presence:{row.pk}:{ana.user.pk}")
    assert 0 < left_seconds <= presence.STAYS_SECONDS
    assert post_to(ana, row, "presence", {"doing": "LEFT"}).status_code == 204
    assert "Ana" not in hears(ben, row)


def test_the_line_says_whose_it_is_and_until_when(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment()
    assert "claim" not in hears(ana, row)
    view_desk.claim(row, ana)
    assert "Renewed while you work." in hears(ana, row)
    assert "The claim of Ana:" in hears(ben, row)
    assert "Renewed while you work." in ana.client.get(f"/inbox/{row.pk}/").content.decode()


def test_strangers_and_private_talks_and_no_redis(
    ana: Person,
    charlie: Person,
    vera: Person,
    view_desk: ViewDesk,
    settings: SettingsWrapper,
) -> None:
    row = view_desk.comment()
    for who in (charlie, vera):
        Conversation.objects.filter(pk=row.pk).update(has_public=False)
        assert post_to(who, row, "presence", {"doing": "LOOKING"}).status_code == 404
    says(ana, row, "nonsense")
    settings.REDIS_URL = ""
    assert "looking" not in says(ana, row, "LOOKING")


def test_the_words() -> None:
    look = [Present(name, Doing.LOOKING) for name in ("Ana", "Ben", "Cleo", "Dan")]
    assert sentences(look[:1]) == ["Ana is looking."]
    assert sentences(look[:2]) == ["Ana and Ben are looking."]
    assert sentences(look) == ["Ana, Ben and 2 more are looking."]
    writes = Present("Eva", Doing.PRIVATE)
    assert sentences([look[0], writes]) == ["Eva is writing a private message.", "Ana is looking."]
    assert sentences([]) == []


def test_everybody_of_the_practice_is_asked_for_at_once(
    ana: Person, view_desk: ViewDesk, django_assert_num_queries: object
) -> None:
    row = view_desk.comment()
    member = Membership.objects.select_related("user").get(pk=ana.membership.pk)
    with django_assert_num_queries(1):
        presence.others(row, member)
