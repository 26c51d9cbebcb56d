"""Hours in which this machine was off: what was queued waits for a look, and may not go at all."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import holding, outbox_results
from inbox.models import Reply
from listening import crypto, health
from listening.connectors.base import ConnectorError, ErrorKind
from listening.models import CatchUp, Feed, NetworkAccount
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from tests.answering import deliver, deliver_again, queued
from tests.people import Person
from tests.town import Town, read_what_was_missed

pytestmark = pytest.mark.django_db
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


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


def test_what_is_overdue_waits_for_a_look_and_goes_only_if_it_is_still_wanted(
    town: Town, ana: Person
) -> None:
    made = [queued(town, ana) for _ in range(4)]
    quiet, spoken, answered, gone = made
    post, other, deleted = (reply.target.external_id for reply in made[1:] if reply.target)
    switch_off(town, 20 * MINUTE)
    town.act("x_post", person="jo", text="@lumenlakeside never mind, solved", reply_to=post)
    town.act("x_post", person="practice", text="We rang you just now", reply_to=other)
    town.act("x_delete", post_id=deleted)
    for reply in made:
        assert deliver(reply).is_held and "is read first" in reply.error_detail
    assert len(town.answers_on_x()) == 1  # the colleague's
    read_again(town)
    assert CatchUp.objects.get().finished_at  # and the page of sources says how much it was
    for reply in (spoken, answered):
        assert deliver_again(reply).error_kind == "SOMETHING_NEW", reply.error_detail
    assert deliver_again(gone).error_kind == "GONE"
    assert deliver_again(quiet).status == "SENT"
    assert len(town.answers_on_x()) == 2
    told = Alert.objects.open().filter(kind=Kind.ANSWER_RETURNED)
    assert {alert.subject_id for alert in told} == {spoken.pk, answered.pk}
    # Even when its account was read before the outbox was swept, half a day is too long.
    late = queued(town, ana)
    switch_off(town, holding.LONGEST_HOLD + HOUR)
    read_again(town)
    assert deliver(late).error_kind == holding.TOO_LONG
    assert "waited 5 h" in late.error_detail and told.filter(subject_id=late.pk).exists()
    # A feed that was refused for good is not waited for.
    last = queued(town, ana)
    switch_off(town, 20 * MINUTE)
    Feed.objects.update(failures=5, last_error_kind="PERMISSION")
    assert deliver(last).status == "SENT"


def test_each_account_has_its_turn(town: Town, ana: Person) -> None:
    replies = [queued(town, ana) for _ in range(3)]
    replies.append(queued(town, ana, network="FACEBOOK"))
    now = timezone.now()
    for age, reply in zip((5, 9, 7, 1), replies, strict=True):
        Reply.objects.filter(pk=reply.pk).update(send_after=now - age * MINUTE)
    first, second, third, lonely = (reply.pk for reply in replies)
    due = Reply.objects.due(now).in_turns().values_list("pk", flat=True)
    assert list(due) == [second, lonely, third, first]


def test_what_an_old_token_was_refused_says_nothing_of_the_new_one(town: Town, ana: Person) -> None:
    reply = queued(town, ana)
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
