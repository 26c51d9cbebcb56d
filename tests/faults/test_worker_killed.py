"""kill -9 of the worker after the network took an answer and before we knew: never twice."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db.models import F
from django.utils import timezone

from inbox import actions
from inbox.actions import ReplyDraft
from inbox.models import Conversation, Reply
from practice_hub.celery import app
from practice_hub.practices.models import User
from tests.builders import make_member
from tests.faults.workers import Workers, eventually
from tests.support.patience import PATIENCE_SECONDS
from tests.town import Town

pytestmark = pytest.mark.timeout(300)  # some machines are busy
TIMES = 5  # at one exact point each; the drills kill hundreds of times at any point
# Short, harmless and of its own each: the guard and the coach let all of them pass.
THANKS_FOR = [
    "note",
    "message",
    "post",
    "words",
    "patience",
    "honesty",
    "feedback",
    "comment",
    "question",
    "time",
    "nudge",
    "line",
    "thought",
    "trust",
    "kindness",
    "candor",
    "openness",
    "review",
    "story",
    "effort",
    "heads-up",
]
AT_ANY_MOMENT = 8
WITHHELD = {"method": "POST", "path_regex": r"/2/tweets$|/comments$"}


def complaints(town: Town, rng: random.Random, count: int) -> list[Conversation]:
    """As many conversations, on both networks in a mixed order."""
    for number in range(count):
        if number % 2:
            town.act("x_post", person="jo", text=f"@lumenlakeside nobody rings back, {number}")
        else:
            town.act("fb_visitor_post", person="ray", text=f"Nobody rings back, {number}")
    town.read()
    rows = list(Conversation.objects.order_by("pk"))
    assert len(rows) == count
    rng.shuffle(rows)
    return rows


def answer(row: Conversation, actor: User) -> Reply:
    """Queue an answer with words of its own; the worker is nudged at once."""
    now = timezone.now()
    taken = actions.claim(conversation_id=row.pk, actor=actor, now=now)
    draft = ReplyDraft(
        audience="PUBLIC",
        body=f"Thank you for the {THANKS_FOR[row.pk % len(THANKS_FOR)]}. Ana",
        claim_token=taken.token,
        seen_seq=row.last_seq,
        form_key=uuid4(),
    )
    return actions.queue_reply(conversation_id=row.pk, actor=actor, now=now, draft=draft)


def accepted(town: Town) -> int:
    """How many answers the networks have taken so far."""
    return len(town.server.requests(path=WITHHELD["path_regex"], method="POST"))


def crash(workers: Workers, rng: random.Random) -> None:
    """The whole worker, or only the process at work: then the task is handed out once more."""
    if rng.random() < 0.7:
        workers.kill()
        workers.start()
    else:
        workers.kill_child()


def let_time_pass() -> None:
    """The leases of dead senders run out, and the next look for uncertain answers is due."""
    an_hour = timedelta(hours=1)
    Reply.objects.filter(status="SENDING").update(sending_at=F("sending_at") - an_hour)
    Reply.objects.filter(status="UNCERTAIN").update(settle_after=F("settle_after") - an_hour)
    app.send_task("inbox.sweep_outbox")


def settle(seconds: float = 2 * PATIENCE_SECONDS) -> None:
    """Sweep, as beat does, until nothing moves by itself any more."""
    moving = Reply.objects.filter(status__in=["QUEUED", "SENDING"]) | Reply.objects.filter(
        status="UNCERTAIN", settle_after__isnull=False
    )
    deadline = time.monotonic() + seconds
    while moving.exists():
        assert time.monotonic() < deadline, list(moving.values_list("pk", "status"))
        let_time_pass()
        time.sleep(0.3)


def in_town(town: Town) -> Counter[str]:
    """The words of the practice, by the town's own truth, with how often each was said."""
    state = town.server.state()
    said = [*state["x_posts"], *state["fb_comments"]]
    ours = (item["text"] for item in said if item["author"] == "practice")
    return Counter(text.removeprefix("@jotamsin ") for text in ours)


@pytest.fixture
def ana(town: Town) -> User:
    return make_member(town.practice, "Ana Lind").user


def test_between_acceptance_and_commit(
    town: Town, ana: User, workers: Workers, rng: random.Random
) -> None:
    rows = complaints(town, rng, TIMES)
    workers.start()
    for number, row in enumerate(rows, start=1):
        town.server.fault("slow", match=WITHHELD, seconds=10)  # applied, and then no answer
        reply = answer(row, ana)
        eventually(lambda n=number: accepted(town) == n, "the network took it")  # type: ignore[misc]
        crash(workers, rng)
        reply.refresh_from_db()
        assert reply.status == "SENDING"
    settle()
    town.read()
    replies = list(Reply.objects.order_by("pk"))
    assert [reply.status for reply in replies] == ["SENT"] * TIMES
    assert in_town(town) == Counter(reply.body for reply in replies)
    assert max(in_town(town).values()) == 1
    assert len({reply.external_id for reply in replies}) == TIMES
    assert accepted(town) == TIMES
    assert not Conversation.objects.filter(is_unanswered=True).exists()


def test_at_any_moment(town: Town, ana: User, workers: Workers, rng: random.Random) -> None:
    """Before the call, in it, after it: each is out once, or a person is asked."""
    rows = complaints(town, rng, AT_ANY_MOMENT)
    workers.start()
    for row in rows:
        reply = answer(row, ana)
        _wait_for_start(reply, rng)
        crash(workers, rng)
    settle()
    said: Any = in_town(town)
    for reply in Reply.objects.all():
        assert reply.status == "SENT" or reply.needs_person
        assert said[reply.body] == 1 if reply.status == "SENT" else said[reply.body] <= 1
    assert Reply.objects.count() == AT_ANY_MOMENT


def _wait_for_start(reply: Reply, rng: random.Random) -> None:
    """Until the sender has begun, and then for up to 40 ms."""
    queued = Reply.objects.filter(pk=reply.pk, status="QUEUED")
    eventually(lambda: not queued.exists(), "the sender began")
    time.sleep(rng.uniform(0, 0.04))
