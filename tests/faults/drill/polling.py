"""Kills while feeds are read: every item of the town is there exactly once, with its last words."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from inbox.models import Conversation, ConversationItem
from listening.connectors import facebook_mark, x_messages, x_walk
from listening.models import Feed, Mention, MentionReason, MentionRevision, RawPayload
from practice_hub.practices.models import Membership
from tests.faults.drill import chaos
from tests.faults.drill.audit import claims_are_audited, states_are_audited
from tests.faults.drill.children import again_and_again, beat, celery_worker, worker
from tests.faults.drill.crowd import Crowd, steadily, wait_for_database
from tests.faults.drill.desk import (
    eventually,
    make_feeds_due,
    nobody_met_crosswise,
    nothing_is_held,
    open_practice,
    reconnect,
    signed_in,
)
from tests.faults.drill.machine import Machine
from tests.support.sandbox_server import SandboxServer
from tests.town import Town

A_LITTLE, NEVER = timedelta(seconds=45), 10**9  # what is late in this town is 40 s late at most
A_LOOK, A_LIVE_READER = timedelta(seconds=1), timedelta(seconds=8)
HANDLE = "@lumenlakeside"
PEOPLE = ["jo", "ray"]


def drill(machine: Machine, rng: random.Random, kills: int) -> Counter[str]:
    """Kill `kills` times while townspeople write and feeds are read, then compare."""
    read_little_twice()
    town, members = open_practice(machine)
    ana = Browser(members[0])
    roles = {
        "worker 1": (worker, 40),
        "worker 2": (worker, 40),
        "beat": (beat, 10),
        "celery": (celery_worker, 1),
        "web": (again_and_again(ana.act), 10),
    }
    crowd = Crowd(machine, rng, roles)
    try:
        while crowd.kills < kills:
            crowd.fill(is_armed=True)
            townspeople_write(town.server, rng)
            if rng.random() < 0.5:
                chaos.stir(town.server, rng, chaos.READING)
            with steadily():
                make_feeds_due(timezone.now(), rng)
                if rng.random() < 0.2:
                    reconnect()
            crowd.strike()
        come_to_rest(town, crowd)
    finally:
        crowd.end()
    compare(town.server.state())
    nothing_is_held()
    nobody_met_crosswise(machine)
    return crowd.killed


def read_little_twice() -> None:
    """Every look reads minutes again that were read before, longer than many a drill takes, so
    what a kill made us skip would be found by that. Here a look goes no further back than late
    items need, and none is a deep one: what is skipped stays skipped, and is missed at the end."""
    for module in (facebook_mark, x_messages, x_walk):
        module.OVERLAP = A_LITTLE
    facebook_mark.DEEP_EVERY = x_walk.DEEP_EVERY = NEVER


class Browser:
    """Takes a conversation and gives it back, or looks at the list."""

    def __init__(self, member: Membership) -> None:
        self._client = signed_in(member)

    def act(self, rng: random.Random) -> None:
        rows = list(Conversation.objects.order_by("-pk").values_list("pk", flat=True)[:20])
        if not rows:
            self._client.get("/inbox/")
            return
        act = rng.choice(["claim", "claim", "release"])
        self._client.post(f"/inbox/{rng.choice(rows)}/{act}/", HTTP_HX_REQUEST="true")


def townspeople_write(town: SandboxServer, rng: random.Random) -> None:
    """A few new items on every feed; some are late, some are changed soon after."""
    for _ in range(rng.randint(0, 3)):
        word = f"number {rng.randrange(10**9)}"
        person = rng.choice(PEOPLE)
        kind = rng.random()
        if kind < 0.45:
            _on_x(town, rng, person, word)
        elif kind < 0.6:
            town.act("x_dm", sender=person, recipient="practice", text=word)
        elif kind < 0.85:
            _on_facebook(town, rng, person, word)
        else:
            town.act("fb_message", person=person, text=word)


def _on_x(town: SandboxServer, rng: random.Random, person: str, word: str) -> None:
    late = (datetime.now(UTC) - timedelta(seconds=rng.randint(5, 40))).isoformat()
    when = {"at": late} if rng.random() < 0.2 else {}
    post = town.act("x_post", person=person, text=f"{HANDLE} {word}", **when)
    if rng.random() < 0.15:
        town.act("x_edit", post_id=post["id"], text=f"{HANDLE} {word}, changed")
    if rng.random() < 0.15:
        act = {"person": person, "text": f"{HANDLE} {word}, shifted"}
        match = {"host": "x", "path_regex": "/mentions"}
        town.fault("page_shift", match=match, verb="x_post", args=act)


def _on_facebook(town: SandboxServer, rng: random.Random, person: str, word: str) -> None:
    posts = town.act("fb_page_timeline", limit=5)
    if posts and rng.random() < 0.5:
        parent = rng.choice(posts)["id"]
        town.act("fb_comment", person=person, parent_id=parent, text=word)
        return
    verb = rng.choice(["fb_visitor_post", "fb_visitor_post", "fb_tagged_post"])
    post = town.act(verb, person=person, text=word)
    if rng.random() < 0.2:
        town.act("fb_edit", object_id=post["id"], text=f"{word}, changed")


def come_to_rest(town: Town, crowd: Crowd) -> None:
    """Nobody dies any more and the networks behave: two whole looks at every feed."""
    town.server.clear_faults()
    crowd.end()
    wait_for_database()
    crowd.fill(is_armed=False)
    for _ in range(2):
        started = timezone.now()
        make_feeds_due(started)
        eventually(
            lambda since=started: _is_read(since),
            "every feed was read to its end",
            lambda: list(Feed.objects.values("kind", "last_error", "lease_expires_at")),
        )


def _is_read(since: datetime) -> bool:
    """Each feed was looked at since then and is free. What the last kills left behind is over
    soon: leases of the dead, limits and tokens."""
    waiting = Feed.objects.filter(is_active=True).exclude(
        last_success_at__gte=since, lease_expires_at=None, next_run_at__gt=since
    )
    if not waiting.exists():
        return True
    now = timezone.now()
    reconnect()
    free = waiting.filter(lease_expires_at=None)
    free.filter(last_run_at__lt=now - A_LOOK).update(next_run_at=now)
    waiting.filter(last_run_at__lt=now - A_LIVE_READER).update(lease_expires_at=now)
    return False


def compare(state: dict[str, Any]) -> None:
    """The town's truth beside our rows."""
    truth = texts(state)
    rows = Counter(Mention.objects.values_list("external_id", flat=True))
    lost, invented = set(truth) - set(rows), set(rows) - set(truth)
    assert not lost, f"lost: {sorted(lost)[:5]} ({len(lost)} of {len(truth)})"
    assert not invented, f"never written: {sorted(invented)[:5]}"
    assert max(rows.values()) == 1, "an item is there twice"
    ours = dict(Mention.objects.values_list("external_id", "text"))
    wrong = {key: (ours[key], text) for key, text in truth.items() if ours[key] != text}
    assert not wrong, f"{len(wrong)} texts are not the last ones, such as {list(wrong.items())[:2]}"
    for model in (RawPayload, ConversationItem):
        found = Counter(model.objects.values_list("mention__external_id", flat=True))
        assert set(found) == set(rows) and max(found.values()) == 1, model
    assert MentionReason.objects.values("mention").distinct().count() == len(rows)
    print(f"{len(rows)} items on {Feed.objects.filter(is_active=True).count()} feeds")
    _numbers_are_in_order()
    _cursors_are_right()
    claims_are_audited()
    states_are_audited()


