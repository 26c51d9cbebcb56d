"""Kills while answers leave: each is out exactly once or in front of a person, and none is lost."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from inbox.models import Conversation, Reply
from tests.faults.drill import chaos
from tests.faults.drill.audit import claims_are_audited, replies_are_audited
from tests.faults.drill.children import again_and_again, beat, celery_worker, worker
from tests.faults.drill.crowd import Crowd, steadily, wait_for_database
from tests.faults.drill.desk import (
    AN_HOUR,
    eventually,
    make_feeds_due,
    nobody_met_crosswise,
    nothing_is_held,
    open_practice,
    reconnect,
)
from tests.faults.drill.machine import Machine
from tests.faults.drill.staff import Approver, Writer
from tests.faults.drill.words import answers
from tests.town import Town

GRUMPY = "nobody rings back, number {number}"
WORRIED = "is it normal that my lip is numb after filler? Number {number}"
A_LIVE_SENDER = timedelta(seconds=0.8)
A_BUSY_MACHINE = 1800  # seconds in which people have written what they were cut off from
OUT_AT_LEAST = 0.5  # of all answers; the rest may be in front of a person


def drill(machine: Machine, rng: random.Random, kills: int) -> Counter[str]:
    """Kill `kills` times while people answer and workers send, then compare."""
    town, (ana, ben, priya) = open_practice(machine)
    words = complaints(town, rng, count=max(kills // 4, 20))
    roles = {
        "worker 1": (worker, 40),
        "worker 2": (worker, 40),
        "beat": (beat, 10),
        "celery": (celery_worker, 1),
        "web 1": (again_and_again(Writer(ana, words).act), 15),
        "web 2": (again_and_again(Writer(ben, words).act), 15),
        "web 3": (again_and_again(Approver(priya).act), 5),
    }
    crowd = Crowd(machine, rng, roles)
    try:
        while crowd.kills < kills:
            crowd.fill(is_armed=True)
            if rng.random() < 0.4:
                chaos.stir(town.server, rng, chaos.SENDING)
            with steadily():
                let_time_pass(rng)
            crowd.strike()
        come_to_rest(town, crowd, len(words))
    finally:
        crowd.end()
    compare(town)
    nothing_is_held()
    nobody_met_crosswise(machine)
    return crowd.killed


def complaints(town: Town, rng: random.Random, count: int) -> dict[int, str]:
    """Conversations on both networks, some medical; gives the answer that each shall have."""
    for number in range(count):
        text = (WORRIED if number % 6 == 5 else GRUMPY).format(number=number)
        if number % 2:
            town.act("x_post", person="jo", text=f"@lumenlakeside {text}")
        else:
            town.act("fb_visitor_post", person="ray", text=text.capitalize())
    town.read()
    rows = list(Conversation.objects.order_by("pk").values_list("pk", flat=True))
    assert len(rows) == count
    return dict(zip(rows, answers(rng, count), strict=True))


def let_time_pass(rng: random.Random, *, is_quiet: bool = False) -> None:
    """Leases of dead senders run out, retries and looks are due, at times the feeds as well."""
    now = timezone.now()
    if rng.random() < 0.3 or is_quiet:
        dead = Reply.objects.filter(status="SENDING", sending_at__lt=now - A_LIVE_SENDER)
        dead.update(sending_at=F("sending_at") - AN_HOUR)
        Reply.objects.filter(status="UNCERTAIN", settle_after__gt=now).update(settle_after=now)
        Reply.objects.filter(status="QUEUED", send_after__gt=now).update(send_after=now)
    if rng.random() < 0.1 or is_quiet:
        reconnect()
    if rng.random() < (0.05 if is_quiet else 0.1):  # what is overdue waits for a look
        make_feeds_due(now, None if is_quiet else rng)


def come_to_rest(town: Town, crowd: Crowd, count: int) -> None:
    """Nobody dies any more, the networks behave, and everything moves until nothing does."""
    town.server.clear_faults()
    crowd.end()
    wait_for_database()
    crowd.fill(is_armed=False)
    rng = random.Random(0)

    def is_settled() -> bool:
        let_time_pass(rng, is_quiet=True)
        settling = Reply.objects.filter(status="UNCERTAIN", settle_after__isnull=False)
        moving = Reply.objects.filter(status__in=["AWAITING_APPROVAL", "QUEUED", "SENDING"])
        if Reply.objects.count() < count:
            return False
        crowd.dismiss("web 1", "web 2")  # all is written; they would only take the others' time
        return not (settling | moving).exists()

    def tell() -> object:
        return count, Counter(Reply.objects.values_list("status", "error_kind"))

    what = "every answer was written and came to rest"
    eventually(is_settled, what, tell, seconds=A_BUSY_MACHINE)
    reconnect()
    make_feeds_due(timezone.now())


def compare(town: Town) -> None:
    """The town's truth beside our rows."""
    said, state = in_town(town.server.state()), Reply.objects.order_by("pk")
    assert not state.exclude(via=Reply.Via.API).exists(), "our own answer was taken for another's"
    for reply in state:
        told = f"reply {reply.pk} ({reply.audience}) is {reply.status} {reply.error_kind}"
        told += f", {said[reply.body]} times in town"
        if reply.status == Reply.Status.SENT:
            assert said[reply.body] == 1, told
        elif reply.status == Reply.Status.UNCERTAIN:
            assert reply.needs_person and said[reply.body] <= 1, told
        else:
            assert reply.status == Reply.Status.FAILED and said[reply.body] == 0, told
    strangers = set(said) - set(state.values_list("body", flat=True))
    assert not strangers, f"sent, but nobody wrote it: {len(strangers)}"
    is_out = state.filter(status=Reply.Status.SENT)
    assert is_out.count() >= OUT_AT_LEAST * state.count(), Counter(
        state.values_list("status", "error_kind")
    )
    ids = is_out.values_list("external_id", flat=True)
    assert len(set(ids)) == is_out.count() and "" not in ids
    print(f"{state.count()} answers: {dict(Counter(state.values_list('status', flat=True)))}")
    _nothing_was_tried_blindly(town)
    _states_follow(is_out)
    claims_are_audited()
    replies_are_audited()


