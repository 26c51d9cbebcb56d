"""What may happen between writing and sending, and between two threads that are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from inbox import actions
from inbox.actions import ActionRefused
from inbox.actions.merging import merge
from inbox.actions.public_first import needs_public_first
from inbox.actions.splitting import split_posts
from inbox.domain.later import moment_of
from inbox.models import Promise, Reply
from tests.builders import conversation_of, hear, private, said
from tests.inbox.approval_desk import GRUMPY, LATER, WORRIED, ApprovalDesk, approval_desk
from tests.inbox.test_bulk import text
from tests.inbox.test_later import BODY, HOUR, MORNING, again, returned
from tests.inbox.test_merging import join, page
from tests.inbox.view_desk import HTMX, MARISOL, ViewDesk, expire_claim, move_clock, post_to
from tests.people import Person


@pytest.fixture
def desk(db: None) -> ApprovalDesk:
    return approval_desk(GRUMPY)


def test_every_time_that_can_be_typed_is_read_or_refused() -> None:
    east, west = ZoneInfo("Asia/Tokyo"), ZoneInfo("America/Los_Angeles")
    assert moment_of("0001-01-01T00:00", east) is None
    assert moment_of("9999-12-31T23:59", west) is None
    # As the page says how it is typed where the browser has no field for times.
    assert moment_of("2026-11-30 14:00", east) == datetime(2026, 11, 30, 5, tzinfo=UTC)


def test_thanks_wait_for_an_end_and_not_for_a_new_beginning(desk: ApprovalDesk) -> None:
    ana = desk.people["ana"].user
    desk.write(BODY)
    sent = Reply.objects.get()
    Reply.objects.filter(pk=sent.pk).update(status="SENT", sent_at=LATER, send_after=LATER)
    move_clock(desk.row, state="RESOLVED", has_private=True, resolved_at=LATER)
    thanks = desk.write("Thank you for your patience. Ana", goes_out_at=MORNING, purpose="CLOSING")
    actions.reopen(conversation_id=desk.row.pk, actor=ana, now=LATER + HOUR)
    with pytest.raises(ActionRefused) as early:
        actions.send_now(reply_id=thanks.pk, actor=ana, now=LATER + HOUR)
    assert early.value.code == "state"
    desk.leave(thanks, now=MORNING)
    assert returned(thanks) == ("FAILED", "ENDED")
    with pytest.raises(ActionRefused) as late:
        actions.retry_reply(reply_id=thanks.pk, actor=ana, now=MORNING, seen_seq=desk.row.last_seq)
    assert late.value.code == "state"
    # What may be out has to be settled, whatever became of the conversation.
    Reply.objects.filter(pk=thanks.pk).update(status="UNCERTAIN", settle_after=None)
    actions.settle_send_again(
        reply_id=thanks.pk, actor=ana, now=MORNING, seen_seq=desk.row.last_seq
    )
    assert again(thanks).status == "QUEUED"


def test_private_words_do_not_overtake_the_public_ones_that_were_to_go_first(
    desk: ApprovalDesk,
) -> None:
    ana = desk.people["ana"].user
    public = desk.write(BODY, goes_out_at=MORNING)
    inward = desk.write("May we call you?", audience="PRIVATE", goes_out_at=MORNING + HOUR)
    actions.undo_reply(reply_id=public.pk, actor=ana, now=LATER + HOUR)
    desk.leave(inward, now=MORNING + HOUR)
    assert returned(inward) == ("FAILED", "PUBLIC_FIRST")
    said_why = desk.write(
        "May we call you? Ana", audience="PRIVATE", goes_out_at=MORNING + 3 * HOUR,
        skip_public_reason="She asked us to", now=MORNING + 2 * HOUR,
    )  # fmt: skip
    assert desk.leave(said_why, now=MORNING + 3 * HOUR) == "SENDING"


def test_no_other_time_lets_private_words_overtake(desk: ApprovalDesk) -> None:
    ana = desk.people["ana"].user
    public = desk.write(BODY, goes_out_at=MORNING)
    inward = desk.write("May we call you?", audience="PRIVATE", goes_out_at=MORNING + HOUR)
    how = {"reply_id": inward.pk, "actor": ana, "now": LATER}
    for early in (
        lambda: actions.send_now(**how),
        lambda: actions.reschedule_reply(**how, goes_out_at=MORNING - HOUR),
    ):
        with pytest.raises(ActionRefused, match="first answer to a complaint"):
            early()
    actions.reschedule_reply(
        reply_id=public.pk, actor=ana, now=LATER, goes_out_at=MORNING + 2 * HOUR
    )
    desk.leave(inward, now=MORNING + HOUR)
    assert returned(inward) == ("FAILED", "PUBLIC_FIRST")
    again_at = {"now": MORNING + HOUR, "seen_seq": desk.row.last_seq}
    with pytest.raises(ActionRefused, match="first answer to a complaint"):
        actions.retry_reply(reply_id=inward.pk, actor=ana, **again_at)
    actions.send_now(reply_id=public.pk, actor=ana, now=MORNING + HOUR)
    actions.retry_reply(reply_id=inward.pk, actor=ana, **again_at)
    assert again(inward).status == "QUEUED"


def test_who_wrote_for_later_is_told_that_the_post_is_gone(desk: ApprovalDesk) -> None:
    reply = desk.write(BODY, goes_out_at=MORNING)
    hear(desk.account, gone=(desk.post.external_id,), now=MORNING - HOUR)
    assert returned(reply) == ("FAILED", "GONE")


def test_a_word_in_another_thread_of_it_brings_back_what_goes_out_later(
    desk: ApprovalDesk,
) -> None:
    ana = desk.people["ana"].user
    other = said("And the car park?", author=desk.post.author, thread_id="beside")
    hear(desk.account, other, now=LATER)
    reply = desk.write(BODY, goes_out_at=MORNING)
    beside = conversation_of(other)
    merge(conversation_id=beside.pk, into_id=desk.row.pk, actor=ana, now=LATER)
    below = {"parent_id": other.external_id, "thread_id": "beside", "author": desk.post.author}
    hear(desk.account, said("Forget all of it", **below), now=MORNING - HOUR)
    desk.leave(reply, now=MORNING)
    assert returned(reply) == ("FAILED", "SOMETHING_NEW")


def test_an_approver_who_adds_a_promise_promises_from_when_it_is_read(db: None) -> None:
    desk = approval_desk()
    reply = desk.write(goes_out_at=MORNING)
    words = "We are sorry to hear this. We will get back to you within two hours. Ana"
    desk.approve(reply, body=words)
    assert Promise.objects.get(reply=reply).due_at == MORNING + 2 * HOUR
    assert desk.leave(reply, now=MORNING) == "SENDING"


def test_an_agency_learns_nothing_of_a_private_thread_that_was_merged(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    asks = view_desk.post("Do you have a car park?")
    who = private("my veneers fell out at Harbor Ridge", MARISOL)
    hear(view_desk.facebook, who, now=view_desk.now)
    quiet = conversation_of(who)
    assert not quiet.has_public
    typed = {"audience": "PUBLIC", "body": "Thank you, see you at Harbor Ridge soon."}
    before = text(post_to(vera, asks, "check", typed))
    join(ana, asks, quiet, reason="Wrote to us about veneers")
    assert text(post_to(vera, asks, "check", typed)) == before
    assert "veneers" not in page(vera, f"/inbox/{asks.pk}/")
    assert "merged it" not in page(vera, f"/inbox/{asks.pk}/")
    assert "Merged" not in page(vera, "/inbox/?queue=all")
    assert "veneers" in page(ana, f"/inbox/{asks.pk}/")


def test_a_merge_gives_no_private_thread_to_an_agency(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    asks = view_desk.post()
    item = private("my number is 555 0100", MARISOL)
    hear(view_desk.facebook, item, now=view_desk.now)
    quiet = conversation_of(item)
    actions.assign(conversation_id=asks.pk, actor=ana.user, now=timezone.now(), assignee=vera.user)
    join(ana, quiet, asks)
    assert quiet.assigned_to is None
    asks.refresh_from_db()
    assert asks.assigned_to == vera.user
    with pytest.raises(ActionRefused, match="cannot read it"):
        actions.assign(
            conversation_id=quiet.pk, actor=ana.user, now=timezone.now(), assignee=vera.user
        )


def test_a_timer_at_the_end_of_the_calendar_is_refused(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment()
    view_desk.claim(row, ana)
    words = "We will get back to you within two hours"
    checked = text(post_to(ana, row, "check", {"audience": "PUBLIC", "body": words}))
    name = checked.split('name="promise_words" value="')[1].split('"')[0]
    for due in ("9999-12-31T23:59", "9999-12-31T23:59-14:00", "0001-01-01T00:00+14:00"):
        timer = {"promise_words": name, "promise_found": "", "promise_due": due}
        form = view_desk.form(row, f"Thank you. {words}. Ana", **timer)
        assert post_to(ana, row, "check", form).status_code == 200
        answer = post_to(ana, row, "send", form)
        assert answer.status_code == 422
        assert "needs a time ahead of now, within a year" in text(answer)
    assert not Reply.objects.exists()


def test_what_a_split_leaves_unanswered_is_answered_in_public_first(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Nobody rings me back, third time now")
    view_desk.answer(row, ana, "We are sorry, we call you today.")
    view_desk.answer(row, ana, "May we call you at noon?", "PRIVATE")
    view_desk.now = timezone.now() + timedelta(minutes=1)
    view_desk.writes_again(row, "Again nobody called, this is terrible")
    expire_claim(row)
    first, second = row.items.order_by("seq").values_list("mention_id", flat=True)
    new = split_posts(
        conversation_id=row.pk, mention_ids=[second], actor=ana.user, now=timezone.now()
    )
    move_clock(new, category="COMPLAINT")
    new.refresh_from_db()
    assert needs_public_first(new)
    assert not new.has_private

    other = view_desk.post("Nobody rings me back, fourth time now")
    view_desk.answer(other, ana, "We are sorry to hear this. Ana")
    view_desk.now = timezone.now() + timedelta(minutes=1)
    view_desk.writes_again(other, "Again nobody called, this is terrible")
    expire_claim(other)
    first = other.items.order_by("seq").values_list("mention_id", flat=True)[0]
    split_posts(conversation_id=other.pk, mention_ids=[first], actor=ana.user, now=timezone.now())
    move_clock(other, category="COMPLAINT")
    other.refresh_from_db()
    assert (other.first_answered_at, other.last_public_answer_at) == (None, None)
    assert needs_public_first(other)


def test_a_private_answer_that_is_not_settled_keeps_its_post(
    ana: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Nobody rings me back, third time now")
    reply = view_desk.queue(row, ana, "May we call you at noon?", "PRIVATE")
    view_desk.now = timezone.now()
    view_desk.writes_again(row, "And who turns the heating off?")
    assert reply.target_id
    expire_claim(row)
    with pytest.raises(ActionRefused, match="not settled yet"):
        split_posts(
            conversation_id=row.pk, mention_ids=[reply.target_id], actor=ana.user,
            now=timezone.now(),
        )  # fmt: skip


def test_what_is_tried_again_promises_from_now(desk: ApprovalDesk) -> None:
    words = "Thank you. We will get back to you within two hours. Ana"
    reply = desk.write(words, goes_out_at=MORNING)
    changed = said("Never mind", external_id=desk.post.external_id, author=desk.post.author)
    hear(desk.account, changed, now=LATER + HOUR)
    ana, seen = desk.people["ana"].user, desk.row.last_seq
    actions.retry_reply(reply_id=reply.pk, actor=ana, now=LATER + 2 * HOUR, seen_seq=seen)
    promise = Promise.objects.get(reply=reply)
    assert promise.due_at == LATER + 4 * HOUR
    assert LATER + 3 * HOUR < promise.warn_at < promise.due_at


def test_thanks_that_waited_for_approval_are_not_said_into_an_open_talk(db: None) -> None:
    desk = approval_desk()
    move_clock(desk.row, state="RESOLVED", has_private=True, resolved_at=LATER)
    thanks = desk.write("Thank you for your patience. Ana", purpose="CLOSING")
    assert thanks.status == "AWAITING_APPROVAL"
    ana = desk.people["ana"].user
    actions.reopen(conversation_id=desk.row.pk, actor=ana, now=LATER)
    with pytest.raises(ActionRefused) as refused:
        desk.approve(thanks)
    assert refused.value.code == "state"


def test_a_split_tells_an_agency_of_no_mark_that_came_in_private(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.comment("Do you open on Sundays?")
    view_desk.now = timezone.now()
    view_desk.writes_again(row, "And is there a car park?")
    view_desk.writes_privately(row, WORRIED)
    row.refresh_from_db()
    assert row.is_medical
    first = row.items.order_by("seq").values_list("mention_id", flat=True)[0]
    new = split_posts(
        conversation_id=row.pk, mention_ids=[first], actor=ana.user, now=timezone.now()
    )
    row.refresh_from_db()
    assert (row.is_medical, new.is_medical) == (True, False)
    assert (new.category, new.urgency) != ("MEDICAL", "HIGH")
    assert "medical" not in text(vera.client.get(f"/inbox/{new.pk}/", headers=HTMX)).casefold()
