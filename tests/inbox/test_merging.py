"""Conversations worked as one: what a merge changes, what it never does, and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from inbox import actions, outbox
from inbox.actions.errors import ActionRefused
from inbox.actions.merging import merge, split_off
from inbox.bulk import BulkAct, merge_step
from inbox.bulk import take_back as undo
from inbox.gate_context import heard_of
from inbox.models import Clock, Conversation, ConversationSeen, Reply, SavedDraft
from inbox.presence import Doing, say
from inbox.privacy import erasing
from inbox.privacy.holdings import counts_of
from inbox.reports.card import report_card
from inbox.reports.filters import parse_filters
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Practice
from tests.builders import make_practice
from tests.inbox.test_bulk import press, take_back, text
from tests.inbox.view_desk import HTMX, ViewDesk, expire_claim, post_to
from tests.people import Person

SURE = "Both are hers, she said so on the phone"


def join(who: Person, one: Conversation, into: Conversation, reason: str = SURE) -> None:
    merge(
        conversation_id=one.pk,
        into_id=into.pk,
        actor=who.user,
        now=timezone.now(),
        reason=reason,
    )
    one.refresh_from_db()
    into.refresh_from_db()


def page(who: Person, url: str) -> str:
    answer = who.client.get(url)
    assert answer.status_code == 200
    return text(answer)


def measured(practice: Practice) -> tuple[Any, ...]:
    """Every clock with all its values, and the report card made of them."""
    day = timezone.now()
    filters = parse_filters({}, practice, day)
    return list(Clock.objects.order_by("pk").values_list()), report_card(filters)


def matters(*rows: Conversation) -> list[int | None]:
    return [Conversation.objects.get(pk=row.pk).matter for row in rows]


def test_two_threads_are_one_line_and_one_page_and_nothing_measured_changes(
    ana: Person, ben: Person, vera: Person, charlie: Person, view_desk: ViewDesk
) -> None:
    asks = view_desk.post("Do you open on Sundays?")
    thanks = view_desk.comment("See you on Friday then")
    view_desk.answer(thanks, ana, "You are welcome!")
    SavedDraft.objects.create(
        practice=ana.practice, conversation=asks, user=ben.user, audience="PUBLIC",
        text="half a word", version=1, updated_at=timezone.now(),
    )  # fmt: skip
    actions.assign(conversation_id=thanks.pk, actor=ana.user, now=timezone.now(), assignee=ben.user)
    before = measured(ana.practice)
    for row in (asks, thanks):
        expire_claim(row)

    compared = page(ana, f"/inbox/{asks.pk}/merge/?into={thanks.pk}")
    assert "Different accounts wrote these" in compared
    assert "Ben Okoro has both from now on" in compared
    assert "Ben Okoro has unsent text" in compared
    form = {"into": thanks.pk, "reason": ""}
    refused = post_to(ana, asks, "merge", form)
    assert refused.status_code == 422
    assert "Say how you know" in text(refused)
    assert matters(asks, thanks) == [None, None]
    merged = post_to(ana, asks, "merge", {**form, "reason": SURE}, follow=True)
    assert "Each thread keeps its own answers and clocks" in text(merged)
    assert matters(asks, thanks) == [thanks.pk, thanks.pk]
    asks.refresh_from_db()
    assert asks.assigned_to == ben.user
    assert Alert.objects.filter(kind=Kind.ASSIGNED, subject_id=asks.pk).exists()
    assert measured(ana.practice) == before

    for one, other in ((asks, thanks), (thanks, asks)):
        shown = page(ana, f"/inbox/{one.pk}/")
        assert "Do you open on Sundays?" in shown
        assert "See you on Friday then" in shown
        assert "You are welcome!" in shown
        assert f'data-threads="{one.pk} {other.pk}"' in shown
        assert not one.items.exclude(conversation=one).exists()
    names = AuditEvent.objects.filter(name="conversation.viewed", actor=ana.user)
    assert set(names.values_list("subject_id", flat=True)) >= {asks.pk, thanks.pk}
    seen = ConversationSeen.objects.filter(user=ana.user)
    assert set(seen.values_list("conversation_id", flat=True)) == {asks.pk, thanks.pk}
    for url in ("/inbox/?queue=all", "/inbox/?queue=all&q=sundays", "/inbox/?queue=mine"):
        reader = ben if "mine" in url else ana
        listed = page(reader, url)
        assert listed.count('id="row-') == 1
        assert "Merged" in listed
    assert listed.count("Mine") and "<b>1</b>" in page(ben, "/inbox/counts/")
    told = AuditEvent.objects.filter(name="conversation.merged")
    assert [event.details["is_other_person"] for event in told] == [True, True]
    assert SavedDraft.objects.get(user=ben.user).conversation_id == asks.pk
    say(thanks, ben.membership, Doing.PUBLIC)
    assert "Ben is writing a public answer" in page(ana, f"/inbox/{asks.pk}/presence/")
    assert "Sundays" in page(vera, f"/inbox/{thanks.pk}/")
    assert charlie.client.get(f"/inbox/{asks.pk}/merge/").status_code == 404
    assert charlie.client.get(f"/inbox/{asks.pk}/merge/?into={thanks.pk}").status_code == 404
    assert post_to(charlie, asks, "split-off").status_code == 404


def test_who_may_not_read_private_words_may_not_merge_and_reads_none_of_them(
    ana: Person, vera: Person, charlie: Person, other_practice: Practice, view_desk: ViewDesk
) -> None:
    asks, quiet = view_desk.post(), view_desk.comment("A word in public")
    view_desk.writes_privately(quiet, "my number is 555 0100")
    assert vera.client.get(f"/inbox/{asks.pk}/merge/").status_code == 403
    assert post_to(vera, asks, "merge", {"into": quiet.pk}).status_code == 403
    assert press(vera, "merge", [asks, quiet]).status_code == 403
    theirs = ViewDesk(other_practice).post("Our own affair")
    assert post_to(ana, asks, "merge", {"into": theirs.pk, "reason": SURE}).status_code == 404
    with pytest.raises(ActionRefused, match="different practices"):
        join(ana, asks, theirs)
    join(ana, asks, quiet)
    assert post_to(vera, asks, "split-off").status_code == 403
    assert "555 0100" in page(ana, f"/inbox/{asks.pk}/")
    seen_outside = page(vera, f"/inbox/{asks.pk}/")
    assert "555 0100" not in seen_outside
    assert "A word in public" in seen_outside
    # What was told in private in one thread must not slip out in public in the other.
    assert "555 0100" in heard_of(asks, asks.first_mention).told
    assert "555 0100" not in heard_of(asks, asks.first_mention, is_outside=True).told


def test_answers_on_their_way_go_out_once_where_they_were_written(
    ana: Person, view_desk: ViewDesk
) -> None:
    asks, thanks = view_desk.post(), view_desk.comment()
    ways = [view_desk.queue(asks, ana, "On Sundays, too."), view_desk.queue(thanks, ana, "Thanks!")]
    before = list(Reply.objects.order_by("pk").values())
    join(ana, asks, thanks)
    assert list(Reply.objects.order_by("pk").values()) == before
    later = timezone.now() + timedelta(minutes=1)
    sent = [outbox.begin(reply_id=reply.pk, now=later) for reply in ways]
    assert [(each.account, each.target.external_id) for each in sent if each] == [
        (row.account, row.first_mention.external_id) for row in (asks, thanks) if row.first_mention
    ]
    assert [outbox.begin(reply_id=reply.pk, now=later) for reply in ways] == [None, None]
    view_desk.writes_again(asks, "And on holidays?")
    assert "And on holidays?" in page(ana, f"/inbox/{thanks.pk}/")


def test_what_is_done_to_one_is_done_to_all_and_taken_back_together(
    ana: Person, ben: Person, view_desk: ViewDesk
) -> None:
    rows = [view_desk.post(), view_desk.comment()]
    join(ana, rows[0], rows[1])
    post_to(ana, rows[0], "claim", headers=HTMX)
    assert all(row.claimed_by == ana.user for row in Conversation.objects.all())
    ends = set(Conversation.objects.values_list("claim_expires_at", flat=True))
    token = Conversation.objects.get(pk=rows[0].pk).claim_token
    assert post_to(ana, rows[0], "renew", {"claim_token": token}).status_code == 204
    assert not ends & set(Conversation.objects.values_list("claim_expires_at", flat=True))
    other = make_practice("elsewhere")
    assert not Conversation.objects.filter(practice=other).exists()
    ended = post_to(ana, rows[0], "no-reply", {"reason": "among friends"}, headers=HTMX)
    states = Conversation.objects.values_list("state", flat=True)
    assert set(states) == {"NO_REPLY_NEEDED"}
    assert "Taken back." in text(take_back(ana, ended))
    assert set(states.all()) == {"OPEN"}
    post_to(ana, rows[1], "release", headers=HTMX)
    assert not Conversation.objects.exclude(claimed_by=None).exists()
    # One line of the list stands for both; a thread that somebody else holds says so.
    view_desk.claim(rows[1], ben)
    answer = post_to(ana, rows[0], "snooze", {"when": "tomorrow"}, headers=HTMX)
    assert "Not done for the thread of Marisol Vega on Facebook: Ben Okoro is working" in text(
        answer
    )
    expire_claim(rows[1])
    done = press(ana, "assign", [rows[0]], assignee=ben.user.pk)
    assert "1 conversation given away" in text(done)
    assert not Conversation.objects.exclude(assigned_to=ben.user).exists()


def test_the_way_back_and_the_way_out(ana: Person, ben: Person, view_desk: ViewDesk) -> None:
    one, two, three = view_desk.post(), view_desk.comment(), view_desk.post("Third")
    actions.assign(conversation_id=two.pk, actor=ana.user, now=timezone.now(), assignee=ben.user)
    before = list(Conversation.objects.order_by("pk").values("matter", "merged_at", "assigned_to"))
    picked = press(ana, "merge", [one, two])
    assert picked.headers["HX-Redirect"] == f"/inbox/{one.pk}/merge/?into={two.pk}"
    assert press(ana, "merge", [one]).status_code == 422
    merged = post_to(ana, one, "merge", {"into": two.pk, "reason": SURE}, follow=True)
    assert "Taken back." in text(take_back(ana, merged))
    after = Conversation.objects.order_by("pk").values("matter", "merged_at", "assigned_to")
    assert list(after) == before
    merged = post_to(ana, one, "merge", {"into": two.pk, "reason": SURE}, follow=True)
    join(ana, two, three)
    assert matters(one, two, three) == [three.pk] * 3
    assert "Of 1 something else has happened" in text(take_back(ana, merged))
    with pytest.raises(ActionRefused, match="one conversation already"):
        join(ana, three, one)
    # The one that gave the number leaves: the others stay together.
    out = post_to(ana, three, "split-off", headers=HTMX)
    assert "It stands alone again" in text(out)
    assert matters(one, two, three) == [one.pk, one.pk, None]
    view_desk.claim(one, ben)
    assert post_to(ana, one, "split-off", headers=HTMX).status_code == 409
    expire_claim(one)
    split_off(conversation_id=one.pk, actor=ana.user, now=timezone.now())
    assert matters(one, two) == [None, None]
    assert post_to(ana, one, "split-off", headers=HTMX).status_code == 409
    view_desk.claim(two, ben)
    assert post_to(ana, one, "merge", {"into": two.pk, "reason": SURE}).status_code == 409


def test_what_fits_is_offered_the_same_person_first(ana: Person, view_desk: ViewDesk) -> None:
    row = view_desk.comment("Where do I park?")
    again = view_desk.comment("And which door?", thread_id="another")
    view_desk.post("Parking is hard here")
    alone = page(ana, f"/inbox/{row.pk}/merge/")
    assert "The same account" in alone
    assert f"into={again.pk}" in alone
    assert "Parking is hard" not in alone
    searched = page(ana, f"/inbox/{row.pk}/merge/?q=parking")
    assert "Parking is hard" in searched
    join(ana, row, again, reason="")
    assert "Nothing else of this person" in page(ana, f"/inbox/{row.pk}/merge/")
    assert f'href="/inbox/{again.pk}/"' in page(ana, f"/inbox/{row.pk}/")
    assert "earlier conversation" not in page(ana, f"/inbox/{row.pk}/")


def test_erasing_one_of_two_people_leaves_the_other(
    ana: Person, mona: Person, view_desk: ViewDesk
) -> None:
    stays, goes = view_desk.post("Do you open on Sundays?"), view_desk.comment("Friday suits me")
    view_desk.writes_privately(goes, "my number is 555 0100")
    view_desk.queue(stays, ana, "On Sundays, too.")
    expire_claim(stays)
    join(ana, stays, goes)
    assert goes.author
    assert stays.author
    found = mona.client.get(f"/settings/data/person/find/?conversation={goes.pk}", follow=True)
    assert stays.author.name in text(found)
    assert goes.author.name in text(found)
    now = timezone.now()
    run = erasing.start_erasure(
        practice=ana.practice,
        people=[goes.author],
        reason="PERSON",
        seen=erasing.mark_of(counts_of([goes.author.pk])),
        actor=mona.user,
        now=now,
    )
    erasing.go_on(run_id=run.pk, now=now)
    shown = page(ana, f"/inbox/{goes.pk}/")
    assert "Do you open on Sundays?" in shown
    assert "Friday suits me" not in shown
    assert "555 0100" not in shown
    assert Reply.objects.get(conversation=stays).status == "QUEUED"
    assert matters(stays, goes) == [goes.pk] * 2


def test_a_way_back_that_the_version_before_has_kept_still_leads_back(
    ana: Person, view_desk: ViewDesk
) -> None:
    one, into, now = view_desk.post(), view_desk.post("Second"), timezone.now()
    before = merge(conversation_id=one.pk, into_id=into.pk, actor=ana.user, now=now, reason="hers")
    pk, at, threads = merge_step(before, now)
    step = [pk, at, [thread[:7] for thread in threads]]  # no token of a claim
    assert undo(BulkAct.MERGE, [step], actor=ana.user, now=now) == 1
    assert set(Conversation.objects.values_list("matter", "assigned_to")) == {(None, None)}
