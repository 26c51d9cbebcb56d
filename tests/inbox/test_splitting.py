"""Two matters in one thread become two conversations, and no figure changes by it."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from inbox import actions
from inbox.actions.errors import ActionRefused
from inbox.actions.splitting import split_posts
from inbox.models import Clock, Conversation, Promise, Reply
from inbox.reports.card import report_card
from inbox.reports.filters import parse_filters
from listening.ingest import lock_practice
from practice_hub.practices.models import Practice
from tests.builders import conversation_of, hear, make_member, make_practice, own, said
from tests.inbox.test_bulk import text
from tests.inbox.view_desk import ViewDesk, expire_claim, post_to
from tests.people import Person
from tests.support.patience import PATIENCE_SECONDS


def figures(practice: Practice) -> Any:
    """What was measured, since when the rest waits, and the times on the report card."""
    clocks = Clock.objects.filter(kind__in=["FIRST_RESPONSE", "NEXT_RESPONSE"]).order_by("pk")
    since = list(clocks.values_list("pk", "started_at", "seen_at", "stopped_at", "ending"))
    values = ("kind", "target_at", "wall_seconds", "open_seconds", "staff", "local_day")
    stopped = list(clocks.exclude(stopped_at=None).values_list("pk", *values))
    card = report_card(parse_filters({}, practice, timezone.now()))
    return since, stopped, card.wall, card.open, card.tally.answered, card.tally.met


def posts_of(row: Conversation) -> list[int]:
    items = row.items.order_by("mention__posted_at")
    return list(items.values_list("mention_id", flat=True))


def test_posts_go_with_their_answers_and_times(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post("Do you open on Sundays?")
    reply = view_desk.answer(row, ana, "On Sundays we open at noon. I will write by Friday noon.")
    row.refresh_from_db()
    view_desk.now = timezone.now() + timedelta(minutes=1)
    view_desk.writes_again(row, "And who turns the heating off?")
    actions.assign(conversation_id=row.pk, actor=ana.user, now=timezone.now(), assignee=ben.user)
    view_desk.writes_privately(row, "it is me again")
    expire_claim(row)
    first, second = posts_of(row)[:2]
    before = figures(ana.practice)
    key = Conversation.objects.get(pk=row.pk).key

    shown = ana.client.get(f"/inbox/{row.pk}/split/")
    assert "who turns the heating off" in text(shown)
    assert "it is me again" not in text(shown)
    made = post_to(ana, row, "split", {"posts": [second]}, follow=True)
    assert "a conversation of its own now" in text(made)
    new = Conversation.objects.get(items__mention=second)
    old = Conversation.objects.get(pk=row.pk)
    assert new.pk != old.pk
    assert (new.key, new.assigned_to, new.claimed_by) == (key, ben.user, None)
    assert (new.is_unanswered, new.state, old.is_unanswered) == (True, "OPEN", False)
    assert (new.has_private, old.has_private) == (False, True)
    assert old.items.count() == 2
    assert figures(ana.practice) == before
    running = Clock.objects.filter(conversation=new, stopped_at=None)
    assert set(running.values_list("kind", flat=True)) == {"FIRST_RESPONSE", "RESOLUTION"}
    assert new.due_at == running.get(kind="FIRST_RESPONSE").target_at
    assert Reply.objects.get(pk=reply.pk).conversation == old
    new.first_mention = new.items.get().mention
    view_desk.writes_again(new, "The one in the hall, I mean")
    assert new.items.count() == 2
    assert "heating" in text(ana.client.get("/inbox/?queue=all&q=heating"))

    # The answered one is split off as well: what was said and promised goes with it.
    view_desk.answer(old, ana, "Hello again!", "PRIVATE")
    expire_claim(old)
    split_posts(conversation_id=old.pk, mention_ids=[first], actor=ana.user, now=timezone.now())
    moved = Reply.objects.get(pk=reply.pk).conversation
    assert moved.pk not in (old.pk, new.pk)
    assert (moved.state, moved.first_answered_at) == ("ANSWERED_PUBLICLY", reply.sent_at)
    assert set(Promise.objects.values_list("conversation_id", flat=True)) == {moved.pk}
    promised = Clock.objects.filter(kind="PROMISE")
    assert set(promised.values_list("conversation_id", flat=True)) == {moved.pk}
    answered = Clock.objects.get(kind="FIRST_RESPONSE", audience="PUBLIC", ending="DONE")
    assert answered.conversation == moved
    assert Conversation.objects.get(pk=old.pk).has_public is False
    assert old.legs.filter(channel="X_DM").exists()


def test_an_answer_written_on_the_network_goes_with_what_it_stands_under(
    ana: Person, view_desk: ViewDesk
) -> None:
    asks = said("Is the lift working?", posted_at=view_desk.now - timedelta(hours=2))
    hear(view_desk.x, asks, now=view_desk.now - timedelta(hours=2), feed=view_desk.x_feed)
    row = conversation_of(asks)
    answer = own(asks, "It is, since noon.", posted_at=view_desk.now - timedelta(hours=1))
    hear(view_desk.x, answer, now=view_desk.now - timedelta(minutes=59), feed=view_desk.x_feed)
    view_desk.writes_again(row, "And the stairs?")
    before = figures(ana.practice)
    first = posts_of(row)[0]
    new = split_posts(
        conversation_id=row.pk, mention_ids=[first], actor=ana.user, now=timezone.now()
    )
    assert figures(ana.practice) == before
    assert Reply.objects.get(via="NATIVE").conversation == new
    other = view_desk.post("Is there a cloakroom?")
    view_desk.answer(other, ana, "There is one in the hall.")
    view_desk.now += timedelta(minutes=5)
    view_desk.writes_again(other, "And a ramp?")
    expire_claim(other)
    last = posts_of(other)[1:]
    split_posts(conversation_id=other.pk, mention_ids=last, actor=ana.user, now=timezone.now())
    assert Conversation.objects.get(pk=other.pk).state == "ANSWERED_PUBLICLY"
    assert (new.is_unanswered, new.first_response_seconds) == (False, 3600)
    assert Conversation.objects.get(pk=row.pk).is_unanswered


def test_what_cannot_be_split_says_why(
    ana: Person, ben: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    row, other = view_desk.post(), view_desk.comment()
    assert "There is only one post here" in text(ana.client.get(f"/inbox/{row.pk}/split/"))
    view_desk.writes_again(row, "And one more thing")
    first, second = posts_of(row)
    for chosen in ([], [first, second], posts_of(other), ["nonsense"]):
        refused = post_to(ana, row, "split", {"posts": chosen})
        assert refused.status_code == 422
    reply = view_desk.queue(row, ana, "We look into it.")
    expire_claim(row)
    refused = post_to(ana, row, "split", {"posts": [second], "reason": "two things"})
    assert refused.status_code == 409
    assert "not settled yet" in text(refused)
    assert 'value="two things"' in text(refused)
    actions.undo_reply(reply_id=reply.pk, actor=ana.user, now=timezone.now())
    view_desk.claim(row, ben)
    assert post_to(ana, row, "split", {"posts": [second]}).status_code == 409
    expire_claim(row)
    Conversation.objects.filter(pk=row.pk).update(
        escalation="OPEN", is_medical=True, is_red_flag=True
    )
    with pytest.raises(ActionRefused, match="emergency"):
        split_posts(
            conversation_id=row.pk, mention_ids=[second], actor=ana.user, now=timezone.now()
        )
    assert vera.client.get(f"/inbox/{row.pk}/split/").status_code == 403
    assert post_to(vera, row, "split", {"posts": [second]}).status_code == 403
    assert charlie.client.get(f"/inbox/{row.pk}/split/").status_code == 404
    assert post_to(charlie, row, "split", {"posts": [second]}).status_code == 404
    assert Conversation.objects.count() == 2


def _split(row: Conversation, post: int, actor: Any, made: list[int]) -> None:
    try:
        new = split_posts(
            conversation_id=row.pk, mention_ids=[post], actor=actor, now=timezone.now()
        )
        made.append(new.pk)
    finally:
        connections.close_all()


def _is_somebody_waiting() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_being_stored_comes_before_the_split(db: None) -> None:
    practice = make_practice()
    ana = make_member(practice, "Ana Lind").user
    desk = ViewDesk(practice)
    row = desk.post("Is the lift working?")
    desk.writes_again(row, "And the stairs?")
    made: list[int] = []
    thread = Thread(target=_split, args=(row, posts_of(row)[1], ana, made))
    with transaction.atomic():
        lock_practice(practice.pk)
        thread.start()
        end = monotonic() + PATIENCE_SECONDS
        while not _is_somebody_waiting() and monotonic() < end:
            sleep(0.02)
        desk.now += timedelta(minutes=1)
        desk.writes_again(row, "And the roof?")
    thread.join(PATIENCE_SECONDS)
    desk.now += timedelta(minutes=1)
    desk.writes_again(row, "And the cellar?")
    assert Conversation.objects.count() == 2
    texts = row.items.order_by("seq").values_list("mention__text", flat=True)
    assert list(texts) == ["Is the lift working?", "And the roof?"]
    new = Conversation.objects.get(pk=made[0])
    texts = new.items.order_by("seq").values_list("mention__text", flat=True)
    assert list(texts) == ["And the stairs?", "And the cellar?"]
    assert new.is_unanswered
    assert Conversation.objects.get(pk=row.pk).is_unanswered
