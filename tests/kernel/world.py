"""One object of every kind that an address names, in one practice, for the walk over all URLs."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from inbox.actions.callback_feed import make_feed as make_calendar
from inbox.exports.asked import kept_filters
from inbox.exports.runs import kept_file
from inbox.models import Erasure, ExportRun, ImportRun, PersonFile, SavedView, Snippet
from inbox.privacy.files import path_of
from inbox.reports.filters import parse_filters
from listening.models import FeedGap, WatchTerm
from practice_hub.alerts.kinds import Kind
from practice_hub.practices.lockout import new_token
from practice_hub.practices.models import Invitation, Location, Practice, SignInGuard
from practice_hub.roles import Role
from practice_hub.roster.models import DaysOff, HandOver, Roster, Shift, SwapRequest
from tests.alerts.builders import raised
from tests.builders import planned_call
from tests.inbox.view_desk import ViewDesk
from tests.kernel.world_parts import approval, face, media, picture, promise
from tests.people import Person, make_person
from tests.practices.softkey import SoftKey


@dataclass
class World:
    """`ids` holds what addresses and forms name: "conversation_id", "reply_id" and so on.

    `own` holds what a single address names otherwise. `people` are those who knock, one of each
    role; nobody of them is a subject of `ids`.
    """

    practice: Practice
    people: dict[str, Person] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    own: dict[str, dict[str, Any]] = field(default_factory=dict)


def build(practice: Practice, *, now: Any = None) -> World:
    world, now = World(practice), now or timezone.now()
    for role in Role:
        world.people[role] = make_person(practice, f"{role.label.split()[0]} Walker", role)
    _people(world, now)
    _inbox(world, now)
    _roster(world, now)
    _sources(world, now)
    return world


def _people(world: World, now: Any) -> None:
    staff = make_person(world.practice, "Ben Okoro", Role.AGENT)
    invitation = Invitation.objects.create(
        practice=world.practice,
        email="new@example.org",
        role=Role.AGENT,
        invited_by=staff.user,
        expires_at=now + timedelta(days=3),
    )
    alert = raised(
        world.practice, *world.people.values(), kind=Kind.RED_FLAG, path="/account/", at=now
    )
    place = Location.objects.create(practice=world.practice, name="Upstairs")
    passkeys = {role: _passkey(person, role).pk for role, person in world.people.items()}
    world.people["STAFF"] = staff
    world.ids |= {
        "practice_id": world.practice.pk,
        "member_id": staff.membership.pk,
        "user_id": staff.user.pk,
        "invitation_id": invitation.pk,
        "token": invitation.key,
        "location_id": place.pk,
        "alert_id": alert.pk,
        "passkeys": passkeys,
        "all_others": "others",
        "part": "week",
        "step": "voice",
        "slug": "hours",
        "mark": "skip",
        "app_label": "practices",
        "object_id": world.practice.pk,
    }
    world.own["people:unlock"] = {"token": _lock(staff, now)}


def _lock(person: Person, now: Any) -> str:
    guard = SignInGuard.objects.create(
        account=f"{person.user.pk:064d}", address="192.0.2.7", first_failed_at=now, locked_until=now
    )
    return new_token(guard=guard, user=person.user, now=now)


def _passkey(person: Person, name: str) -> Authenticator:
    """One that the pages can ask about, as the browser gave it when it was added."""
    options = {"user": {"id": "AA"}, "rp": {"id": "testserver"}, "challenge": "AA"}
    made = json.loads(SoftKey(name.encode().ljust(16)).made({"publicKey": options}))
    return Authenticator.objects.create(
        user=person.user,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "Phone", "credential": made},
    )


def _inbox(world: World, now: Any) -> None:
    desk = ViewDesk(world.practice, now)
    staff = world.people["STAFF"]
    row = desk.post()
    reply = desk.queue(row, staff, "Thank you, we look into it.")
    world.ids |= {
        "conversation_id": row.pk,
        "reply_id": reply.pk,
        "author_id": row.author_id,
        "account_id": desk.x.pk,
        "feed_id": desk.x_feed.pk,
        "network": "x",
        "picture_id": picture(row, reply, staff).pk,
        "approval_id": approval(reply, staff, now).pk,
        "callback_id": planned_call(row, staff.user, now, reach="by mail", time_zone="UTC").pk,
        "secret": make_calendar(member=staff.membership, now=now),
        "act": "done",
        "snippet_id": _snippet(world, staff, now).pk,
        "view_id": _view(world, staff, now).pk,
        "mention_id": row.first_mention_id,
        "promise_id": promise(reply, staff, now).pk,
    }
    world.own["inbox:media"] = media(row.first_mention_id or 0)
    world.own["inbox:face"] = face(desk.x)
    _runs(world, staff, now)


def _snippet(world: World, staff: Person, now: Any) -> Snippet:
    return Snippet.objects.create(
        practice=world.practice,
        title="A word of thanks",
        audience="PUBLIC",
        body="Thank you for writing. {your_name}",
        created_by=staff.user,
        changed_by=staff.user,
        created_at=now,
        changed_at=now,
    )


def _view(world: World, staff: Person, now: Any) -> SavedView:
    return SavedView.objects.create(
        practice=world.practice,
        owner=staff.user,
        name="My pile",
        filters={"queue": "mine"},
        is_shared=True,
        created_at=now,
        changed_at=now,
    )


def _runs(world: World, staff: Person, now: Any) -> None:
    export = ExportRun.objects.create(
        practice=world.practice,
        asked_by=staff.user,
        format="CSV",
        label="Answered",
        which="all",
        filters=kept_filters(parse_filters({}, world.practice, now)),
        total=1,
        stage=ExportRun.Stage.DONE,
        created_at=now,
        finished_at=now,
        expires_at=now + timedelta(days=7),
    )
    kept_file(export).write_text("conversation\n")
    imported = ImportRun.objects.create(
        practice=world.practice, file_name="old.jsonl", started_by=staff.user, created_at=now
    )
    world.ids |= {"pk": export.pk, "run_id": imported.pk}
    _people_data(world, staff, now)


def _people_data(world: World, staff: Person, now: Any) -> None:
    asked = {"practice": world.practice, "asked_by": staff.user, "created_at": now}
    erased = Erasure.objects.create(people=1, reason="PERSON", finished_at=now, **asked)
    given = PersonFile.objects.create(stage="DONE", expires_at=now + timedelta(days=7), **asked)
    path_of(given).write_bytes(b"a file")
    world.ids |= {"erasure_id": erased.pk, "file_id": given.pk}


def _roster(world: World, now: Any) -> None:
    Roster.objects.create(practice=world.practice)
    day = timezone.localdate(now, world.practice.zone) + timedelta(days=1)
    member = world.people["STAFF"].membership
    shift = Shift.objects.create(
        practice=world.practice,
        member=member,
        weekday=day.weekday(),
        opens=540,
        closes=780,
        first_on=day,
    )
    note = HandOver.objects.create(
        practice=world.practice, author=member, text="Keys are in the drawer", is_for_agency=True
    )
    asked = SwapRequest.objects.create(
        shift=shift, on=day, asker=member, asked=world.people[Role.AGENT].membership
    )
    off = DaysOff.objects.create(
        member=member, first_on=day + timedelta(days=9), last_on=day + timedelta(days=10)
    )
    world.ids |= {
        "shift_id": shift.pk,
        "day": day.isoformat(),
        "note_id": note.pk,
        "request_id": asked.pk,
        "days_off_id": off.pk,
    }


def _sources(world: World, now: Any) -> None:
    gap = FeedGap.objects.create(
        feed_id=world.ids["feed_id"], reason="The network was away", until=now
    )
    term = WatchTerm.objects.create(practice=world.practice, query="lumen lakeside")
    world.ids |= {"gap_id": gap.pk, "term_id": term.pk}