def _nothing_was_tried_blindly(town: Town) -> None:
    """By the network's own log: a call is only repeated where the last one was surely refused.

    Networks refuse the same words twice, so a blind resend would hide behind their kindness.
    """
    calls = town.server.requests(method="POST")
    for body in Reply.objects.values_list("body", flat=True):
        statuses = [call["status"] for call in calls if body in str(call["body"])]
        unsure = [status for status in statuses[:-1] if status is None or not 400 <= status < 500]
        assert not unsure, f"sent again without knowing: {statuses}"


def in_town(state: dict[str, Any]) -> Counter[str]:
    """The words of the practice, by the town's own truth, with how often each was said."""
    posts = [post for post in state["x_posts"] if post["author"] == "practice"]
    comments = [item for item in state["fb_comments"] if item["author"] == "practice"]
    messages = [item for item in state["fb_messages"] if item["sender"] == "practice"]
    said = (item["text"] for item in [*posts, *comments, *messages])
    return Counter(text.removeprefix("@jotamsin ") for text in said)


def _states_follow(is_out: Any) -> None:
    """A conversation whose answer is out is answered, whoever died after the call."""
    public = is_out.filter(audience="PUBLIC").values("conversation")
    left = Conversation.objects.filter(pk__in=public, is_unanswered=True)
    assert not left.exists(), f"answered and still open: {list(left.values_list('pk', flat=True))}"
    private = is_out.filter(audience="PRIVATE").values("conversation")
    states = set(Conversation.objects.filter(pk__in=private).values_list("state", flat=True))
    assert states <= {"IN_PRIVATE"}, states
