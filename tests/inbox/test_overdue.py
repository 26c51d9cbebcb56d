"""Hours in which this machine was off: what was queued waits for a look, and may not go at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from inbox import actions, holding, outbox, outbox_results
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from listening import crypto, health
from listening.connectors.base import ConnectorError, ErrorKind
from listening.models import CatchUp, Feed, NetworkAccount
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Practice
from tests.people import Person
from tests.support.sandbox_server import SandboxServer
from tests.town import PEOPLE, Town, connect, read_what_was_missed

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BODIES = itertools.cycle(
    (
        "We are sorry to hear this and want to know more.",
        "Thank you for telling us, that should not happen.",
        "This is not the welcome that we want to give.",
        "That is not how we want to be. Please send us a message.",
        "Waiting is no fun. We will find out what went wrong.",
    )
)


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with SandboxServer() as running:
        yield running


@pytest.fixture
def town(server: SandboxServer, settings: Any, practice: Practice) -> Town:
    server.reset(PEOPLE)
    settings.X_API_BASE_URL = settings.GRAPH_API_BASE_URL = server.base_url
    settings.UNDO_SECONDS = 0
    return connect(practice, server)


def queued(town: Town, who: Person, network: str = "X") -> tuple[Reply, str]:
    """An answer that is due, and the id of the post that it answers."""
    if network == "X":
        post = town.act("x_post", person="jo", text="@lumenlakeside 50 minutes, no word")
    else:
        post = town.act("fb_visitor_post", person="jo", text="Nobody rings me back")
    town.read(town.x if network == "X" else town.facebook)
    row = Conversation.objects.get(items__mention__external_id=post["id"])
    now = timezone.now()
    actions.claim(conversation_id=row.pk, actor=who.user, now=now)
    row.refresh_from_db()
    draft = ReplyDraft(
        audience="PUBLIC",
        body=f"{next(BODIES)} {who.user.first_name}",
        claim_token=row.claim_token,
        seen_seq=row.last_seq,
        form_key=uuid4(),
    )
    reply = actions.queue_reply(conversation_id=row.pk, actor=who.user, now=now, draft=draft)
    return reply, str(post["id"])


def switch_off(town: Town, since: timedelta) -> None:
    """As if nothing had run since then; the last look ended a moment after answers were due."""
    then = timezone.now() - since
    Reply.objects.filter(status="QUEUED").update(send_after=then, created_at=then - MINUTE)
    looked_at = then + timedelta(seconds=1)
    feeds = Feed.objects.filter(account__in=[town.x, town.facebook])
    feeds.update(last_success_at=looked_at, silence_from=looked_at, created_at=then - HOUR)


def read_again(town: Town) -> None:
    """The network is there; live looks; then what was missed."""
    town.read(town.x)
    town.read(town.x)
    read_what_was_missed()


def deliver(reply: Reply) -> Reply:
    outbox.deliver(reply_id=reply.pk, now=timezone.now())
    reply.refresh_from_db()
    return reply


def again(reply: Reply) -> Reply:
    Reply.objects.filter(pk=reply.pk, status="QUEUED").update(send_after=timezone.now())
    return deliver(reply)


def test_what_is_overdue_waits_for_a_look_and_goes_only_if_it_is_still_wanted(
    town: Town, ana: Person
) -> None:
    made = [queued(town, ana) for _ in range(4)]
    (quiet, _), (spoken, post), (answered, other), (gone, deleted) = made
    switch_off(town, 20 * MINUTE)
    town.act("x_post", person="jo", text="@lumenlakeside never mind, solved", reply_to=post)
    town.act("x_post", person="practice", text="We rang you just now", reply_to=other)
    town.act("x_delete", post_id=deleted)
    for reply, _ in made:
        assert deliver(reply).is_held and "is read first" in reply.error_detail
    assert len(town.answers_on_x()) == 1  # the colleague's
    read_again(town)
    assert CatchUp.objects.get().finished_at  # and the page of sources says how much it was
    for reply in (spoken, answered):
        assert again(reply).error_kind == "SOMETHING_NEW", reply.error_detail
    assert again(gone).error_kind == "GONE"
    assert again(quiet).status == "SENT"
    assert len(town.answers_on_x()) == 2
    told = Alert.objects.open().filter(kind=Kind.ANSWER_RETURNED)
    assert {alert.subject_id for alert in told} == {spoken.pk, answered.pk}
    # Even when its account was read before the outbox was swept, half a day is too long.
    late, _ = queued(town, ana)
    switch_off(town, holding.LONGEST_HOLD + HOUR)
    read_again(town)
    assert deliver(late).error_kind == holding.TOO_LONG
    assert "waited 5 h" in late.error_detail and told.filter(subject_id=late.pk).exists()
    # A feed that was refused for good is not waited for.
    last, _ = queued(town, ana)
    switch_off(town, 20 * MINUTE)
    Feed.objects.update(failures=5, last_error_kind="PERMISSION")
    assert deliver(last).status == "SENT"


def test_each_account_has_its_turn(town: Town, ana: Person) -> None:
    replies = [queued(town, ana)[0] for _ in range(3)]
    replies.append(queued(town, ana, "FACEBOOK")[0])
    now = timezone.now()
    for age, reply in zip((5, 9, 7, 1), replies, strict=True):
        Reply.objects.filter(pk=reply.pk).update(send_after=now - age * MINUTE)
    first, second, third, lonely = (reply.pk for reply in replies)
    due = Reply.objects.due(now).in_turns().values_list("pk", flat=True)
    assert list(due) == [second, lonely, third, first]


def test_what_an_old_token_was_refused_says_nothing_of_the_new_one(town: Town, ana: Person) -> None:
    reply, _ = queued(town, ana)
    now = timezone.now()
    Reply.objects.update(status="UNCERTAIN", sending_at=now, settle_after=now)
    used = NetworkAccount.objects.get(pk=town.x.pk)
    town.x.credentials = crypto.encrypt({"consumer_key": "of today"})
    town.x.save()
    dead = ConnectorError(ErrorKind.AUTH, "The token is dead.")
    outbox_results.could_not_look(reply_id=reply.pk, error=dead, used=used, now=now)
    health._book_trouble(used, dead, now)
    town.x.refresh_from_db()
    reply.refresh_from_db()
    assert (town.x.status, reply.needs_person) == ("CONNECTED", False)
    outbox_results.could_not_look(reply_id=reply.pk, error=dead, used=town.x, now=now)
    town.x.refresh_from_db()
    reply.refresh_from_db()
    assert (town.x.status, reply.needs_person) == ("NEEDS_RECONNECT", True)
