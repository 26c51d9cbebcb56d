"""What the coach may be told to leave out, by whom, and how the table counts it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape

from django.utils import timezone
from django.utils.translation import gettext, override

from inbox.actions.advice import dismiss_advice, mute_advice
from inbox.coaching import invitation_groups, key_counts, said_of
from inbox.domain.coach import Draft, Earlier, advise, all_keys
from inbox.domain.guard import Verdict, check
from inbox.domain.offers import ACKNOWLEDGEMENT, CALLBACK, INVITATION, LATE_KEYS
from inbox.domain.said import said_to_staff
from inbox.domain.underline import marks, sentence_around
from inbox.models import Conversation, MutedAdvice
from practice_hub.audit.models import AuditEvent
from tests.inbox.view_desk import ViewDesk, post_to
from tests.people import Person

BODY = "Thank you. We leverage our synergies. Ana"


def test_the_table_counts_what_was_waved_away(
    ana: Person, ben: Person, mona: Person, view_desk: ViewDesk
) -> None:
    now = timezone.now()
    for who, days in ((ana, 0), (ana, 3), (ben, 1), (ana, 31)):
        row = view_desk.post()
        dismiss_advice(
            conversation_id=row.pk,
            actor=who.user,
            now=now - timedelta(days=days),
            audience="PUBLIC",
            key="A11.jargon",
        )
    first = key_counts(mona.practice.pk, now)[0]
    assert (first.key, first.times, first.people) == ("A11.jargon", 3, 2)
    page = unescape(mona.client.get("/settings/coach/").content.decode())
    assert "<b>3</b> times" in page and "2 people" in page
    assert "stops an answer, always on" in page


def test_only_who_manages_sees_it_and_switches(
    ana: Person, vera: Person, priya: Person, charlie: Person, mona: Person, view_desk: ViewDesk
) -> None:
    row = view_desk.post()
    for who in (ana, vera, priya):
        assert who.client.get("/settings/coach/").status_code == 403
        assert who.client.post("/settings/coach/mute/", {"key": "A11.jargon"}).status_code == 403
    charlie.client.post("/settings/coach/mute/", {"key": "A11.jargon"})
    data = {"audience": "PUBLIC", "body": BODY}
    assert "A11.jargon" in post_to(ana, row, "check", data).content.decode()
    assert "Nobody waved anything away" in mona.client.get("/settings/coach/").content.decode()
    for _ in range(2):
        mona.client.post("/settings/coach/mute/", {"key": "A11.jargon"})
    for key in ("A8.repeat", "nothing"):
        mona.client.post("/settings/coach/mute/", {"key": key})
    muted = MutedAdvice.objects.filter(practice=mona.practice)
    assert [(each.key, each.muted_by) for each in muted] == [("A11.jargon", mona.user)]
    assert "A11.jargon" not in post_to(ana, row, "check", data).content.decode()
    mona.client.post("/settings/coach/unmute/", {"key": "A11.jargon"})
    assert "A11.jargon" in post_to(ana, row, "check", data).content.decode()
    names = AuditEvent.objects.filter(practice=mona.practice, name__startswith="advice.")
    assert [event.name for event in names.order_by("pk")] == ["advice.muted", "advice.unmuted"]


def test_a_muted_key_is_not_the_same_as_a_blocking_one(mona: Person) -> None:
    for key in all_keys():
        if key not in ("A8.placeholder", "A8.repeat"):
            assert mute_advice(practice=mona.practice, actor=mona.user, now=timezone.now(), key=key)


def test_invitations_fit_the_post_and_the_practices_habit(ana: Person, view_desk: ViewDesk) -> None:
    row, now = view_desk.post(), timezone.now()
    first = [voice for voice, _ in invitation_groups(row, now)]
    assert first == ["warm", "plain", "formal", "short"]
    sent = dict(invitation_groups(row, now))["formal"][0].text
    view_desk.answer(view_desk.comment(), ana, sent)
    assert invitation_groups(row, now)[0][0] == "formal"
    Conversation.objects.filter(pk=row.pk).update(is_medical=True)
    row.refresh_from_db()
    assert [voice for voice, _ in invitation_groups(row, now)][:2] == ["urgent", "formal"]


def test_every_offer_passes_guard_and_coach() -> None:
    assert set(all_keys()) >= LATE_KEYS
    for audience in ("PUBLIC", "PRIVATE"):
        for text in (CALLBACK[audience], ACKNOWLEDGEMENT, INVITATION[audience]):
            assert check(text, audience=audience).verdict == Verdict.PASS
            draft = Draft(text, audience, category="COMPLAINT", has_public_answer=True)
            assert advise(draft) == ()


def test_marks_never_overlap_and_the_gravest_is_seen() -> None:
    text = "a😀b c😀d"
    found = marks(text, [(0, 5, "coach"), (2, 4, "blocked"), (3, 4, "doubt"), (6, 6, "coach")])
    assert [(mark.start, mark.end, mark.level) for mark in found] == [
        (0, 3, "coach"),
        (3, 5, "blocked"),
        (5, 6, "coach"),
    ]
    assert marks(text, [(5, 99, "coach"), (-1, 2, "coach")]) == ()


def test_a_sentence_is_found_around_a_span() -> None:
    text = "One. Two is\nlonger! 😀 Dr. Three? "
    for start, said in ((5, "Two is"), (13, "longer!"), (23, "Dr. Three?")):
        begin, stop = sentence_around(text, start, start + 2)
        assert said in text[begin:stop]
    assert sentence_around("", 0, 0) == (0, 0)


def test_other_languages_get_the_same_sentence_with_its_numbers() -> None:
    """What is filled in goes along, so that a language can count and order it in its own way."""
    now = timezone.now()
    texts = [Earlier(BODY, f"p{number}", now, count=2) for number in range(3)]
    drafts = [
        Draft(BODY, "PUBLIC", earlier=tuple(texts[:1]), now=now),
        Draft(BODY, "PRIVATE", earlier=tuple(texts), now=now),
        Draft(BODY, "PUBLIC", is_signing=True, signatures=("Mona",)),
        Draft(BODY, "PUBLIC", max_length=40, length=41),
        Draft(BODY, "PUBLIC", max_length=40, length=47),
    ]
    filled = [advice for draft in drafts for advice in advise(draft) if advice.slots]
    assert [said_of(advice) for advice in filled] == [advice.message for advice in filled]
    assert len({advice.key for advice in filled}) == 5, filled
    with override("es"):
        repeated = [said_of(advice) for advice in filled if advice.key == "A8.repeat_private"]
    assert repeated == [
        "Las mismas palabras se enviaron a 3 personas más en los últimos 30 días; una frase propia "
        "le muestra a esta persona que la leíste."
    ]


def test_nothing_that_guard_and_coach_say_is_only_english() -> None:
    with override("es"):
        left = {said for said in said_to_staff() if gettext(said) == said}
    assert left <= {"formal"}, left