def texts(state: dict[str, Any]) -> dict[str, str]:
    """What townspeople wrote, by the id that names it for good."""
    found = {post["versions"][0]["id"]: post["text"] for post in state["x_posts"]}
    for kind in ("x_dms", "fb_posts", "fb_comments", "fb_messages"):
        found |= {item["id"]: item["text"] for item in state[kind]}
    return found


def _numbers_are_in_order() -> None:
    """Each conversation counts what happened in it without a double, and without a gap but where a
    post was changed after we had it: it counts anew then, as something that nobody has read."""
    changed = Counter(MentionRevision.objects.values_list("mention__inbox_item__conversation"))
    for row in Conversation.objects.prefetch_related("items"):
        numbers = sorted(item.seq for item in row.items.all())
        assert len(numbers) == len(set(numbers)), f"{row.pk}: {numbers}"
        assert row.last_seq == len(numbers) + changed[(row.pk,)], f"{row.pk}: {numbers}"
        assert numbers[0] > 0 and numbers[-1] == row.last_seq, f"{row.pk}: {numbers}"


def _cursors_are_right() -> None:
    for feed in Feed.objects.filter(is_active=True):
        there = MentionReason.objects.filter(feed=feed).count()
        assert feed.items_total == there, f"{feed.kind}: {feed.items_total} counted, {there} there"
        assert (feed.failures, feed.last_error) == (0, ""), f"{feed.kind}: {feed.last_error}"
    x = Feed.objects.get(kind="MENTIONS")
    newest = max(
        Mention.objects.filter(reasons__feed=x).values_list("external_id", flat=True), key=int
    )
    assert int(x.cursor["since_id"]) >= int(newest), (x.cursor, newest)
