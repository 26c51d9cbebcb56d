"""Ids of another practice in the bodies of forms: as if they named nothing (O1)."""

from __future__ import annotations

from django.db import transaction
from django.test import Client
from django.utils import timezone

from inbox.models import Callback, Conversation, Reply
from listening.models import NetworkAccount
from practice_hub.audit.models import AuditEvent
from practice_hub.practices.models import Membership, Practice
from practice_hub.roles import Role
from practice_hub.roster.models import DaysOff, Shift, SwapRequest
from tests.kernel.world import World, build
from tests.people import Person


def _state(world: World) -> list[object]:
    """What a foreign id could have changed, here and there."""
    practices = [world.practice.pk]
    return [
        *Conversation.objects.values_list("pk", "assigned_to_id", "claimed_by_id").order_by("pk"),
        *Callback.objects.values_list("pk", "owner_id", "status").order_by("pk"),
        *NetworkAccount.objects.values_list("pk", "location_id").order_by("pk"),
        *Membership.objects.values_list("pk", "stand_in_id", "away_until").order_by("pk"),
        *Shift.objects.values_list("pk", "member_id").order_by("pk"),
        *DaysOff.objects.values_list("pk", "member_id", "stand_in_id").order_by("pk"),
        *SwapRequest.objects.values_list("pk", "asked_id", "state").order_by("pk"),
        *Reply.objects.values_list("pk", "snippet_id", "status").order_by("pk"),
        Shift.objects.filter(practice_id__in=practices).count(),
    ]


def _tries(own: World, foreign: World) -> list[tuple[str, dict[str, object]]]:
    """Addresses of one's own practice with what belongs to the other one."""
    mine, theirs = own.ids, foreign.ids
    talk = f"/inbox/{mine['conversation_id']}"
    stranger = foreign.people["STAFF"].membership.pk
    turn = f"/roster/shifts/{mine['shift_id']}/{mine['day']}"
    words = {"body": "Hello", "audience": "PUBLIC"}
    when = {"first_on": mine["day"], "last_on": mine["day"]}
    return [
        (f"{talk}/assign/", {"assignee": theirs["user_id"], "user": theirs["user_id"]}),
        (f"{talk}/label/", {"mention": theirs["mention_id"], "label": "NEGATIVE"}),
        (f"{talk}/promise/keep/", {"promise": theirs["promise_id"]}),
        (f"{talk}/call/cancel/", {"callback": theirs["callback_id"], "reason": "no"}),
        (f"{talk}/call/give/", {"callback": mine["callback_id"], "owner": theirs["user_id"]}),
        (f"{talk}/send/", words | {"snippet_id": theirs["snippet_id"]}),
        (f"{talk}/send/", words | {"edits_id": theirs["reply_id"]}),
        (f"{talk}/check/", words | {"target_id": theirs["mention_id"]}),
        ("/inbox/bulk/", {"act": "claim", "ids": theirs["conversation_id"]}),
        (
            "/inbox/bulk/",
            {"act": "assign", "ids": mine["conversation_id"], "assignee": theirs["user_id"]},
        ),
        ("/inbox/hand-over/", {"ids": theirs["conversation_id"], "to": theirs["user_id"]}),
        (f"/inbox/views/{theirs['view_id']}/", {"press": "remove"}),
        (f"/callbacks/{mine['callback_id']}/give/", {"owner": theirs["user_id"]}),
        (f"/callbacks/plan/{mine['conversation_id']}/", {"owner": theirs["user_id"]}),
        (f"/sources/{mine['account_id']}/location/", {"location": theirs["location_id"]}),
        (f"{turn}/put/", {"member_id": stranger}),
        (f"{turn}/ask/", {"member_id": stranger}),
        ("/roster/add/", {"member": stranger, "member_id": stranger, "opens": "09:00"}),
        ("/roster/off/", {"member": stranger, "stand_in": stranger, **when}),
        (f"/people/{mine['member_id']}/away/", {"stand_in": stranger, "until": "tomorrow"}),
        ("/practice/switch/", {"practice": foreign.practice.pk}),
        ("/alerts/desktop/shown/", {"id": theirs["alert_id"]}),
        ("/account/devices/end/", {"device": 1}),
    ]


def test_what_belongs_to_others_cannot_be_named(practice: Practice, charlie: Person) -> None:
    foreign = build(practice)
    own = build(charlie.practice)
    owner = own.people[Role.OWNER]
    wrong, before = [], _state(own)
    events = AuditEvent.objects.filter(practice=foreign.practice).count()
    for path, form in _tries(own, foreign):
        save = transaction.savepoint()
        status = owner.client.post(path, form).status_code
        if _state(own) != before or status >= 500 or status == 405:
            wrong.append(f"{path} {form}: {status}")
        if AuditEvent.objects.filter(practice=foreign.practice).count() != events:
            wrong.append(f"{path} {form}: written into the other practice")
        transaction.savepoint_rollback(save)
    assert not wrong, "\n".join(wrong)


def test_lists_and_searches_show_nothing_of_others(practice: Practice, charlie: Person) -> None:
    foreign = build(practice)
    theirs = Conversation.objects.get(pk=foreign.ids["conversation_id"])
    assert theirs.first_mention
    text = theirs.first_mention.text
    for path in (
        f"/inbox/?q={text.split()[0]}",
        f"/inbox/?account={foreign.ids['account_id']}",
        f"/inbox/?user={foreign.ids['user_id']}",
        f"/reports/behind/?location={foreign.ids['location_id']}",
        f"/snippets/?conversation={foreign.ids['conversation_id']}",
        "/callbacks/",
        "/approve/",
        "/alerts/",
        "/audit/",
        "/people/",
        "/sources/",
    ):
        page = charlie.client.get(path)
        shown = page.content.decode()
        assert not [word for word in (text, "Ben Okoro", "lumen lakeside") if word in shown], path
    calendar = Client().get(f"/callbacks/calendar/{foreign.ids['secret']}.ics")
    assert calendar.status_code == 200, "of whoever holds the address"
    Membership.objects.filter(practice=practice).update(left_at=timezone.now())
    gone = Client().get(f"/callbacks/calendar/{foreign.ids['secret']}.ics")
    assert gone.status_code == 404
