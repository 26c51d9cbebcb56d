"""What was said in private goes with the part that it belongs to (A2, A14)."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from inbox.models import Clock, Conversation, Promise, Reply, SavedDraft
from practice_hub.audit.models import AuditEvent
from tests.inbox.test_bulk import text
from tests.inbox.test_splitting import figures, posts_of
from tests.inbox.view_desk import ViewDesk, expire_claim, post_to
from tests.people import Person

OPEN, HURT = "Do you open on Sundays?", "And my second visit was a disaster, awful service"


def told(row: Conversation) -> list[str]:
    items = row.items.order_by("mention__posted_at", "pk")
    return list(items.values_list("mention__text", flat=True))


def written(view_desk: ViewDesk, ana: Person) -> Conversation:
    """Two matters in public, the second went on in private and waits there."""
    row = view_desk.post(OPEN)
    view_desk.answer(row, ana, "On Sundays we open at noon. Ana")
    view_desk.now = timezone.now() + timedelta(minutes=1)
    view_desk.writes_again(row, HURT)
    view_desk.writes_privately(row, "it was about the waiting room")
    view_desk.answer(row, ana, "We will write to you within two hours. Ana", "PRIVATE")
    view_desk.now = timezone.now() + timedelta(minutes=2)
    view_desk.writes_privately(row, "thank you, my number is 555 0100")
    expire_claim(row)
    drafts = SavedDraft.objects.filter(conversation=row, user=ana.user, audience="PRIVATE")
    assert drafts.update(text="half a word") == 1
    return row


def test_it_goes_along_with_its_answers_clocks_and_the_next_message(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = written(view_desk, ana)
    before = figures(ana.practice)
    page = text(ana.client.get(f"/inbox/{row.pk}/split/"))
    assert "It goes along" in page and "555 0100" not in page
    second = posts_of(row)[1]
    made = post_to(ana, row, "split", {"posts": [second], "private": "along"}, follow=True)
    assert "a conversation of its own now" in text(made)
    new, old = Conversation.objects.get(items__mention=second), Conversation.objects.get(pk=row.pk)
    assert told(old) == [OPEN]
    assert told(new) == [
        HURT, "it was about the waiting room", "thank you, my number is 555 0100",
    ]  # fmt: skip
    assert (old.has_private, old.is_waiting_private, old.first_private_at) == (False, False, None)
    assert (new.has_private, new.is_waiting_private, new.state) == (True, True, "IN_PRIVATE")
    assert (old.state, old.is_unanswered) == ("ANSWERED_PUBLICLY", False)
    assert old.preview == OPEN and new.preview.startswith("thank you")
    assert figures(ana.practice) == before

    private = {"audience": "PRIVATE"}
    for model in (Clock, Reply, SavedDraft):
        assert not model._default_manager.filter(conversation=old, **private).exists()
        assert model._default_manager.filter(conversation=new, **private).exists()
    assert not old.legs.exclude(channel="PUBLIC").exists()
    assert set(Promise.objects.values_list("conversation_id", flat=True)) == {new.pk}
    events = AuditEvent.objects.filter(
        name__in=("conversation.posts_split", "conversation.begun_by_split")
    )
    assert all(event.details["is_private_along"] for event in events) and len(events) == 2

    view_desk.now = timezone.now() + timedelta(minutes=3)
    view_desk.writes_privately(new, "are you there?")
    assert told(new)[-1] == "are you there?" and told(old) == [OPEN]
    new.first_mention = new.items.get(mention=second).mention
    view_desk.writes_again(new, "Hello?")
    assert told(new)[-1] == "Hello?"
    assert "555 0100" not in text(vera.client.get(f"/inbox/{new.pk}/"))
    assert "my second visit was" in text(vera.client.get(f"/inbox/{new.pk}/"))


def test_it_stays_unless_it_was_chosen_and_what_is_underway_in_private_holds_it(
    ana: Person, vera: Person, view_desk: ViewDesk
) -> None:
    row = written(view_desk, ana)
    first, second = posts_of(row)[:2]
    all_of_it = post_to(ana, row, "split", {"posts": [first, second], "private": "along"})
    assert all_of_it.status_code == 422 and "Leave at least one post here" in text(all_of_it)
    assert 'value="along" checked' in text(all_of_it)
    strange = post_to(ana, row, "split", {"posts": [second], "private": "nonsense"})
    assert strange.status_code == 422

    reply = view_desk.queue(row, ana, "Which day suits you? Ana", "PRIVATE")
    expire_claim(row)
    refused = post_to(ana, row, "split", {"posts": [second], "private": "along"})
    assert refused.status_code == 409 and "not settled yet" in text(refused)
    Reply.objects.filter(pk=reply.pk).update(status="WITHDRAWN")

    # The mark came from the private talk: an agency must not see it where that is no longer.
    Conversation.objects.filter(pk=row.pk).update(
        is_medical=True,
        medical_marked_at=timezone.now(),
        category="MEDICAL",
        urgency="URGENT",
        urgency_rank=0,
    )
    post_to(ana, row, "split", {"posts": [second], "private": "along"})
    new, old = Conversation.objects.get(items__mention=second), Conversation.objects.get(pk=row.pk)
    assert (new.is_medical, old.is_medical) == (True, False)
    assert (new.category, new.urgency, new.urgency_rank) == ("MEDICAL", "URGENT", 0)
    assert old.category != "MEDICAL" and old.urgency != "URGENT" and old.urgency_rank > 0
    assert "chip medical" not in text(vera.client.get(f"/inbox/{old.pk}/"))

    # Left where it is, it stays; and what a person has marked stays marked wherever it is.
    Conversation.objects.filter(pk=new.pk).update(medical_marked_by=ana.user)
    view_desk.writes_again(new, "And the music is loud")
    latest = posts_of(new)[-1]
    post_to(ana, new, "split", {"posts": [latest], "private": "stays"})
    last = Conversation.objects.get(items__mention=latest)
    new.refresh_from_db()
    assert (new.has_private, new.is_medical, last.has_private) == (True, True, False)
    post_to(ana, new, "split", {"posts": [second], "private": "stays"})
    assert Conversation.objects.get(items__mention=second).pk != new.pk
