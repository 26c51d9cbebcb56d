"""The words of the kernel's own events."""

from __future__ import annotations

from functools import partial

from django.urls import reverse

from practice_hub.alerts.kind_words import WORDS
from practice_hub.alerts.models import Alert
from practice_hub.audit.models import AuditCheck
from practice_hub.audit.words import (
    Group,
    Subject,
    of_practice,
    register_subject,
    register_values,
    register_words,
)
from practice_hub.practices.models import Invitation, Location, Membership, Practice
from practice_hub.roles import Role
from practice_hub.roster.models import DaysOff, HandOver, Roster, Shift, SwapRequest

register_words(
    Group.PEOPLE,
    {
        "invitation.created": ("invited somebody", "An invitation was made at the command line."),
        "invitation.resent": "sent an invitation again",
        "invitation.revoked": "withdrew an invitation",
        "membership.joined": "joined the practice",
        "membership.left": "left the practice",
        "membership.removed": "removed somebody from the practice",
        "membership.role_changed": "changed a role from {before} to {after}",
        "membership.away": "noted an absence",
        "membership.back": "ended an absence",
        "account.changed": "changed the own name or signature",
        "account.density_changed": "chose how close rows stand",
        "account.language_changed": "chose a language",
        "tour.ended": "closed the tour",
    },
)
register_words(
    Group.SIGN_IN,
    {
        "account.signed_in": "signed in",
        "account.signed_out": "signed out",
        "account.refused": ("was refused", "A sign-in was refused: the {way} did not fit."),
        "account.password_set": "set a password",
        "account.password_changed": "changed the password",
        "account.password_reset": "set a new password by mail",
        "account.way_added": "added a {way} for signing in",
        "account.way_removed": "removed a {way} for signing in",
        "account.codes_renewed": "made new recovery codes",
        "sign_in.locked": (
            "was locked out",
            "Too many wrong passwords or codes: sign-in was locked for the address {address}.",
        ),
        "sign_in.closed_to_strangers": (
            "was guessed at",
            "Too many wrong passwords or codes in a day: sign-in was closed to browsers that the "
            "account was never used in. The last try came from {address}.",
        ),
        "sign_in.unlocked": (
            "unlocked the sign-in",
            "Sign-in was unlocked by mail for the address {address}.",
        ),
        "devices.signed_out": "signed out other devices of their own",
        "devices.signed_out_by_manager": "signed out every device of the colleague",
    },
)
register_words(
    Group.SETTINGS,
    {
        "practice.opened": ("opened the practice", "The practice was opened."),
        "practice.changed": "changed the settings of the practice",
        "setup.skipped": "skipped a step of the setup",
        "setup.finished": "noted a step of the setup as done",
        "setup.resumed": "took up a step of the setup again",
        "keys.rotated": (
            "encrypted the stored secrets anew",
            "The stored secrets were encrypted anew with key {key}.",
        ),
        "practice.sign_in_rules_changed": "changed how long people stay signed in",
        "location.added": "added a location",
        "location.changed": "changed a location",
        "location.removed": "removed a location",
        "hours.week_set": "changed the usual week",
        "hours.week_dropped": "took back the own week of a location",
        "hours.dates_set": "set other hours for certain dates",
        "hours.dates_removed": "removed other hours for certain dates",
        "hours.holidays_chosen": "chose public holidays",
        "hours.region_set": "set the region for public holidays",
        "alert.chain_changed": "changed who is told next",
        "alert.settings_changed": "changed how they are told of alerts",
        "alert.undisturbed": "asked not to be disturbed",
        "alert.undisturbed_ended": "may be disturbed again",
    },
)
register_words(
    Group.ALERTS,
    {
        "alert.raised": ("raised an alert: {kind}", "An alert was raised: {kind}."),
        "alert.acknowledged": "took an alert: {kind}",
        "alert.closed": ("closed an alert: {kind}", "An alert settled by itself: {kind}."),
        "alert.escalated": (
            "passed on: {kind}",
            "Nobody took an alert, so more were told: {kind}.",
        ),
        "alert.recipients_added": ("told more people", "More people were told of an alert."),
        "alert.sent": ("sent an alert", "An alert was sent."),
    },
)
register_words(
    Group.ROSTER,
    {
        "roster.always_changed": "changed when somebody should watch",
        "roster.shift_added": "added a shift",
        "roster.shift_changed": "changed a shift",
        "roster.shift_ended": "ended a shift",
        "roster.put_on": "put somebody on duty",
        "roster.watching": "took the watch",
        "roster.days_off": "noted days off",
        "roster.days_off_removed": "removed days off",
        "roster.asked": "asked to swap a shift",
        "roster.request_accepted": "accepted a swap",
        "roster.request_declined": "declined a swap",
        "roster.request_withdrawn": "withdrew a swap",
        "roster.note_written": "wrote a hand-over note",
        "roster.note_read": "read a hand-over note",
        "roster.gap_opened": ("left nobody on duty", "Nobody is on duty."),
        "roster.gap_closed": ("closed a gap", "Somebody is on duty again."),
    },
)
register_words(
    Group.AUDIT,
    {
        "audit.viewed": "looked at the audit",
        "audit.downloaded": "downloaded the audit ({format})",
        "audit.broken": ("found the audit broken", "The audit is broken: something was changed."),
        "audit.anchors_renewed": ("began new anchors", "The file of anchors was begun anew."),
        "backup.restored": (
            "restored a backup",
            "A backup was restored: what came after {made_at} is not here.",
        ),
    },
)


def _at(name: str, one: object) -> str:
    """A page that is the same for all of them."""
    return reverse(name)


register_values({kind: words.label for kind, words in WORDS.items()})
register_values(dict(Role.choices))
register_subject(Practice, Subject("The practice"))
register_subject(AuditCheck, Subject("The audit"))
register_subject(
    Membership,
    Subject(
        "Person",
        rows=lambda practice_id: of_practice(Membership)(practice_id).select_related("user"),
        path=partial(_at, "people:list"),
        label=lambda member: str(member.user),
    ),
)
register_subject(
    Invitation,
    Subject(
        "Invitation",
        rows=of_practice(Invitation),
        path=partial(_at, "people:list"),
    ),
)
register_subject(
    Location,
    Subject(
        "Location",
        rows=of_practice(Location),
        path=lambda one: reverse("people:location", args=[one.pk]),
        label=lambda one: f"Location {one.name}",
    ),
)
register_subject(Alert, Subject("Alert"))  # opening one from here would count as having seen it
register_subject(
    Roster,
    Subject(
        "The roster",
        rows=of_practice(Roster),
        path=partial(_at, "roster:page"),
        label=lambda _: "The roster",
    ),
)
register_subject(Shift, Subject("Shift"))
register_subject(DaysOff, Subject("Days off"))
register_subject(SwapRequest, Subject("Swap"))
register_subject(HandOver, Subject("Hand-over note"))
