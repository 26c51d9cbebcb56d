"""A conversation given to somebody, a note that names somebody: they hear of it, and of no more."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from inbox import actions
from inbox.domain.naming import Colleague, find_mentions, mentioned
from inbox.filters import in_queue
from inbox.models import Conversation
from inbox.selectors import counts
from inbox.templatetags.note_marks import marked
from practice_hub.alerts.kinds import Kind
from practice_hub.alerts.models import Alert
from practice_hub.practices.models import Practice, User
from tests.builders import conversation_of, hear, make_account, said
from tests.people import Person

ANA, ANNA, PRIYA, VERA = (
    Colleague(1, "Ana Alvarez"),
    Colleague(2, "Ana Berg"),
    Colleague(3, "Dr. Priya Raman"),
    Colleague(4, "Vera Lind", can_read=False),
)
ALL = [ANA, ANNA, PRIYA, VERA]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("@Priya please", [3]),
        ("@Dr. Priya, and @priya raman!", [3]),
        ("(@PRIYA)", [3]),
        ("@Ana please", []),
        ("@Ana Berg and @Ana Alvarez", [2, 1]),
        ("@Analyst mail@Priya.example @ Priya", []),
        ("@Vera have a look", []),
        ("@@Priya @nobody @", [3]),
    ],
)
def test_who_is_meant(text: str, told: list[int]) -> None:
    assert mentioned(find_mentions(text, ALL)) == told


def test_marked_and_nothing_else_gets_through() -> None:
    assert marked("<b>@Priya</b> @Vera", ALL) == (
        '&lt;b&gt;<mark class="mention">@Priya</mark>&lt;/b&gt; @Vera'
    )


@pytest.fixture
def row(ana: Person) -> Conversation:
    post = said()
    hear(make_account(ana.practice), post)
    return conversation_of(post)


def told_of(kind: Kind) -> list[tuple[str, str]]:
    alerts = Alert.objects.open().filter(kind=kind).order_by("pk")
    rows = [(alert.deliveries.filter(channel="PAGE"), alert.path) for alert in alerts]
    return [(each.user.first_name, path) for found, path in rows for each in found]


def give(row: Conversation, giver: Person, taker: User | None) -> None:
    actions.assign(conversation_id=row.pk, actor=giver.user, now=timezone.now(), assignee=taker)


def test_given_to_a_colleague(row: Conversation, ana: Person, ben: Person, vera: Person) -> None:
    page = f"/inbox/{row.pk}/"
    give(row, ana, ana.user)
    assert told_of(Kind.ASSIGNED) == []
    give(row, ana, ben.user)
    assert told_of(Kind.ASSIGNED) == [("Ben", page)]
    give(row, ben, ana.user)
    assert told_of(Kind.ASSIGNED) == [("Ana", page)]
    assert ben.client.get(page).status_code == 200
    assert told_of(Kind.ASSIGNED) == [("Ana", page)]
    assert ana.client.get(page).status_code == 200
    assert told_of(Kind.ASSIGNED) == []
    give(row, ana, vera.user)
    assert told_of(Kind.ASSIGNED) == []


def test_named_in_a_note(
    row: Conversation, ana: Person, ben: Person, vera: Person, charlie: Person
) -> None:
    page = f"/inbox/{row.pk}/"
    words = "@Ben and @Vera and @Ana and @Charlie please look"
    answer = ana.client.post(f"{page}note/", {"note": words}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert "Vera Lind cannot read notes, so @Vera was not told." in text
    assert told_of(Kind.NOTE_MENTION) == [("Ben", page)]
    seen = ben.client.get(page).content.decode()
    assert '<mark class="mention">@Ben</mark>' in seen
    assert '<mark class="mention">@Charlie</mark>' not in seen
    assert told_of(Kind.NOTE_MENTION) == []
    assert vera.client.post(f"{page}note/", {"note": "@Ben"}).status_code == 403
    assert charlie.client.get(page).status_code == 404


def test_who_is_taken_over_from_reads_why(
    row: Conversation, ana: Person, ben: Person, vera: Person
) -> None:
    page = f"/inbox/{row.pk}/"
    actions.claim(conversation_id=row.pk, actor=ana.user, now=timezone.now())
    take = {"conversation_id": row.pk, "now": timezone.now()}
    actions.take_over(actor=ben.user, reason="Ana is <b>at lunch</b>", **take)
    assert told_of(Kind.TAKEN_OVER) == [("Ana", page)]
    hers = ana.client.get(page).content.decode()
    assert "took this over from you:</b> “Ana is &lt;b&gt;at lunch" in hers
    for who in (ben, vera):  # nobody took it from them
        assert "took this over from you" not in who.client.get(page).content.decode()
    actions.take_over(actor=vera.user, reason="Mine by rota", **take)
    assert "took this over from you" not in ana.client.get(page).content.decode()
    # Nobody was at it any more: nobody is told.
    Alert.objects.all().delete()
    Conversation.objects.filter(pk=row.pk).update(claim_expires_at=timezone.now())
    actions.take_over(actor=ana.user, reason="Late", **take)
    assert told_of(Kind.TAKEN_OVER) == []


def test_the_names_that_an_at_can_mean(
    practice: Practice, ana: Person, ben: Person, vera: Person, charlie: Person
) -> None:
    assert ana.client.get("/inbox/colleagues/").json() == {"names": ["Ben Okoro"]}
    assert vera.client.get("/inbox/colleagues/").status_code == 403  # reads no notes
    assert "Ben Okoro" not in charlie.client.get("/inbox/colleagues/").json()["names"]


def queue_of(who: Person) -> set[int]:
    counted = counts(who.membership, timezone.now())["mine"]
    found = in_queue(Conversation.objects.all(), "mine", who.membership, timezone.now())
    rows = set(found.values_list("pk", flat=True))
    assert counted == len(rows)
    return rows


def test_what_is_given_to_a_role_waits_for_whoever_takes_it_first(
    row: Conversation, ana: Person, ben: Person, vera: Person, mona: Person
) -> None:
    now = timezone.now()
    give = {"conversation_id": row.pk, "actor": mona.user, "now": now, "assignee": None}
    said = mona.client.post(f"/inbox/{row.pk}/assign/", {"assignee": "AGENT"}, follow=True)
    assert "Given to anyone at the front desk." in said.content.decode()
    page = f"/inbox/{row.pk}/"
    assert sorted(told_of(Kind.ASSIGNED)) == [("Ana", page), ("Ben", page)]
    assert queue_of(ana) == queue_of(ben) == {row.pk} and not queue_of(vera) | queue_of(mona)
    shown = ana.client.get("/inbox/?queue=mine").content.decode()
    assert "For whoever of them takes it first" in shown
    assert "Mona gave it to anyone at the front desk." in ana.client.get(page).content.decode()
    # Given on to a person and taken back, it waits for the role again.
    given = mona.client.post(f"/inbox/{row.pk}/assign/", {"assignee": ben.user.pk}, follow=True)
    token = re.search(r'name="token" value="([^"]+)"', given.content.decode())
    assert token and queue_of(ben) and not queue_of(ana)
    mona.client.post("/inbox/bulk/undo/", {"token": token[1]})
    assert queue_of(ana) == {row.pk}
    # Somebody else may look after it meanwhile; it still waits for them.
    token = actions.claim(conversation_id=row.pk, actor=mona.user, now=now).token
    actions.release(conversation_id=row.pk, actor=mona.user, now=now, token=token)
    assert queue_of(ben) == {row.pk}
    actions.claim(conversation_id=row.pk, actor=ben.user, now=now)
    row.refresh_from_db()
    assert (row.assigned_to, row.assigned_role) == (ben.user, "")
    assert told_of(Kind.ASSIGNED) == [] and not queue_of(ana)
    # A role that nobody has, or that may not read it, gets nothing.
    for role, is_public in (("OWNER", True), ("VENDOR", False)):
        Conversation.objects.filter(pk=row.pk).update(has_public=is_public)
        with pytest.raises(actions.ActionRefused) as refused:
            actions.assign(role=role, **give)
        assert refused.value.code == "not_a_member"
    assert mona.client.post(f"{page}assign/", {"assignee": "CHIEF"}).status_code == 422


def test_who_is_on_duty_is_told_before_the_others(
    row: Conversation, ana: Person, ben: Person, mona: Person
) -> None:
    now = timezone.now()
    ana.membership.away_until = now + timedelta(days=2)
    ana.membership.save()
    actions.assign(conversation_id=row.pk, actor=mona.user, now=now, assignee=None, role="AGENT")
    assert [name for name, _ in told_of(Kind.ASSIGNED)] == ["Ben"]  # she is away
